"""A day told later, from all that has landed since, is the day as its own report told it."""

from datetime import date

import duckdb
import pytest

from tests.integration.as_of.rows import JUNE_30, MAY_31
from tests.integration.as_of.world import (
    through_june,
    until_may,
    what_changes_the_past,
)
from tests.integration.organisation import Organisation

# What says how a row stands to the night that wrote it, and not what was so on the day.
OF_THE_NIGHT = {"is_current", "is_previous"}
# And what is told of one night only, or against the report before it.
LEGITIMATE = {
    "fct_portfolio_health": {
        "previous_overall_rag",
        "change",
        "data_trust_rag",
        "data_trust_rule",
        "data_trust_value",
        "data_trust_threshold",
        "data_trust_reason",
    },
    # They count the reports before it, and the last report's day is one of them.
    "fct_early_warning": {"breached_since_date", "is_new", "severity"},
    "fct_budget": {"is_current_version"},
    # What of an order is still open speaks of today.
    "fct_cost": {"open_amount", "base_open_amount"},
    # An issue is found under the key that it has now; the project stays that of the work.
    "fct_timesheet": {"issue_key"},
}
# Marts of single facts, by the day that each fact bears.
FACTS = {
    "fct_cost": "posting_date",
    "fct_timesheet": "work_date",
    "fct_budget": "version_date",
    "fct_milestone_trend": "observed_on",
    "fct_feedback": "given_on",
}
# Marts of what stood for a while: since when, until when, and what of a row is told of today.
STRETCHES = {
    "dim_project_history": ("valid_from", "valid_to", set()),
    "dim_person_history": ("valid_from_date", "valid_to_date", set()),
    "dim_department_history": ("valid_from_date", "valid_to_date", set()),
    "dim_rate": ("valid_from_date", "valid_to_date", set()),
    "fct_issue_status_interval": (
        "entered_at",
        "left_at",
        {"issue_key", "project_key", "project_code", "hours", "working_hours"},
    ),
}
DAYS = {"as_of_date", "date_day"}
# They speak of the day of the build alone.
OF_ONE_DAY = {"fct_process_flow", "fct_skill_coverage"}
COLUMNS = """select table_name, column_name from information_schema.columns
where table_catalog = ? and table_schema = 'marts' order by table_name, ordinal_position"""


class Versions:
    """Two warehouses side by side, `told` the later one."""

    def __init__(self, organisation: Organisation, told: str) -> None:
        self.connection = duckdb.connect()
        for name, database in (("stood", "then"), ("told", told)):
            path = organisation.root / "warehouses" / database / "build.duckdb"
            self.connection.execute(f"attach '{path}' as {name} (read_only)")
        self.columns: dict[str, list[str]] = {}
        for table, column in self.connection.execute(COLUMNS, ["stood"]).fetchall():
            self.columns.setdefault(table, []).append(column)

    def differing(self, where: dict[str, str], without: dict[str, set[str]]) -> dict[str, set[str]]:
        """Return the columns of each mart in `where` whose rows differ, in either direction."""
        found = {}
        for mart, condition in where.items():
            left_out = without.get(mart, set()) | without.get("", set())
            columns = [each for each in self.columns[mart] if each not in left_out]
            if self._differ(mart, columns, condition):
                keys = [each for each in columns if each in ("project_code", *DAYS)]
                found[mart] = {
                    each
                    for each in columns
                    if each not in keys and self._differ(mart, [*keys, each], condition)
                }
        return found

    def rows(self, mart: str, condition: str) -> int:
        """Return how many rows the mart's own report had."""
        query = f"select count(*) from stood.marts.{mart} where {condition}"
        return self.connection.execute(query).fetchone()[0]

    def _differ(self, mart: str, columns: list[str], condition: str) -> bool:
        names = ", ".join(f'"{each}"' for each in columns)
        sides = [
            f"select {names} from {each}.marts.{mart} where {condition}"
            for each in ("stood", "told")
        ]
        query = (
            f"select count(*) from (({sides[0]} except all {sides[1]}) union all "
            f"({sides[1]} except all {sides[0]}))"
        )
        return bool(self.connection.execute(query).fetchone()[0])


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    """The same day told three times: by itself, again in July, and among the days of June."""
    organisation = Organisation(tmp_path_factory.mktemp("as_of"))
    until_may(organisation)
    organisation.build(MAY_31, "then", previous_as_of="2026-05-24")
    through_june(organisation)
    organisation.build(MAY_31, "past", previous_as_of="2026-05-24")
    organisation.build(JUNE_30, "later", previous_as_of=MAY_31.isoformat())
    return organisation


def dated(versions: Versions, day: date) -> dict[str, str]:
    """Return the marts that speak of days, and which of their rows are of `day`."""
    by_day = {
        table: f"{next(each for each in columns if each in DAYS)} = date '{day}'"
        for table, columns in versions.columns.items()
        if DAYS & set(columns) and table.startswith("fct_") and table not in OF_ONE_DAY
    }
    return by_day | {mart: f"{column} <= date '{day}'" for mart, column in FACTS.items()}


