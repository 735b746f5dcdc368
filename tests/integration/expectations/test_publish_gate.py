import shutil
from dataclasses import replace
from datetime import date

import duckdb
import good_landing
import pytest
from good_landing import GOOD, deliver, parquet

from expectations.alerts import list_alerts
from expectations.errors import GateStoppedError
from expectations.landing_gate import check_landing
from expectations.publish_gate import NoCandidateError, check_candidate
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import SOURCES, Settings

MARTS = """
create schema marts;
create table marts.dim_date as
    select cast(strftime(day, '%Y%m%d') as integer) as date_key, cast(day as date) as date_day
    from range(date '2026-01-01', date '2026-12-31', interval 1 day) as days (day);
create table marts.dim_project (project_key varchar, project_code varchar, status varchar);
insert into marts.dim_project values ('k1', '0107', 'active'), ('k0', 'UNALLOCATED', null);
create table marts.fct_cost (
    cost_id varchar, cost_type varchar, project_key varchar, date_key integer, currency varchar,
    amount decimal(18, 2)
);
insert into marts.fct_cost values
    ('c1', 'actual', 'k1', 20260402, 'USD', 250.00),
    ('c2', 'commitment', 'k1', 20260402, 'EUR', 900.00);
create table marts.fct_budget (
    budget_key varchar, budget_version varchar, project_key varchar, currency varchar,
    amount decimal(18, 2)
);
insert into marts.fct_budget values ('b1', 'approved', 'k1', 'EUR', 1000.00);
create table marts.fct_earned_value (
    project_key varchar, as_of_date date, pv decimal(18, 2), ev decimal(18, 2),
    ac decimal(18, 2), sv decimal(18, 2), cv decimal(18, 2), cpi double
);
insert into marts.fct_earned_value values
    ('k1', '2026-06-30', 500, 400, 450, -100, -50, 0.888889),
    ('k0', '2026-06-30', null, null, 0, null, null, null);
create table marts.fct_portfolio_health (
    project_key varchar, as_of_date date, is_current boolean, overall_rag varchar
);
insert into marts.fct_portfolio_health values ('k1', '2026-06-30', true, 'green');
create table marts.fct_issue_status_interval (
    issue_id varchar, interval_number integer, project_key varchar
);
insert into marts.fct_issue_status_interval
    select cast(range // 2 as varchar), range % 2, 'k1' from range(100);
"""


def write(path, *statements):
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """One landed and audited home, copied for every test."""
    root = tmp_path_factory.mktemp("audited")
    delivered = ("finance", "registers")
    off = {source: {"enabled": False} for source in SOURCES if source not in delivered}
    runtime = Runtime(
        settings=Settings.model_validate({"organisation": {"name": "Test"}, **off}),
        home=Home(root=root, drop=root / "drop"),
        clock=Clock(pinned=good_landing.TODAY),
    )
    for source in delivered:
        names = {"actuals", "commitments", "budgets", "fx_rates", "projects"}
        rows = {name: [row] for name, row in GOOD[source].items() if name in names}
        deliver(runtime, source, rows)
    check_landing(runtime)
    write(runtime.home.candidate, MARTS)
    return runtime


@pytest.fixture
def candidate(audited, tmp_path, monkeypatch):
    monkeypatch.delenv("PMO_STATE_URL", raising=False)
    root = tmp_path / "home"
    shutil.copytree(audited.home.root, root)
    return replace(audited, home=Home(root=root, drop=root / "drop"))


def broken(runtime):
    try:
        result = check_candidate(runtime)
    except GateStoppedError as stopped:
        result = stopped.result
    return {(each.table_name, each.expectation, each.column_name) for each in result.broken}


def test_a_good_candidate_passes_and_carries_the_results(candidate):
    result = check_candidate(candidate)

    assert result.passed
    with duckdb.connect(str(candidate.home.candidate)) as connection:
        gates = connection.sql("select distinct gate from quality.expectation_results").fetchall()
        rows = connection.sql("select count(*) from quality.quarantined_rows").fetchall()
    assert sorted(gates) == [("landing",), ("publish",)]
    assert rows == [(0,)]


