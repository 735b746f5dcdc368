"""An organisation in which everything that can go astray with money, hours and counts does.

Of each kind something is booked on the last day, which is as easily left out as the next is let in.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb

from tests.integration.dbt_equivalence.rows import (
    Row,
    at,
    change,
    day,
    gone,
    issue,
    moved,
    statuses,
    worklog,
)
from tests.integration.organisation import Organisation

TODAY = day(6, 30)
VARIABLES = {"tempo_app_accounts": ["tempo-app"], "previous_as_of": "2026-06-23"}


def found() -> tuple[str, dict[str, list[Row]]]:
    """Return the registers: two projects, two people, and rows that name others."""
    week = day(6, 22)
    return "registers", {
        "projects": [
            {
                "project_code": "P-1",
                "name": "One",
                "jira_project_keys": "AB",
                "ev_method": "issues",
                "start_baseline": day(1, 1),
            },
            {"project_code": "P-2", "name": "Two", "jira_project_keys": "CD"},
        ],
        "people": [
            {"person_id": "E1", "name": "Ada", "jira_account_id": "acc-1", "role": "dev"},
            {"person_id": "E2", "name": "Bob", "jira_account_id": "acc-2", "role": "qa"},
        ],
        "objectives": [{"objective_id": "O-1", "name": "Grow"}],
        "project_objectives": [
            {"project_code": "P-1", "objective_id": "O-1", "share": Decimal("0.6")}
        ],
        "baselines": [
            {
                "project_code": "P-1",
                "baseline_version": "1",
                "effective_from": day(1, 1),
                "period_end": day(12, 31),
                "planned_value": 1000,
            }
        ],
        "allocations": [
            {"person_id": who, "project_code": code, "week_start": week, "planned_hours": hours}
            for who, code, hours in (("E1", "P-1", 20), ("E9", "P-1", 5), ("E1", "X-9", 3))
        ],
        "demand": [
            {"project_code": "P-1", "role": "dev", "month": "2026-07", "hours": 100},
            {"project_code": "P-1", "role": "designer", "month": "2026-07", "hours": 40},
        ],
        "risks": [
            {
                "risk_id": name,
                "project_code": code,
                "title": name,
                "probability": 3,
                "impact": 4,
                "cost_impact": 1000,
                "currency": "EUR",
                "observed_on": seen,
            }
            for name, code, seen in (
                ("R-1", "P-1", day(5, 1)),
                ("R-1", "P-1", day(6, 1)),
                ("R-2", "X-9", day(6, 1)),
                ("R-3", "P-1", day(7, 10)),  # seen after today
            )
        ],
        "feedback": [
            {
                "response_id": name,
                "project_code": code,
                "group": "client",
                "score": 4,
                "given_on": day(6, 1),
            }
            for name, code in (("F-1", "P-1"), ("F-2", "X-9"))
        ],
        "lessons": [{"lesson_id": "L-1", "project_code": "X-9", "title": "Ask"}],
        "improvement_actions": [{"action_id": "I-1", "finding": "Slow"}],
        "gates": [{"project_code": "P-1", "gate": "G1", "planned_on": day(6, 1)}],
        "training": [{"person_id": "E9", "course": "SQL", "planned_on": day(6, 1)}],
        "required_skills": [{"project_code": "P-1", "skill": "SQL", "level": 3}],
        "dependencies": [{"dependency_id": "D-1", "from_project": "P-1", "to_project": "X-9"}],
        "milestones": [
            {
                "milestone_id": "M-1",
                "project_code": "P-1",
                "name": "Go",
                "forecast_date": day(8, 1),
                "observed_on": day(6, 1),
            }
        ],
    }


def posting(number: str, amount: str, code: str | None, file: str, **fields: Any) -> Row:
    """Return one line of the ledger, of 10 June and in euro."""
    given = {"document_id": number, "line": "1", "project_code": code, "_source_file": file}
    given |= {"posting_date": day(6, 10), "cost_category": "it", "amount": Decimal(amount)}
    return given | {"currency": "EUR"} | fields


def first_ledger() -> tuple[str, dict[str, list[Row]]]:
    """Return the ledger as it came first: two files, one of them wrong."""
    rate = {"from_currency": "USD", "to_currency": "EUR"}
    budget = {"version": "approved", "fiscal_period": "2026-06", "cost_category": "it"}
    return "finance", {
        "fx_rates": [
            {**rate, "date": day(1, 1), "rate": Decimal("0.9")},
            {**rate, "date": day(6, 1), "rate": Decimal("0.8")},
        ],
        "rates": [{"role": "dev", "valid_from": day(1, 1), "hourly_cost": 100, "currency": "EUR"}],
        "budgets": [
            {**budget, "project_code": code, "version_date": when, "amount": amount, "currency": at}
            for code, when, amount, at in (
                ("P-1", day(1, 1), 500, "EUR"),
                ("P-1", day(5, 1), 600, "USD"),
                ("X-9", TODAY, 50, "EUR"),
            )
        ],
        "commitments": [
            {
                "order_id": "O1",
                "line": "1",
                "order_date": TODAY,
                "project_code": "X-9",
                "cost_category": "it",
                "amount": 80,
                "open_amount": 60,
                "currency": "USD",
            }
        ],
        "actuals": [
            posting("A1", "100", "P-1", "june.csv"),  # corrected below
            posting("A2", "50", "P-1", "june.csv"),  # taken off below
            posting("A7", "10", "P-1", "other.csv"),  # given by a later file too
            posting("A8", "5.55", "P-2", "other.csv", posting_date=TODAY),
        ],
    }


def second_ledger() -> tuple[str, dict[str, list[Row]]]:
    """Return what came later: one file anew, and a third that says a key of the second."""
    return "finance", {
        "actuals": [
            posting("A1", "110.10", "P-1", "june.csv"),
            posting("A3", "30", "X-9", "june.csv"),
            posting("A4", "7.77", None, "june.csv"),
            posting("A5", "70", "P-1", "june.csv", posting_date=day(7, 15)),  # lies ahead
            posting("A6", "999", "P-1", "june.csv", currency="XXX"),  # kept out by the gate
            posting("A9", "50", "P-2", "june.csv", currency="USD"),
            posting("A7", "12", "P-1", "third.csv", posting_date=TODAY),
        ]
    }


def history() -> tuple[str, dict[str, list[Row]]]:
    """Return Jira: five issues of two projects and one that nobody claims, a sprint, worklogs."""
    sprinting = {"field": "Sprint", "field_id": "customfield_2"}
    deleted = [gone(3, at(6, 20)), gone(14, at(6, 20), "worklog")]
    return "jira", {
        "statuses": statuses(),
        "sprints": [
            {"sprint_id": "7", "name": "S7", "start_at": at(6, 8), "completed_at": at(6, 22)}
        ],
        "issues": [
            issue(1, "3", 3, sprint_ids='["7"]'),
            issue(2, "1", 5, sprint_ids='["7"]'),
            issue(3, "1"),
            issue(4, "2") | {"issue_key": "ZZ-4", "project_key": "ZZ"},
            issue(5, "1", 2),
            issue(6, "1", created_at=at(7, 20)),  # not there yet
        ],
        "issue_changes": [
            moved(1, 1, at(6, 9), "1", "2"),
            moved(1, 2, at(6, 15), "2", "3"),
            moved(4, 3, at(5, 20), "1", "2"),  # told from before it was created, as imports do
            change(5, 4, at(6, 9), **sprinting, to_value="7", to_string="S7"),
            change(5, 5, at(6, 12), **sprinting, from_value="7", from_string="S7"),
        ],
        "worklogs": [
            worklog(11, 1, at(6, 10), 5400),
            # 23:30 to 01:30 at +02:00: all of it is work of 10 June.
            worklog(12, 1, at(6, 10, 21), 7200) | {"created_at": at(6, 11)},
            worklog(13, 3, at(6, 10), 3600),  # goes with its issue
            worklog(14, 1, at(6, 10), 3600),  # deleted
            worklog(15, 4, at(6, 30), 1000, author_id="acc-9"),
            worklog(16, 99, at(6, 11), 1800),  # of an issue that never landed
            worklog(17, 1, at(6, 11), 900, author_id="tempo-app"),  # a copy of Tempo's
            worklog(18, 1, at(7, 11), 3600),  # lies ahead
        ],
        "deletions": deleted,
    }


def entry(number: str, hours: str, **fields: Any) -> Row:
    """Return one entry of a timesheet file, of 12 June."""
    given = {"entry_id": number, "person_id": "E2", "project_code": "P-2", "hours": Decimal(hours)}
    return given | {"work_date": day(6, 12), "system": "sap"} | fields


def timesheets() -> tuple[str, dict[str, list[Row]]]:
    """Return a chain of corrections, one rejected, one on an unknown project; and Tempo's."""
    tempo = {"tempo_worklog_id": "900", "issue_id": "1", "author_id": "acc-1", "seconds": 900}
    deleted = datetime.combine(day(6, 20), datetime.min.time()) + timedelta(hours=9)
    return "timesheets", {
        "entries": [
            entry("T1", "8"),
            entry("T2", "6", replaces_id="T1"),
            entry("T3", "6.5", replaces_id="T2"),
            entry("T4", "4", approval_status="rejected"),
            entry("T5", "2", project_code="X-9", work_date=TODAY),
        ],
        "tempo_worklogs": [
            tempo | {"work_date": TODAY},
            tempo | {"tempo_worklog_id": "901", "work_date": day(6, 11), "deleted_at": deleted},
        ],
    }


def land(organisation: Organisation) -> None:
    """Land all of it, and let the gate keep out the posting in a currency without a rate."""
    for source, tables in (found(), first_ledger(), history(), timesheets()):
        organisation.land(day(6, 29), source, tables)
    batch = organisation.land(TODAY, *second_ledger())
    folder = organisation.root / "landing" / "finance" / "actuals" / f"batch={batch}"
    query = f"select _row_number from '{folder}/*.parquet' where document_id = 'A6'"
    [(number,)] = duckdb.sql(query).fetchall()
    place = {"source": "finance", "table_name": "actuals", "batch_id": batch}
    organisation.keep_out([place | {"row_number": number}])