def test_a_day_reported_again_is_its_own_report_in_every_mart(organisation):
    versions = Versions(organisation, "past")
    everything = dict.fromkeys(versions.columns, "true")
    # A rate that was agreed in June bears its own day, and ends the one before it.
    everything["dim_rate"] = f"valid_from_date <= date '{MAY_31}'"

    assert len(everything) > 30
    assert [mart for mart in everything if not versions.rows(mart, "true")] == []
    assert versions.differing(everything, {"dim_rate": {"valid_to_date", "is_current"}}) == {}


def test_a_day_told_among_later_ones_is_its_own_report_in_every_mart_of_days(organisation):
    versions = Versions(organisation, "later")
    marts = dated(versions, MAY_31)

    assert set(marts) >= {
        "fct_earned_value",
        "fct_portfolio_health",
        "fct_schedule_forecast",
        "fct_project_flow_daily",
        "fct_risk_daily",
        "fct_early_warning",
        "fct_outcome_evaluation",
    }
    assert [mart for mart, condition in marts.items() if not versions.rows(mart, condition)] == []
    assert versions.differing(marts, {"": OF_THE_NIGHT, **LEGITIMATE}) == {}


def test_what_stood_on_a_day_is_found_by_its_stretch_among_later_ones(organisation):
    versions = Versions(organisation, "later")
    told_of_today = {
        mart: {until, *columns} | {each for each in versions.columns[mart] if "objective" in each}
        for mart, (_, until, columns) in STRETCHES.items()
    }
    standing = {
        mart: f"cast({since} as date) <= date '{MAY_31}' "
        f"and coalesce(cast({until} as date) > date '{MAY_31}', true)"
        for mart, (since, until, _) in STRETCHES.items()
    }
    # A department that nobody was in yet has come to be known in June.
    standing["dim_department_history"] += " and head_count > 0"

    assert [
        mart for mart, condition in standing.items() if not versions.rows(mart, condition)
    ] == []
    assert versions.differing(standing, {"": OF_THE_NIGHT, **told_of_today}) == {}


def test_what_legitimately_differs_does_so_and_nothing_else_is_excused(organisation):
    versions = Versions(organisation, "later")

    assert versions.differing(dated(versions, MAY_31), {"": OF_THE_NIGHT}) == LEGITIMATE


def test_methods_plans_and_fields_are_those_of_the_day(organisation):
    with organisation.open("later") as later:
        told = later.execute(
            "select project_code, ev_method, baseline_version, percent_complete "
            "from marts.fct_earned_value where as_of_date = date '2026-05-31' order by all"
        ).fetchall()
    # P-1: 5 of 10 points; P-2: 10 h worked, 10 + 5 h to go; P-3: 40 % by hand; P-4: 8 of 8 points.
    assert told == [
        ("P-1", "points", "B1", 0.5),
        ("P-2", "hours", "B1", 0.4),
        ("P-3", "manual", "B1", 0.4),
        ("P-4", "points", "B1", 1.0),
    ]
    with organisation.open("past") as past:
        issues = past.execute(
            "select issue_key, project_code, issue_type, summary, cast(due_date as varchar), "
            "labels, cast(remaining_estimate_hours as double) "
            "from marts.fct_issue where issue_id in ('1', '2', '3', '4') order by issue_id"
        ).fetchall()
    assert issues == [
        ("AB-1", "P-1", "Story", None, "2026-05-20", None, None),
        ("AB-2", "P-1", "Story", None, "2026-06-12", None, None),
        ("CD-1", "P-2", "Story", None, None, "ground", 10.0),
        ("AB-4", "P-1", "Story", "Piles", None, None, None),
    ]


def test_a_moved_issue_leaves_its_past_where_it_was(organisation):
    query = (
        "select cast(date_day as varchar), project_code, scope_issues, done_issues, scope_points "
        "from marts.fct_project_flow_daily where date_day in ('2026-06-07', '2026-06-08') "
        "and project_code in ('P-1', 'P-2') order by all"
    )
    with organisation.open("later") as later:
        flow = later.execute(query).fetchall()
        hours = later.execute(
            "select project_code, cast(hours as double) from marts.fct_timesheet "
            "where source_id = 'W4'"
        ).fetchall()
    # AB-4, done and of 2 points, goes to CD on 8 June. What was worked on it stays with P-1.
    assert flow == [
        ("2026-06-07", "P-1", 8, 2, 28),
        ("2026-06-07", "P-2", 2, 0, None),
        ("2026-06-08", "P-1", 7, 1, 26),
        ("2026-06-08", "P-2", 3, 1, 2),
    ]
    assert hours == [("P-1", 4.0)]


def test_an_issue_is_below_whom_it_was_below_on_the_day(organisation):
    query = (
        "select issue_id, parent_key from marts.fct_issue "
        "where issue_id in ('11', '12', '13') order by issue_id"
    )
    with organisation.open("past") as past:
        then = past.execute(query).fetchall()
    with organisation.open("later") as later:
        now = later.execute(query).fetchall()
    # In June AB-4 became CD-9, 12 was hung below AB-2 and so was 13, for the first time.
    assert then == [("11", "AB-4"), ("12", "AB-1"), ("13", None)]
    assert now == [("11", "CD-9"), ("12", "AB-2"), ("13", "AB-2")]