@pytest.mark.parametrize(
    ("damage", "promise"),
    [
        pytest.param(
            "insert into marts.fct_earned_value from marts.fct_earned_value limit 1",
            {("fct_earned_value", "grain", "")},
            id="a grain of two columns is counted twice",
        ),
        pytest.param(
            "update marts.fct_cost set cost_id = 'c1'",
            {("fct_cost", "grain", "cost_id")},
            id="a grain of one column is counted twice",
        ),
        pytest.param(
            "update marts.fct_cost set cost_id = null where cost_id = 'c1'",
            {("fct_cost", "filled", "cost_id")},
            id="a key is empty",
        ),
        pytest.param(
            "update marts.fct_cost set project_key = 'k9' where cost_id = 'c1'",
            {("fct_cost", "reference", "project_key")},
            id="a project key is in no dimension",
        ),
        pytest.param(
            "update marts.fct_cost set date_key = 20991231 where cost_id = 'c1'",
            {("fct_cost", "reference", "date_key")},
            id="a day is in no dimension",
        ),
        pytest.param(
            "update marts.fct_cost set amount = 249.99 where cost_id = 'c1'",
            {("fct_cost", "conserved", "amount")},
            id="a cent of a posting is lost",
        ),
        pytest.param(
            "delete from marts.fct_cost where cost_id = 'c1'",
            {("fct_cost", "conserved", "amount")},
            id="the only posting of a currency is lost",
        ),
        pytest.param(
            "insert into marts.fct_cost values ('c3', 'actual', 'k1', 20260402, 'GBP', 1)",
            {("fct_cost", "conserved", "amount")},
            id="money appears that finance never delivered",
        ),
        pytest.param(
            "update marts.fct_budget set amount = 2000",
            {("fct_budget", "conserved", "amount")},
            id="a budget is doubled",
        ),
        pytest.param(
            "update marts.fct_portfolio_health set overall_rag = 'purple'",
            {("fct_portfolio_health", "one_of", "overall_rag")},
            id="a colour that no report knows",
        ),
        pytest.param(
            "update marts.fct_portfolio_health set as_of_date = date '2026-06-29'",
            {("fct_portfolio_health", "as_of_day", "as_of_date")},
            id="no row of today",
        ),
        pytest.param(
            "update marts.fct_earned_value set sv = -99 where project_key = 'k1'",
            {("fct_earned_value", "identity", "sv")},
            id="schedule variance does not add up",
        ),
        pytest.param(
            "update marts.fct_earned_value set cv = null where project_key = 'k1'",
            {("fct_earned_value", "identity", "cv")},
            id="a variance is missing",
        ),
        pytest.param(
            "update marts.fct_earned_value set cpi = 'infinity' where project_key = 'k1'",
            {("fct_earned_value", "finite", "")},
            id="a ratio is infinite",
        ),
        pytest.param(
            "update marts.dim_project set project_code = '0108' where project_key = 'k1'",
            {("dim_project", "all_projects", "project_code")},
            id="a project of the register is missing",
        ),
    ],
)
def test_a_damaged_candidate_breaks_one_promise_and_stops(candidate, damage, promise):
    write(candidate.home.candidate, damage)

    with pytest.raises(GateStoppedError, match="publish gate stopped the night") as stopped:
        check_candidate(candidate)

    found = stopped.value.result.broken
    assert {(each.table_name, each.expectation, each.column_name) for each in found} == promise
    [alert] = list_alerts(candidate)
    assert alert["gate"] == "publish"
    assert alert["first_seen_at"] == candidate.clock.now()


def test_a_table_that_collapsed_against_what_is_published_stops(candidate):
    write(candidate.home.portfolio, MARTS)
    write(
        candidate.home.candidate,
        "delete from marts.fct_issue_status_interval where issue_id not in ('1', '2', '3')",
        "drop table marts.fct_budget",
    )

    assert broken(candidate) == {
        ("fct_issue_status_interval", "not_collapsed", ""),
        ("fct_budget", "present", ""),
    }


