"""A small organisation on the last day of May, and what happened to it in June."""

from decimal import Decimal

from tests.integration.as_of.registers import registers_of_june, registers_of_may
from tests.integration.as_of.rows import (
    JUNE_30,
    MAY_31,
    Row,
    at,
    budget,
    change,
    entry,
    issue,
    on,
    order,
    posting,
    project,
    worklog,
)
from tests.integration.organisation import Organisation

TO_DO, DOING, DONE = ("1", "To Do", "new"), ("2", "Doing", "indeterminate"), ("3", "Done", "done")
ISSUES = [
    issue("1", "AB-1", DONE, at(3, 2), story_points=Decimal(3), due_date=on(5, 20)),
    issue("2", "AB-2", DOING, at(3, 3), story_points=Decimal(5), due_date=on(6, 12)),
    issue("3", "CD-1", DOING, at(3, 4), remaining_estimate_seconds=36000, labels='["ground"]'),
    issue("4", "AB-4", DONE, at(3, 5), story_points=Decimal(2), summary="Piles"),
    issue("5", "CD-2", TO_DO, at(3, 6), remaining_estimate_seconds=18000),
    issue("7", "EF-1", DONE, at(3, 7), story_points=Decimal(8)),
    issue("8", "GH-1", DOING, at(3, 8), sprint_ids='["70"]'),
    # Below an issue that moves, below one that it leaves for another, and below one at last.
    issue("11", "AB-11", TO_DO, at(3, 9), parent_key="AB-4", parent_id="4"),
    issue("12", "AB-12", TO_DO, at(3, 9), parent_key="AB-1", parent_id="1"),
    issue("13", "AB-13", TO_DO, at(3, 9)),
]
CHANGES = [
    change("1", 10, at(4, 1), "status", "1", "2"),
    change("1", 11, at(5, 4), "status", "2", "3"),
    change("2", 12, at(5, 5), "status", "1", "2"),
    change("3", 13, at(5, 6), "status", "1", "2"),
    change("4", 14, at(4, 7), "status", "1", "3"),
    change("3", 15, at(5, 7), "timeestimate", "72000", "36000"),
    change("7", 16, at(5, 8), "status", "1", "3"),
    change("8", 17, at(5, 8), "status", "1", "2"),
]
WORKLOGS = [
    worklog("W1", "1", on(4, 2), 8, at(4, 2)),
    worklog("W2", "3", on(5, 7), 10, at(5, 7)),
    worklog("W4", "4", on(4, 6), 4, at(4, 6)),
    worklog("W5", "8", on(5, 9), 2, at(5, 9), "acc-3"),
]
SPRINT = {"sprint_id": "70", "board_id": "B", "name": "S70", "start_at": at(5, 20)}
ACTUALS = [
    posting("D1", "P-1", on(4, 10), 400),
    posting("D2", "P-2", on(5, 12), 250),
    posting("D4", "P-4", on(5, 13), 90),
]
ENTRIES = [
    entry("T1", "P-3", on(5, 11), 6, at(5, 11)),
    entry("T4", "P-4", on(5, 12), 5, at(5, 12)),
    entry("T5", "Project P-4", on(5, 13), 1, at(5, 13)),
]
RATE = {"role": "Engineer", "currency": "EUR", "valid_from": on(1, 1), "hourly_cost": Decimal(80)}


def until_may(organisation: Organisation) -> None:
    """Land what was known on 31 May."""
    organisation.land(MAY_31, "registers", registers_of_may())
    organisation.land(
        MAY_31,
        "finance",
        {
            "actuals": ACTUALS,
            "commitments": [order("K1", "P-1", on(5, 2), 500, 500)],
            "rates": [RATE],
            "fx_rates": [],
            "budgets": [budget(on(3, 1), 900), budget(on(3, 1), 700, "P-4")],
        },
    )
    organisation.land(MAY_31, "timesheets", {"entries": ENTRIES})
    organisation.land(
        MAY_31,
        "jira",
        {
            "statuses": [
                {"status_id": key, "name": name, "status_category": category}
                for key, name, category in (TO_DO, DOING, DONE)
            ],
            "projects": [
                {"project_id": str(number), "project_key": key}
                for number, key in enumerate(("AB", "CD", "EF", "GH"), 1)
            ],
            "boards": [{"board_id": "B", "name": "Board", "project_key": "GH"}],
            "sprints": [{**SPRINT, "state": "active"}],
            "issues": ISSUES,
            "issue_changes": CHANGES,
            "worklogs": WORKLOGS,
        },
    )


