"""From landing to marts no cent, no minute and no row goes astray, and the ties would tell.

The numbers are added up by hand from `ledger.py`.
"""

import shutil
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.integration.dbt_equivalence.ledger import TODAY, VARIABLES, land

D = Decimal
COST = """
    select project_code, source_project_code, cost_type, currency, sum(amount), sum(base_amount)
    from marts.fct_cost group by all order by all
"""
HOURS = """
    select source, source_person_id, work_date, project_code, sum(hours)
    from marts.fct_timesheet group by all order by all
"""
AGES = """
    select issue_id, sum(hours) from marts.fct_issue_status_interval group by 1 order by 1
"""
FATES = """
    select count(*) as landed,
        count(*) filter (document_id in ('A1', 'A2') and _batch_id = first_batch) as superseded,
        count(*) filter (document_id = 'A7' and _batch_id = first_batch) as said_again,
        count(*) filter (document_id = 'A6') as kept_out,
        count(*) filter (posting_date > date '2026-06-30') as ahead
    from (select *, min(_batch_id) over () as first_batch from '{}/*/*.parquet')
"""
TENTH, ELEVENTH, TWELFTH = (date(2026, 6, number) for number in (10, 11, 12))
WEEKS = """
    select person_id, project_code, sum(planned_hours), sum(actual_hours)
    from marts.fct_resource_week group by all order by all
"""
SERVED = """
    select objective_id, budget_amount, spend_amount from marts.fct_strategic_alignment order by 1
"""
SPRINT = """
    select committed_points + added_points - removed_points, completed_points, committed_issues,
        added_issues, removed_issues, completed_issues
    from marts.fct_sprint
"""
UNKNOWN_PROJECT = """
    select 'cost', count(*) from marts.fct_cost where project_code = 'UNALLOCATED'
    union all select 'budget', count(*) from marts.fct_budget where project_code = 'UNALLOCATED'
    union all select 'risk', count(*) from marts.fct_risk where project_code = 'UNALLOCATED'
    union all select 'answer', count(*) from marts.fct_feedback where project_code = 'UNALLOCATED'
    union all select 'lesson', count(*) from marts.fct_lesson where project_code = 'UNALLOCATED'
    union all select 'issue', count(*) from marts.fct_issue where project_code = 'UNALLOCATED'
    order by 1
"""
# Each fault, the tie that must tell of it, and how it comes about in what is built.
MONEY, BASE, HOURS_TIE = "money_is_placed", "base_amounts", "hours_booked"
WEEKS_TIE, ROLES, OBJECTIVES = "resource_weeks", "demand_and_capacity", "objectives_money"
STAYS, FLOW, SPRINTS, REGISTERS = "issues_and_stays", "flow", "sprints", "registers"
FAULTS = {
    "a posting is lost": (MONEY, "delete from marts.fct_cost where document_id = 'A8'"),
    "a posting is a cent more": (
        MONEY,
        "update marts.fct_cost set amount = amount + 0.01 where document_id = 'A8'",
    ),
    "a posting is on another project": (
        MONEY,
        "update marts.fct_cost set project_code = 'P-1' where document_id = 'A3'",
    ),
    "a budget is of another version": (
        MONEY,
        "update marts.fct_budget set version_date = '2026-05-01' where currency = 'EUR'",
    ),
    "money without a code is lost": (MONEY, "delete from marts.fct_cost where document_id = 'A4'"),
    "an amount has the rate of another day": (
        BASE,
        "update marts.fct_cost set base_amount = 45 where document_id = 'A9'",
    ),
    "an amount has no rate": (
        BASE,
        "update marts.fct_cost set base_amount = null where document_id = 'A9'",
    ),
    "a booking counts twice": (
        HOURS_TIE,
        "insert into marts.fct_timesheet select * replace ('twice' as timesheet_id) "
        "from marts.fct_timesheet where source_id = '11'",
    ),
    "what was corrected counts too": (
        HOURS_TIE,
        "update marts.fct_timesheet set hours = 14.5 where source_id = 'T3'",
    ),
    "work after midnight is of the next day": (
        HOURS_TIE,
        "update marts.fct_timesheet set work_date = '2026-06-11' where source_id = '12'",
    ),
    "hours of unknown people are lost": (
        WEEKS_TIE,
        "delete from marts.fct_resource_week where person_id = 'UNKNOWN'",
    ),
    "a week is the next one": (
        WEEKS_TIE,
        "update marts.fct_resource_week set week_start_date = '2026-06-29' "
        "where planned_hours = 20",
    ),
    "demand without capacity is lost": (
        ROLES,
        "delete from marts.fct_demand_capacity where role = 'designer'",
    ),
    "a plan is halved": (
        ROLES,
        "update marts.fct_demand_capacity set planned_hours = planned_hours / 2",
    ),
    "capacity counts twice": (
        ROLES,
        "update marts.fct_demand_capacity set capacity_hours = 2 * capacity_hours",
    ),
    "what serves no objective is lost": (
        OBJECTIVES,
        "delete from marts.fct_strategic_alignment where is_unaligned",
    ),
    "budgets of all versions are added": (
        OBJECTIVES,
        "update marts.fct_strategic_alignment set budget_amount = budget_amount + 500",
    ),
    "labour serves nobody": (
        OBJECTIVES,
        "update marts.fct_strategic_alignment set spend_amount = 73.26 where not is_unaligned",
    ),
    "an issue is lost": (STAYS, "delete from marts.fct_issue where issue_id = '2'"),
    "an issue is on another project": (
        STAYS,
        "update marts.fct_issue set project_code = 'P-1' where issue_id = '4'",
    ),
    "a stay is missing": (
        STAYS,
        "delete from marts.fct_issue_status_interval where issue_id = '1' and status = 'Doing'",
    ),
    "a stay is an hour too long": (
        STAYS,
        "update marts.fct_issue_status_interval set hours = hours + 1 where issue_id = '2'",
    ),
    "a day is missing": (
        FLOW,
        "delete from marts.fct_project_flow_daily where date_day = '2026-06-20'",
    ),
    "an issue is created twice": (
        FLOW,
        "update marts.fct_project_flow_daily set created_issues = created_issues + 1 "
        "where date_day = '2026-06-02'",
    ),
    "a status is missing": ("time_in_statuses", "delete from marts.fct_process_flow"),
    "what was removed is not": (SPRINTS, "update marts.fct_sprint set removed_issues = 0"),
    "points carried over are lost": (
        SPRINTS,
        "update marts.fct_sprint set committed_points = committed_points - 5",
    ),
    "an issue of a sprint is lost": (
        SPRINTS,
        "delete from intermediate.int_sprint_issues where issue_id = '5'",
    ),
    "a sprint is lost": (SPRINTS, "delete from marts.fct_sprint"),
    "a risk is lost": (REGISTERS, "delete from marts.fct_risk where risk_id = 'R-2'"),
    "an answer counts twice": (
        REGISTERS,
        "insert into marts.fct_feedback select * from marts.fct_feedback",
    ),
    "a risk is on another project": (
        REGISTERS,
        "update marts.fct_risk set project_code = 'P-1' where risk_id = 'R-2'",
    ),
    "an issue never came into staging": (
        "jira_landing",
        "delete from staging.stg_jira__issues where issue_id = '2'",
    ),
    "a worklog says other seconds": (
        "jira_landing",
        "update staging.stg_jira__worklogs set seconds = seconds + 60 where worklog_id = '11'",
    ),
    "a deleted worklog is in staging": (
        "jira_landing",
        "insert into staging.stg_jira__worklogs select * replace ('14' as worklog_id) "
        "from staging.stg_jira__worklogs where worklog_id = '11'",
    ),
}
# What staging says of a file, instead of what it should.
FILE_FAULTS = {
    "a posting is left out": "from old where document_id <> 'A8'",
    "a posting is a cent more": "select * replace (amount + 0.01 as amount) from old",
    "what was kept out is let in": "from old union all by name "
    "select * replace (_row_number + 1 as _row_number) from old where document_id = 'A5'",
}


