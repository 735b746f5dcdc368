"""What `pmo doctor` finds, proposes and misses."""

import socket
import threading

import duckdb
import pytest
import yaml
from typer.testing import CliRunner

from demo.jira.answers import DEMO_TOKEN, DEMO_USER
from demo.jira.server import serve
from demo.plan import build_plan
from extractors.jira.mapping import Field, mapping_of
from extractors.jira.probe import Looked
from extractors.jira.proposals import proposals
from pmo.cli.main import app
from pmo.settings import JiraFields

SETTINGS = "organisation: {name: Clinic}\n"


@pytest.fixture(scope="module")
def jira():
    with serve(build_plan(scale=0.05)) as server:
        yield server


@pytest.fixture
def examined(tmp_path, monkeypatch):
    """Return what runs the doctor with some more settings, on an empty installation."""
    monkeypatch.setenv("PMO_HOME", str(tmp_path))
    monkeypatch.setenv("PMO_CONFIG", str(tmp_path / "pmo.yml"))
    for name in ("PMO_DROP", "PMO_JIRA_URL", "PMO_JIRA_USER", "PMO_JIRA_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    def run(settings=""):
        (tmp_path / "pmo.yml").write_text(SETTINGS + settings, "utf-8")
        return CliRunner().invoke(app, ["doctor"], catch_exceptions=False)

    return run


@pytest.fixture
def asked(examined, jira, monkeypatch):
    """The same, with a Jira that answers."""
    monkeypatch.setenv("PMO_JIRA_URL", jira.url)
    monkeypatch.setenv("PMO_JIRA_USER", DEMO_USER)
    monkeypatch.setenv("PMO_JIRA_TOKEN", DEMO_TOKEN)
    return examined


def words(said):
    return " ".join(said.output.split())


def proposal(said):
    """Return what the doctor proposes to paste, parsed as settings are."""
    after = said.output.partition("Proposed for config/pmo.yml")[2].partition("\n")[2]
    return yaml.safe_load(after.partition("\n\n")[0])


def test_it_lists_edition_version_account_projects_boards_and_fields(asked):
    said = words(asked())
    for part in (
        *("Jira Cloud 1001", "as PMO Warehouse", "issues 317 in 12 projects", "8 scrum"),
        *("DEALER Dealer Analytics 38", "5 custom fields"),
        *("story_points Story Points (customfield_10016)", "of 200"),
    ):
        assert part in said, part
    assert DEMO_TOKEN not in said


def test_it_proposes_a_mapping_that_can_be_pasted_and_then_has_nothing_to_propose(asked):
    proposed = proposal(asked())
    assert proposed == {"jira": {"fields": {"team": ["customfield_10050"]}}}

    again = asked(yaml.safe_dump(proposed))

    assert "Proposed for" not in again.output
    assert "team Delivery team (customfield_10050) 200 of 200" in words(again)


def test_it_says_which_sections_stay_empty_without_an_input(asked, tmp_path):
    missing = words(asked()).partition("what therefore stays empty")[2]
    assert "registers.risks Portfolio: risk heat map" in missing
    assert "finance.budgets" in missing
    assert "jira.issues" not in missing
    assert "jira.fields.story_points" not in missing

    (tmp_path / "drop" / "registers").mkdir(parents=True)
    (tmp_path / "drop" / "registers" / "risks.csv").write_text("risk_id\n", "utf-8")
    unmapped = asked("jira: {fields: {story_points: []}}\n")
    missing = words(unmapped).partition("what therefore stays empty")[2]
    assert "registers.risks" not in missing
    assert "jira.fields.story_points Project page: flow of work" in missing


def test_a_field_that_no_setting_reaches_is_said_with_its_fix_and_ends_with_1(asked):
    said = asked("jira: {fields: {account: [Konto]}}\n")
    assert "✗ jira.fields.account no custom field answers to" in words(said)
    assert said.exit_code == 1


def test_every_line_fits_a_hundred_columns(asked):
    said = asked("jira: {fields: {account: [Konto], start_date: [Delivery team]}}\n")
    assert max(map(len, said.output.splitlines())) <= 100


def test_all_is_well_ends_with_0(asked, tmp_path, monkeypatch):
    for name in ("timesheets", "finance", "registers"):
        (tmp_path / "drop" / name).mkdir(parents=True)
    monkeypatch.setattr("warehouse.versions.current_version", lambda home: "20260630-12345678")
    said = asked()
    assert (said.exit_code, "✗" in said.output) == (0, False)


def test_a_wrong_layout_is_named(examined, tmp_path):
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "sap.yml").write_text("tables: [{table: budget, columns: {}}]\n")
    said = words(examined("finance: {layouts: layouts}\njira: {enabled: false}\n"))
    assert "✗ layouts of finance cannot be used" in said


