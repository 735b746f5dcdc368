"""`pmo metrics`, on the warehouse made by hand."""

import pytest
from typer.testing import CliRunner

from pmo.cli.main import app
from pmo.cli.metrics import _table
from pmo.errors import OperatorError
from warehouse.metrics import Answer


@pytest.fixture
def asked(published, documented, tmp_path, monkeypatch):
    """Return what asks the command line for metrics of the published warehouse."""
    target = tmp_path / "warehouse" / "dbt" / "target"
    target.mkdir(parents=True)
    (target / "semantic_manifest.json").hardlink_to(documented.target / "semantic_manifest.json")
    (tmp_path / "warehouse" / "portfolio.duckdb").hardlink_to(published)
    monkeypatch.setenv("PMO_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, ["metrics", *words])


def test_without_a_name_it_lists_every_metric_with_title_formula_and_unit(asked):
    assert (
        "cpi\n    Cost performance index (CPI). EV / AC of the projects that have both; ratio"
        in asked().output
    )


def test_it_lists_by_what_a_metric_can_be_grouped(asked):
    said = asked("hours", "--dimensions").output.splitlines()

    assert {"person__department", "project__programme"} <= set(said)
    assert "cost_kind__cost_category" not in said


def test_a_table_is_for_eyes(asked):
    lines = asked("cpi", "hours", "--by", "project__project_code").output.splitlines()

    assert [line.split() for line in lines] == [
        ["project__project_code", "cpi", "hours"],
        ["A", "0.8", "10.0000"],
        ["B", "1", "5.0000"],
        ["C", "–", "–"],
    ]


@pytest.mark.parametrize("name", ["[crm] Upgrade", "[/old] Portal", "Move :rocket:"])
def test_a_table_writes_names_as_they_are(capsys, name):
    _table(Answer(("project", "hours"), [(name, 5.0)], ""), groups=1)

    assert name in capsys.readouterr().out


def test_csv_is_for_programs(asked):
    said = asked("cost", "--by", "month", "--to", "2026-05-31", "--format", "csv").output

    assert said == "metric_time__month,cost\n2026-05-01,100.00\n"


def test_days_widen_to_the_periods_that_are_asked_for(asked):
    said = asked("cost", "--by", "month", "--from", "2026-06-15", "--format", "csv").output

    assert said == "metric_time__month,cost\n2026-06-01,57.00\n"


def test_only_what_a_dimension_names_counts_from_a_day_on(asked):
    words = ("--where", "project__project_name=Alpha", "--from", "2026-06-02", "--format", "csv")

    assert asked("hours", *words).output == "hours\n2.0000\n"


def test_the_sql_can_be_had_for_a_bi_tool(asked):
    said = asked("ev", "--format", "sql").output

    assert "SUM(" in said
    assert '"marts"."fct_earned_value"' in said


def test_a_condition_without_a_value_is_refused_with_an_example(asked):
    said = asked("hours", "--where", "project__priority")

    assert isinstance(said.exception, OperatorError)
    assert "is no DIMENSION=VALUE, as project__priority=1 is" in str(said.exception)