@pytest.fixture(scope="module")
def built(new_organisation: Any) -> Any:
    """Return an organisation with everything built of what can go astray."""
    organisation = new_organisation()
    land(organisation)
    organisation.build(TODAY, select="*", **VARIABLES).close()
    return organisation


@pytest.fixture
def find(built: Any) -> Any:
    """Return a function that asks the warehouse."""
    with built.open() as warehouse:
        yield lambda query: warehouse.execute(query).fetchall()


def test_everything_that_goes_astray_passes_every_test_of_the_nightly_build(built):
    assert built.test(TODAY, **VARIABLES) == {}


def test_each_posting_that_landed_is_published_or_known_why_not(built, find):
    [fates] = duckdb.sql(FATES.format(built.root / "landing" / "finance" / "actuals")).fetchall()

    # 11 = 6 published + A1 and A2 of the first delivery + A7 of the second file + A6 + A5.
    assert fates == (11, 2, 1, 1, 1)
    assert find("select count(*) from marts.fct_cost where cost_type = 'actual'") == [(6,)]


def test_money_stands_where_it_was_booked_and_else_under_unallocated(find):
    assert find(COST) == [
        ("P-1", "P-1", "actual", "EUR", D("122.10"), D("122.10")),  # 110.10 + 12
        ("P-2", "P-2", "actual", "EUR", D("5.55"), D("5.55")),
        ("P-2", "P-2", "actual", "USD", D("50"), D("40")),  # at 0.8 since June
        ("UNALLOCATED", "X-9", "actual", "EUR", D("30"), D("30")),
        ("UNALLOCATED", "X-9", "commitment", "USD", D("80"), D("64")),
        ("UNALLOCATED", None, "actual", "EUR", D("7.77"), D("7.77")),
    ]
    assert find(UNKNOWN_PROJECT) == [
        ("answer", 1),
        ("budget", 1),
        ("cost", 3),
        ("issue", 1),
        ("lesson", 1),
        ("risk", 1),
    ]