def test_a_past_day_may_hold_less_than_a_later_one_that_is_published(candidate):
    write(candidate.home.portfolio, MARTS)
    past = replace(candidate, clock=Clock(pinned=date(2026, 6, 1)))
    write(
        candidate.home.candidate,
        "delete from marts.fct_issue_status_interval where issue_id not in ('1', '2', '3')",
        "update marts.fct_portfolio_health set as_of_date = date '2026-06-01'",
    )

    assert broken(past) == set()


def test_a_past_day_is_held_to_what_had_been_delivered_by_then(candidate):
    later = replace(candidate, clock=Clock(pinned=date(2026, 7, 10)))
    order, project = GOOD["finance"]["commitments"], GOOD["registers"]["projects"]
    deliver(later, "finance", {"commitments": [order, {**order, "order_id": "B-2"}]})
    deliver(later, "registers", {"projects": [project, {**project, "project_code": "0200"}]})

    assert broken(candidate) == set()
    write(
        candidate.home.candidate,
        "update marts.fct_portfolio_health set as_of_date = date '2026-07-10'",
    )
    assert broken(later) == {
        ("fct_cost", "conserved", "amount"),
        ("dim_project", "all_projects", "project_code"),
    }


def test_a_quarantined_posting_is_not_missed(candidate):
    actual = GOOD["finance"]["actuals"]
    rows = [{**actual, "document_id": str(number)} for number in range(9)]
    unknown = {**actual, "document_id": "chf", "currency": "CHF"}
    good_landing.deliver(candidate, "finance", {"actuals": [*rows, unknown]})
    check_landing(candidate)
    write(candidate.home.candidate, "update marts.fct_cost set amount = 2250 where cost_id = 'c1'")

    assert broken(candidate) == set()


def test_alerts_of_the_landing_stay_when_the_candidate_is_judged(candidate):
    good_landing.deliver(
        candidate,
        "finance",
        {"actuals": [{**GOOD["finance"]["actuals"], "project_code": "0999"}]},
    )
    check_landing(candidate)
    check_candidate(candidate)

    stored = parquet(candidate.home.quality / "alerts" / "current.parquet")
    assert [alert["gate"] for alert in stored] == ["landing"]


def test_the_candidate_is_free_for_writing_afterwards(candidate):
    check_candidate(candidate)

    write(candidate.home.candidate, "create table marts.other (id integer)")


def test_without_a_candidate_the_gate_says_what_to_do(runtime):
    with pytest.raises(NoCandidateError, match="pmo run"):
        check_candidate(runtime)


# May ended on a Sunday long ago; one figure of its last day is what closes with it.
MAY = """
alter table marts.dim_date add column fiscal_period varchar;
alter table marts.dim_date add column working_days_before integer;
update marts.dim_date set
    fiscal_period = strftime(date_day, '%Y-%m'), working_days_before = date_key % 100;
create table marts.fct_risk_daily as select
    'k1' as project_key, '0107' as project_code, 20260531 as date_key,
    date '2026-05-31' as date_day, 3 as open_risks, 12 as highest_score, 20 as total_score,
    cast(5000 as decimal(18, 2)) as exposure_amount;
"""


def test_a_gate_that_passes_closes_the_periods_that_are_due(candidate):
    write(candidate.home.candidate, MAY)
    check_candidate(candidate)

    with duckdb.connect(str(candidate.home.candidate)) as connection:
        closed = connection.sql(
            "select fiscal_period, figure_count from quality.period_close"
        ).fetchall()
        empty = connection.sql("select count(*) from quality.restatements").fetchall()
    assert (closed, empty) == ([("2026-05", 4)], [(0,)])


def test_a_gate_that_stops_closes_nothing(candidate):
    write(candidate.home.candidate, MAY)
    check_candidate(candidate)
    write(candidate.home.candidate, "update marts.fct_portfolio_health set overall_rag = 'x'")
    with pytest.raises(GateStoppedError):
        check_candidate(candidate)

    assert list(candidate.home.closed.rglob("*.parquet")) == []
    with duckdb.connect(str(candidate.home.candidate)) as connection:
        assert connection.sql("select * from quality.period_close").fetchall() == []
