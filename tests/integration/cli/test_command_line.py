import re

import pytest
from typer.testing import CliRunner

from demo.jira.answers import DEMO_TOKEN, DEMO_USER
from demo.jira.server import serve
from demo.plan import build_plan
from pmo.cli.main import app, main
from pmo.errors import OperatorError
from warehouse.versions import UnknownVersionError

COMMANDS = (
    *("doctor", "extract", "compact", "run", "versions", "rollback", "validate"),
    *("alerts", "reports", "metrics", "periods", "templates"),
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PMO_HOME", str(tmp_path))
    monkeypatch.delenv("PMO_DROP", raising=False)
    for name in ("URL", "USER", "TOKEN"):
        monkeypatch.delenv(f"PMO_JIRA_{name}", raising=False)
    return tmp_path


def ran(*arguments):
    return CliRunner().invoke(app, arguments, catch_exceptions=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    said = ran(command, "--help")

    assert said.exit_code == 0
    assert "Usage" in said.output


def test_an_empty_installation_has_no_versions_and_says_how_to_make_one(home):
    said = ran("versions")

    assert (said.exit_code, "`pmo run` publishes the first" in said.output) == (0, True)
    assert isinstance(ran("rollback").exception, UnknownVersionError)


def test_an_operator_sees_one_message_and_no_traceback(home, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pmo", "rollback", "20200101-00000000"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "pmo: version '20200101-00000000' is not kept; kept are: none\n"
    )


def test_a_fault_of_ours_keeps_its_traceback(home, monkeypatch):
    def broken(_home):
        raise ZeroDivisionError

    monkeypatch.setattr("warehouse.versions.list_versions", broken)
    monkeypatch.setattr("sys.argv", ["pmo", "versions"])

    with pytest.raises(ZeroDivisionError):
        main()


def test_the_doctor_names_what_is_missing_and_how_to_mend_it(home):
    said = ran("doctor")

    assert said.exit_code == 1
    words = " ".join(said.output.split())
    for part in ("PMO_JIRA_URL", "run `pmo run`", "create it"):
        assert part in words


def test_the_doctor_asks_jira_who_we_are(home, monkeypatch):
    with serve(build_plan(scale=0.05)) as jira:
        monkeypatch.setenv("PMO_JIRA_URL", jira.url)
        monkeypatch.setenv("PMO_JIRA_USER", DEMO_USER)
        monkeypatch.setenv("PMO_JIRA_TOKEN", DEMO_TOKEN)
        good = " ".join(ran("doctor").output.split())
        monkeypatch.setenv("PMO_JIRA_TOKEN", "wrong")
        bad = " ".join(ran("doctor").output.split())

    assert f"✓ jira {jira.url} as" in good
    assert "✗ jira" in bad
    assert "PMO_JIRA_TOKEN" in bad
    assert "wrong" not in bad


def test_extracting_a_source_says_what_landed(home):
    (home / "drop" / "registers").mkdir(parents=True)
    (home / "drop" / "registers" / "objectives.csv").write_text(
        "objective_id,name,owner\nO-1,Grow,CEO\n", "utf-8"
    )

    first, again = ran("extract", "registers"), ran("extract", "registers")

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    # The row, the file's own, and the days off of the country.
    assert re.match(r"registers: \d{3} rows in batch", first.output)
    assert again.output.startswith("registers: 0 rows in batch")


def test_a_wrong_day_is_an_operator_error(home, monkeypatch):
    monkeypatch.setenv("PMO_AS_OF", "yesterday")

    assert isinstance(ran("versions").exception, OperatorError)


def test_settings_that_cannot_be_read_are_named(home, monkeypatch, capsys):
    monkeypatch.setenv("PMO_CONFIG", "nowhere/pmo.yml")
    monkeypatch.setattr("sys.argv", ["pmo", "versions"])

    with pytest.raises(SystemExit):
        main()

    assert capsys.readouterr().err.startswith("pmo: nowhere/pmo.yml: ")