def test_hours_count_once_on_the_day_of_the_work(find):
    assert find(HOURS) == [
        ("jira", "acc-1", TENTH, "P-1", D("3.5")),  # 1.5, and 2 across midnight
        ("jira", "acc-1", ELEVENTH, "UNALLOCATED", D("0.5")),  # of an issue that never landed
        ("jira", "acc-9", TODAY, "UNALLOCATED", D("0.2778")),  # 1,000 seconds
        ("tempo", "acc-1", TODAY, "P-1", D("0.25")),
        ("timesheets", "E2", TWELFTH, "P-2", D("6.5")),  # the end of 8, 6, 6.5
        ("timesheets", "E2", TODAY, "UNALLOCATED", D("2")),
    ]
    assert find(WEEKS) == [
        ("E1", "P-1", D(20), D("3.75")),
        ("E1", "UNALLOCATED", D(3), D("0.5")),
        ("E2", "P-2", D(0), D("6.5")),
        ("E2", "UNALLOCATED", D(0), D(2)),
        ("UNKNOWN", "P-1", D(5), D(0)),
        ("UNKNOWN", "UNALLOCATED", D(0), D("0.2778")),
    ]


def test_an_objective_gets_its_share_and_unaligned_the_rest(find):
    # P-1 may spend 600 USD at 0.9 and spent 122.10 and 3.75 hours at 100, of which 0.6 serves the
    # objective; the rest, and of all others the 50, 45.55 + 37.77 and half an hour, serves none.
    assert find(SERVED) == [("O-1", D(324), D("298.26")), ("UNALIGNED", D(266), D("332.16"))]


def test_actual_cost_is_the_ledger_and_the_labour(find):
    # 122.10, and 3.75 hours at 100.
    query = "select ac from marts.fct_earned_value where is_current"
    assert find(query) == [(D("497.10"),)]


def test_the_stays_of_an_issue_are_its_age(find):
    # From 1 June, 9:00, to the end of June: 29 days and 15 hours; issue 4 from 20 May on.
    age = 29 * 24 + 15
    assert find(AGES) == [("1", D(age)), ("2", D(age)), ("4", D(age + 12 * 24)), ("5", D(age))]


def test_a_sprint_carries_over_what_it_did_not_complete(find):
    # Begun with 3 + 5 points, 2 came and went, 3 were completed and 5 are carried over.
    assert find(SPRINT) == [(D(8), D(3), 2, 1, 1, 1)]


def faulty(built: Any, *statements: str) -> str:
    """Copy the warehouse, spoil the copy and return its name."""
    built.path("faulty").parent.mkdir(exist_ok=True)
    shutil.copy(built.path("build"), built.path("faulty"))
    with duckdb.connect(str(built.path("faulty"))) as warehouse:
        for statement in statements:
            warehouse.execute(statement)
    return "faulty"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_tie_tells_of_each_fault(built, fault):
    tie, statement = FAULTS[fault]

    assert built.test(TODAY, faulty(built, statement), f"{tie}_ties_out", **VARIABLES)


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_file_is_accounted_for_row_by_row(built, fault):
    view = "staging.stg_finance__actuals"
    spoilt = (
        f"create table staging.spoilt as with old as (from {view}) {FILE_FAULTS[fault]}",
        f"drop view {view}",
        "alter table staging.spoilt rename to stg_finance__actuals",
    )
    told = built.test(TODAY, faulty(built, *spoilt), "test_name:accounts_for_landing", **VARIABLES)

    assert [name for name in told if "stg_finance__actuals" in name]
    assert len(told) == 1