def test_capacity_of_a_past_day_is_what_its_registers_gave_for_the_weeks_ahead(organisation):
    with organisation.open("later") as later:
        told = later.execute(
            "select project_code, cast(resources_value as double), resources_reason "
            "from marts.fct_portfolio_health where as_of_date = date '2026-05-31' order by all"
        ).fetchall()
    # E1: 30 + 14 h of the 40 h that the register names by the Wednesday of that week.
    # E2: 20 h of 40 by the register, and 20 h of 40 - 16 (leave); E3: 20 h of 40 - 16 (leave).
    ahead = "of capacity over the next four weeks"
    assert told == [
        ("P-1", 1.1, f"Ada is planned at 110 % {ahead}"),
        ("P-2", 1.1, f"Ada is planned at 110 % {ahead}"),
        ("P-3", 0.625, f"Ben is planned at 63 % {ahead}"),
        ("P-4", 0.833333, f"Cleo is planned at 83 % {ahead}"),
    ]


def test_who_left_the_register_keeps_what_was_and_says_since_when(organisation):
    with organisation.open("later") as later:
        project = later.execute(
            "select status, cast(left_register_date as varchar) from marts.dim_project "
            "where project_code = 'P-4'"
        ).fetchall()
        days = later.execute(
            "select cast(as_of_date as varchar), cast(bac as integer), cast(ac as integer) "
            "from marts.fct_earned_value "
            "where project_code = 'P-4' and as_of_date >= date '2026-04-30' order by as_of_date"
        ).fetchall()
        hours = later.execute(
            "select source_id, person_id from marts.fct_timesheet "
            "where project_code = 'P-4' or person_id = 'E3' order by source_id"
        ).fetchall()
        history = later.execute(
            "select cast(valid_to as varchar), is_current from marts.dim_project_history "
            "where project_code = 'P-4'"
        ).fetchall()
        person = later.execute(
            "select cast(active_to_date as varchar) from marts.dim_person where person_id = 'E3'"
        ).fetchone()
    assert project == [("active", "2026-06-30")]
    # 90 was posted in May, and 6 hours at 80; on 30 June it is reported no more.
    assert days == [("2026-04-30", 1200, 0), ("2026-05-31", 1200, 570)]
    assert hours == [("T4", "E2"), ("T5", "E2"), ("W5", "E3")]
    assert history == [("2026-06-30 05:00:00", False)]
    assert person == ("2026-06-29",)


def test_the_builds_own_tests_hold_where_some_have_left(organisation):
    # Coverage and benefits are not built here.
    failed = organisation.test(JUNE_30, "later", previous_as_of=MAY_31.isoformat())

    assert {name: said for name, said in failed.items() if "does not exist" not in said} == {}


def test_a_jira_project_that_the_register_gave_to_another_leaves_its_past_where_it_was(
    organisation,
):
    query = (
        "select cast(date_day as varchar), project_code, scope_issues "
        "from marts.fct_project_flow_daily where project_code in ('P-1', 'P-3') "
        "and date_day in ('2026-06-29', '2026-06-30') order by all"
    )
    with organisation.open("later") as later:
        flow = later.execute(query).fetchall()
    # GH-1 counts in P-1, as on 31 May, until the register of 30 June gives GH to P-3.
    assert flow == [("2026-06-29", "P-1", 7), ("2026-06-30", "P-1", 6), ("2026-06-30", "P-3", 1)]


def test_what_no_source_dates_changes_the_past_and_nothing_else_does(organisation):
    what_changes_the_past(organisation)
    organisation.build(JUNE_30, "restated", previous_as_of=MAY_31.isoformat())
    versions = Versions(organisation, "restated")

    differing = versions.differing(dated(versions, MAY_31), {"": OF_THE_NIGHT, **LEGITIMATE})
    spent = {"ac", "cv", "cpi", "eac_cpi", "eac_remaining_budget", "eac_cpi_spi", "etc", "vac"}
    assert differing["fct_earned_value"] >= {"ac", "cpi"}
    earned = {"ev", "sv", "sv_t", "spi", "spi_t", "percent_complete", "earned_schedule", "tcpi"}
    ahead = {each for each in versions.columns["fct_earned_value"] if each.startswith("forecast_")}
    assert differing["fct_earned_value"] <= spent | earned | ahead
    assert {"pv", "bac", "ev_method", "baseline_version"}.isdisjoint(differing["fct_earned_value"])
    assert "fct_risk_daily" not in differing
    # The deleted issue 5 was the only one to do of P-2.
    assert differing["fct_project_flow_daily"] >= {"todo_issues", "scope_issues"}
    assert {"done_issues", "scope_points"}.isdisjoint(differing["fct_project_flow_daily"])
    with organisation.open("restated") as restated:
        late = restated.execute(
            "select count(*) from marts.fct_portfolio_health "
            "where project_code = 'P-5' and as_of_date = date '2026-05-31'"
        ).fetchone()
    assert late == (1,)