def test_the_mail_server_is_greeted_where_somebody_is_to_be_told(examined, monkeypatch):
    settings = "jira: {enabled: false}\nnotify: {recipients: [pmo@example.com]}\n"
    monkeypatch.delenv("AIRFLOW_CONN_SMTP_DEFAULT", raising=False)
    assert "✓ mail the Airflow connection smtp_default" in words(examined(settings))
    nobody = words(examined("jira: {enabled: false}\n"))
    assert not [mark for mark in "✓✗" if f"{mark} mail" in nobody]

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        # Bound and not listening: refused, and nobody else can take the port meanwhile.
        secret = f"smtp://bot:geheim@127.0.0.1:{free.getsockname()[1]}"
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", secret)
        said = words(examined(settings))
    assert "✗ mail no answer" in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    "spelt",
    [
        "smtp://bot:geheim@127.0.0.1:{port}?disable_ssl=true",
        '{{"host": "127.0.0.1", "port": {port}, "extra": {{"disable_ssl": true}}}}',
    ],
    ids=["URI", "JSON"],
)
def test_a_mail_server_that_answers_is_well(examined, monkeypatch, spelt):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=greet, args=(server,), daemon=True).start()
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", spelt.format(port=port))
        said = examined("jira: {enabled: false}\nnotify: {recipients: [pmo@example.com]}\n")
    assert f"✓ mail 127.0.0.1:{port} answers" in words(said)


def greet(server):
    """Speak just enough SMTP to be greeted."""
    client, _ = server.accept()
    with client, client.makefile("rw", newline="\r\n") as lines:
        lines.write("220 here\n")
        lines.flush()
        for said in lines:
            lines.write("221 bye\n" if said.lower().startswith("quit") else "250 fine\n")
            lines.flush()


def test_tempo_is_asked_where_it_is_switched_on(examined, monkeypatch):
    monkeypatch.delenv("PMO_TEMPO_TOKEN", raising=False)
    said = words(examined("jira: {enabled: false}\ntimesheets: {tempo: {enabled: true}}\n"))
    assert "✗ tempo no connection PMO_TEMPO_TOKEN not set" in said


@pytest.mark.parametrize(
    ("filled", "proposed"),
    [
        ({"customfield_1": 5, "customfield_2": 90}, None),
        ({"customfield_2": 90}, ["customfield_2"]),
        ({}, None),
    ],
    ids=["the mapped one is in use", "only the other one is", "neither is"],
)
def test_another_field_is_proposed_where_nobody_fills_the_mapped_one(
    examined, monkeypatch, filled, proposed
):
    fields = (
        Field("customfield_1", "Story Points", "number"),
        Field("customfield_2", "Story point", "number"),
    )
    looked = Looked(
        *("https://jira.example.com", "Cloud", "1", "Bot", 5, [], {}, fields),
        mapping=mapping_of(fields, JiraFields()),
        proposed=proposals(fields, filled),
        filled=filled,
        sampled=100,
    )
    monkeypatch.setattr("extractors.jira.probe.probe", lambda *arguments: looked)
    for name in ("URL", "TOKEN"):
        monkeypatch.setenv(f"PMO_JIRA_{name}", "https://jira.example.com")

    said = examined()

    found = proposal(said)["jira"]["fields"]["story_points"] if "Proposed" in said.output else None
    assert found == proposed


def test_it_says_what_the_published_version_lacks_and_where_the_fixes_stand(examined, tmp_path):
    published = tmp_path / "warehouse" / "portfolio.duckdb"
    published.parent.mkdir()
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            """
            create schema quality;
            create table quality.version as select
                '20260629-abc' as version_id, date '2026-06-29' as as_of,
                timestamp '2026-06-29 05:00:00' as built_at,
                cast(null as varchar) as previous_version_id;
            create table quality.coverage as
            from (values
                ('ALL', 'actual_cost', 'missing', 'finance.actuals', 'Drop it'),
                ('ALL', 'flow', 'partial', 'jira.issues for 1 of 2 projects', 'Read it'),
                ('ALL', 'risks', 'complete', null, null),
                ('P-1', 'gates', 'missing', 'registers.gates for project P-1', 'Drop it')
            ) as said (project_code, subject, state, missing_input, fix)
            """
        )

    said = words(examined())

    assert "version 20260629-abc" in said
    assert "actual_cost missing finance.actuals" in said
    assert "flow partial jira.issues for 1 of 2 projects" in said
    assert f"{tmp_path}/reports/quality/2026-06-29/en/index.html" in said
    assert "risks complete" not in said
    assert "project P-1" not in said


def test_before_the_first_publication_nothing_is_said_of_it(examined):
    assert "by quality.coverage" not in words(examined())
