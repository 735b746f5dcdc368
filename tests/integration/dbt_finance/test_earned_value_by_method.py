"""Earned value of an agile, a hybrid and a plan-driven project, by hand, from Jira to the mart."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

AS_OF, PREVIOUS = "2025-03-31", "2025-03-24"
ENDS = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
STATUSES = {"1": ("To Do", "new"), "3": ("Done", "done")}


def at(month, day):
    return datetime(2025, month, day, 9, tzinfo=UTC)


def project(code, method, ev_method, **columns):
    named = {"project_code": code, "name": code, "method": method, "ev_method": ev_method}
    return named | {"start_baseline": date(2025, 1, 1), "status": "active"} | columns


def plan(code, version, effective, values, currency="EUR"):
    named = {"project_code": code, "baseline_version": version, "effective_from": effective}
    return [
        named | {"period_end": end, "planned_value": Decimal(value), "currency": currency}
        for end, value in zip(ENDS, values, strict=False)
    ]


def issue(number, project_key, status, created, **fields):
    name, category = STATUSES[status]
    given = {"issue_id": number, "issue_key": f"{project_key}-{number}", "status_id": status}
    given |= {"project_key": project_key, "status": name, "status_category": category}
    return given | {"created_at": created} | fields


def change(number, history, when, field, before, after):
    given = {"issue_id": number, "history_id": history, "item_index": 0, "changed_at": when}
    if field == "status":
        names = {"from_string": STATUSES[before][0], "to_string": STATUSES[after][0]}
        return given | names | {"field": field, "from_value": before, "to_value": after}
    if field == "Story Points":
        return given | {"field": field, "from_string": before, "to_string": after}
    return given | {"field": field, "from_value": before, "to_value": after}


def worklog(number, when, hours):
    given = {"worklog_id": number, "issue_id": "11", "author_id": "acc-1", "created_at": when}
    return given | {"work_date": when.date(), "seconds": 3600 * hours}


def jira():
    """Return points for AGILE (issues 1 to 4), hours for HYBRID (11), stones beside issues (21)."""
    return {
        "statuses": [
            {"status_id": key, "name": name, "status_category": category}
            for key, (name, category) in STATUSES.items()
        ],
        "issues": [
            issue("1", "AG", "3", at(1, 5), story_points=Decimal(5)),
            issue("2", "AG", "3", at(1, 5), story_points=Decimal(8)),
            issue("3", "AG", "3", at(1, 5), story_points=Decimal(2)),
            issue("4", "AG", "1", at(2, 12), story_points=Decimal(5)),
            issue("11", "HY", "3", at(1, 5), remaining_estimate_seconds=50400),
            issue("21", "ST", "3", at(1, 5), story_points=Decimal(5)),
        ],
        "issue_changes": [
            change("1", "100", at(1, 20), "status", "1", "3"),
            change("2", "101", at(2, 10), "Story Points", "3", "8"),
            change("2", "102", at(2, 20), "status", "1", "3"),
            change("3", "103", at(1, 25), "status", "1", "3"),
            change("3", "104", at(2, 5), "status", "3", "1"),
            change("3", "105", at(3, 10), "status", "1", "3"),
            change("11", "106", at(1, 15), "timeestimate", "36000", "21600"),
            change("11", "107", at(2, 10), "timeestimate", "21600", "50400"),
            change("11", "108", at(3, 20), "status", "1", "3"),
            change("21", "109", at(1, 20), "status", "1", "3"),
        ],
        "worklogs": [
            worklog("1", at(1, 15), 4),
            worklog("2", at(2, 10), 3),
            worklog("3", at(3, 1), 3),
        ],
    }


def stone(name, weight, observed, reached=None):
    given = {"milestone_id": name, "project_code": "STONES", "name": name, "weight": weight}
    return given | {"baseline_date": ENDS[2], "observed_on": observed, "actual_date": reached}


@pytest.fixture(scope="module")
def built(house):
    january = date(2025, 1, 1)
    house.land(
        "registers",
        projects=[
            project("AGILE", "agile", "points", jira_project_keys="AG"),
            project("HYBRID", "hybrid", "hours", jira_project_keys="HY"),
            project("STONES", "hybrid", "milestones", jira_project_keys="ST"),
            project("PLANNED", "plan-driven", "manual"),
        ],
        baselines=[
            *plan("AGILE", "B1", january, [1000, 2000, 3000]),
            *plan("AGILE", "B2", date(2025, 3, 1), [1000, 2000, 2500, 4000]),
            *plan("HYBRID", "B1", january, [2400, 4800, 6000], "USD"),
            *plan("STONES", "B1", january, [100, 200, 300]),
            *plan("PLANNED", "B1", january, [100, 200, 300]),
        ],
        milestones=[
            stone("M1", 60, january),
            stone("M2", 40, january),
            stone("M1", 60, date(2025, 3, 5), reached=date(2025, 2, 27)),
        ],
        progress=[{"project_code": "PLANNED", "as_of": ENDS[1], "percent_complete": Decimal(50)}],
        people=[{"person_id": "E1", "name": "Ada", "jira_account_id": "acc-1"}],
    )
    rate = {"person_id": "E1", "currency": "EUR"}
    spent = {"line": "1", "project_code": "HYBRID", "currency": "EUR"}
    house.land(
        "finance",
        fx_rates=[
            {"date": day, "from_currency": "USD", "to_currency": "EUR", "rate": Decimal(value)}
            for day, value in ((january, "0.50"), (date(2025, 2, 1), "0.90"))
        ],
        rates=[
            rate | {"valid_from": january, "hourly_cost": Decimal(50)},
            rate | {"valid_from": date(2025, 3, 1), "hourly_cost": Decimal(60)},
        ],
        actuals=[
            spent | {"document_id": "D1", "posting_date": ENDS[0], "amount": Decimal(100)},
            spent
            | {"document_id": "D2", "posting_date": ENDS[1], "amount": Decimal(400)}
            | {"is_labour": True},
        ],
    )
    house.land("jira", **jira())
    house.build(AS_OF, PREVIOUS)
    return house


def measured(house, code, columns):
    """Return `columns` of a project by month end."""
    rows = house.rows(
        f"select as_of_date, {columns} from marts.fct_earned_value "
        "where project_code = ? and is_period_end order by as_of_date",
        code,
    )
    return {f"{row.pop('as_of_date'):%b}": tuple(row.values()) for row in rows}


def test_an_agile_project_earns_by_its_points_as_they_stood_and_a_new_baseline_revalues_the_rest(
    built,
):
    # January: 5 + 2 of 5 + 3 + 2 points are done: 70 % of 3000. February: one issue grew from 3 to
    # 8, one was reopened, one came: 5 + 8 of 20. March: all but the last, 15 of 20, and B2 plans
    # 2500 of 4000; 3000 lies a third of the way from there to its end: ES = 3 + 500 / 1500.
    assert measured(
        built, "AGILE", "baseline_version, pv, ev, bac, spi, earned_schedule, spi_t"
    ) == {
        "Jan": ("B1", 1000, 2100, 3000, 2.1, 2.1, 2.1),
        "Feb": ("B1", 2000, 1950, 3000, 0.975, 1.95, 0.975),
        "Mar": ("B2", 2500, 3000, 4000, 1.2, 3.333333, 1.111111),
    }


def test_a_hybrid_project_earns_by_hours_and_what_remained_of_them_that_day(built):
    # 6000 dollars at 0.50, the rate of the plan's first day. January: 4 worked, 6 remained: 40 %.
    # February: 7 worked, 14 remained: a third. March: the issue is done, nothing remains.
    assert measured(built, "HYBRID", "pv, ev, bac, percent_complete") == {
        "Jan": (1200, 1200, 3000, 0.4),
        "Feb": (2400, 1000, 3000, 0.333333),
        "Mar": (3000, 3000, 3000, 1.0),
    }


def test_the_method_of_a_hybrid_project_decides_and_not_what_jira_holds_beside_it(built):
    # Its only issue was done in January. The milestone of 60 % was reached on 27 February, which
    # the register said on 5 March: at the end of February nobody knew.
    assert measured(built, "STONES", "ev_method, ev") == {
        "Jan": ("milestones", 0),
        "Feb": ("milestones", 0),
        "Mar": ("milestones", 180),
    }


def test_a_plan_driven_project_earns_what_was_last_reported(built):
    assert measured(built, "PLANNED", "ev") == {"Jan": (None,), "Feb": (150,), "Mar": (150,)}


def test_labour_is_hours_of_jira_at_the_rate_of_their_day_beside_what_the_ledger_says(built):
    # 100 + 4 h × 50; + 3 h × 50; + 3 h × 60. The ledger's own labour of 400 would count them twice.
    assert measured(built, "HYBRID", "ac, cpi") == {
        "Jan": (300, 4.0),
        "Feb": (450, 2.222222),
        "Mar": (630, 4.761905),
    }


def test_where_the_ledger_holds_labour_the_hours_of_jira_cost_nothing(built):
    built.build(AS_OF, PREVIOUS, labour_in_ledger=True)

    assert measured(built, "HYBRID", "ac, cpi") == {
        "Jan": (100, 12.0),
        "Feb": (500, 2.0),
        "Mar": (500, 6.0),
    }