def through_june(organisation: Organisation) -> None:
    """Land what happened in June, and what people then said otherwise of registers and issues."""
    organisation.land(JUNE_30, "registers", registers_of_june())
    organisation.land(
        JUNE_30,
        "finance",
        {
            "actuals": [*ACTUALS, posting("D3", "P-1", on(6, 3), 70)],
            "commitments": [
                order("K1", "P-1", on(5, 2), 500, 120),
                order("K2", "P-1", on(6, 4), 40, 40),
            ],
            "budgets": [
                budget(on(3, 1), 900),
                budget(on(3, 1), 700, "P-4"),
                budget(on(6, 5), 1200),
            ],
            "rates": [RATE, {**RATE, "valid_from": on(6, 1), "hourly_cost": Decimal(95)}],
        },
    )
    worked = entry("T2", "P-3", on(6, 11), 4, at(6, 11))
    organisation.land(JUNE_30, "timesheets", {"entries": [*ENTRIES, worked]})
    organisation.land(JUNE_30, "jira", _jira_of_june())


def _jira_of_june() -> dict[str, list[Row]]:
    return {
        "sprints": [{**SPRINT, "state": "closed", "completed_at": at(6, 3)}],
        "issues": [
            issue("1", "AB-1", DOING, at(3, 2), story_points=Decimal(8), due_date=on(7, 20)),
            issue("2", "AB-2", DONE, at(3, 3), story_points=Decimal(5), issue_type="Bug"),
            issue("3", "CD-1", DOING, at(3, 4), remaining_estimate_seconds=90000, labels='["a"]'),
            issue("4", "CD-9", DONE, at(3, 5), story_points=Decimal(2), summary="Bored piles"),
            issue("6", "AB-6", TO_DO, at(6, 6), story_points=Decimal(13)),
            issue("12", "AB-12", TO_DO, at(3, 9), parent_key="AB-2", parent_id="2"),
            issue("13", "AB-13", TO_DO, at(3, 9), parent_key="AB-2", parent_id="2"),
        ],
        "issue_changes": [
            change("1", 20, at(6, 2), "status", "3", "2"),
            change("1", 21, at(6, 2), "duedate", "2026-05-20", "2026-07-20"),
            {**change("1", 22, at(6, 3), "Story Points", "3", "8"), "field_id": None},
            change("2", 23, at(6, 4), "status", "2", "3"),
            change("2", 24, at(6, 4), "duedate", "2026-06-12", None),
            change("2", 25, at(6, 4), "issuetype", "Story", "Bug"),
            change("3", 26, at(6, 5), "timeestimate", "36000", "90000"),
            change("3", 27, at(6, 5), "labels", "ground", "a"),
            change("4", 28, at(6, 8), "Key", "AB-4", "CD-9"),
            change("4", 29, at(6, 8), "summary", "Piles", "Bored piles"),
            {
                **change("12", 30, at(6, 7), "IssueParentAssociation", "1", "2"),
                "field_id": None,
                "from_string": "AB-1",
                "to_string": "AB-2",
            },
            {
                **change("13", 31, at(6, 7), "Epic Link", None, "2"),
                "field_id": "customfield_10014",
                "to_string": "AB-2",
            },
        ],
        "worklogs": [worklog("W3", "3", on(6, 5), 6, at(6, 5))],
    }


def what_changes_the_past(organisation: Organisation) -> None:
    """Land what no source dates: a deletion, and work, money and a project that come late."""
    # What was worked on 11 May was too much: the correction was written in June.
    corrected = entry("T3", "P-3", on(5, 11), 4, at(6, 9), replaces_id="T1")
    organisation.land(JUNE_30, "timesheets", {"entries": [*ENTRIES, corrected]})
    june = registers_of_june()
    late = project("P-5", "", "manual")
    organisation.land(JUNE_30, "registers", {**june, "projects": [*june["projects"], late]})
    organisation.land(
        JUNE_30, "finance", {"actuals": [*ACTUALS, posting("D9", "P-1", on(5, 30), 111)]}
    )
    organisation.land(
        JUNE_30,
        "jira",
        {
            "worklogs": [worklog("W9", "3", on(5, 29), 2, at(6, 29))],
            "deletions": [
                {
                    "entity": "issue",
                    "entity_id": "5",
                    "classification": "deleted",
                    "project_key": "CD",
                    "issue_key": "CD-2",
                    "deleted_at": at(6, 28),
                }
            ],
        },
    )
