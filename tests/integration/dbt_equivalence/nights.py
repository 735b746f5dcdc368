"""Nights on which one thing each happens that a warehouse built night by night may miss.

Each night says what it wants to see before its build and after it, so that nothing passes because
nothing happened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from tests.integration.dbt_equivalence.rows import (
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

STAYS = """
    select value_string, valid_from from intermediate.int_issue_field_intervals
    where issue_id = '{}' and field = '{}' order by interval_number
"""
LAST = """
    select issue_id, value_string from intermediate.int_issue_field_intervals
    where field = 'status' and valid_to is null order by issue_id
"""
KNOWN = "select distinct issue_id from intermediate.int_issue_field_intervals order by 1"
POINTS_SAID = """
    select to_string from intermediate.int_issue_field_changes
    where issue_id = '2' and field = 'story_points'
"""
SPENT = "select project_code, sum(amount) from marts.fct_cost group by 1 order by 1"
PLANNED = """
    select as_of_date, baseline_version, bac from marts.fct_earned_value
    where as_of_date = '2026-05-31' or is_current order by 1
"""
NAMES = """
    select status, status_category from marts.fct_issue_status_interval
    where issue_id = '2' and status_id = '2' order by interval_number
"""
LEDGER = "document_id,line,posting_date,project_code,cost_category,amount,currency\n"
PLAN = "project_code,baseline_version,effective_from,period_end,planned_value\n"
FIRST_PLAN = "P-1,1,2026-01-01,2026-05-31,100\nP-1,1,2026-01-01,2026-07-31,200\n"
SIZE, WEIGHT = "customfield_7", "customfield_9"
WEIGHING = f'{{"{WEIGHT}": 40}}'


@dataclass(frozen=True)
class Seen:
    """What a query finds before the night's build and after it."""

    query: str
    before: list[tuple[Any, ...]]
    after: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Night:
    """One night: what lands, what is built of it and what is to be seen."""

    name: str
    as_of: date
    happens: Callable[[Organisation], None]
    seen: tuple[Seen, ...]
    is_whole: bool = False  # builds all models, not only what is incremental and its parents
    variables: Mapping[str, Any] = field(default_factory=dict)


def naive(*when: int) -> Any:
    """Return the instant as the warehouse holds it: UTC, without saying so."""
    return at(*when).replace(tzinfo=None)


def fields(size: str) -> list[dict[str, Any]]:
    kind = "com.pyxis.greenhopper.jira:jsw-story-points"
    return [
        {"field_id": "customfield_1", "name": "Story Points", "schema_custom": kind},
        {"field_id": SIZE, "name": size, "schema_custom": None},
    ]


def mapping(field_id: str) -> list[dict[str, Any]]:
    return [{"target": "story_points", "preference": 1, "field_id": field_id}]


def begin(organisation: Organisation) -> None:
    """Found two projects, one of them with a plan and a ledger, and five issues."""
    first = day(6, 4)
    projects = [
        {"project_code": "P-1", "name": "One", "jira_project_keys": "AB", "ev_method": "issues"},
        {"project_code": "P-2", "name": "Two", "jira_project_keys": "CD"},
    ]
    people = [{"person_id": "E1", "name": "Ada", "jira_account_id": "acc-1", "role": "dev"}]
    organisation.land(first, "registers", {"projects": projects, "people": people})
    organisation.deliver(first, "registers", baselines=PLAN + FIRST_PLAN)
    ledger = "A1,1,2026-06-01,P-1,it,100,EUR\nA2,1,2026-06-02,P-1,it,50,EUR\n"
    organisation.deliver(
        first, "finance", actuals=LEDGER + ledger + "A3,1,2026-06-03,X-9,it,30,EUR\n"
    )
    sized = {"field": "Size", "field_id": SIZE, "to_string": "8"}
    weighed = {"field": "Weight", "field_id": WEIGHT, "to_string": "40"}
    organisation.land(
        first,
        "jira",
        {
            "statuses": statuses(),
            "fields": fields("Size"),
            "field_mapping": mapping("customfield_1"),
            "issues": [
                issue(1, "2", 3, custom_fields=WEIGHING),
                *(issue(number, "1") for number in (2, 3, 4, 5)),
            ],
            "issue_changes": [
                moved(1, 10, at(6, 2), "1", "2"),
                change(1, 13, at(6, 3), **weighed),
                change(2, 20, at(6, 2), **sized),
            ],
            "worklogs": [worklog(1, 1, at(6, 2), 3600), worklog(2, 2, at(6, 3), 1800)],
        },
    )


def late(organisation: Organisation) -> None:
    """On 5 June nothing is built; on 6 June come changes of two days and more before, alone."""
    row, step = issue(1, "3", 3, custom_fields=WEIGHING), moved(1, 11, at(6, 5), "2", "3")
    organisation.land(day(6, 5), "jira", {"issues": [row], "issue_changes": [step]})
    organisation.land(
        day(6, 6),
        "jira",
        {
            "issue_changes": [
                moved(2, 22, at(6, 4), "2", "1"),
                moved(2, 21, at(6, 2), "1", "2"),
            ],
            "worklogs": [worklog(3, 2, at(6, 4), 900)],
        },
    )


def away(organisation: Organisation) -> None:
    """For 21 days nothing was read, and now all of it is at once."""
    organisation.land(
        day(6, 27),
        "jira",
        {
            "issues": [issue(3, "3"), issue(6, "2", created_at=at(6, 15))],
            "issue_changes": [
                moved(3, 30, at(6, 8), "1", "2"),
                moved(3, 31, at(6, 20), "2", "3"),
                moved(6, 60, at(6, 16), "1", "2"),
            ],
            "worklogs": [worklog(4, 6, at(6, 19), 7200)],
        },
    )


def reopened(organisation: Organisation) -> None:
    row, step = issue(1, "1", 3, custom_fields=WEIGHING), moved(1, 12, at(6, 28), "3", "1")
    organisation.land(day(6, 28), "jira", {"issues": [row], "issue_changes": [step]})


def deleted(organisation: Organisation) -> None:
    words = [gone(3, at(6, 29)), gone(1, at(6, 29), "worklog")]
    organisation.land(day(6, 29), "jira", {"deletions": words})


def rekeyed(organisation: Organisation) -> None:
    """Issue 4 moves to the other project, under another key, and begins there."""
    row = issue(4, "2") | {"issue_key": "CD-9", "project_key": "CD"}
    key = change(4, 40, at(6, 30), field="Key", from_string="AB-4", to_string="CD-9")
    step = moved(4, 41, at(6, 30, 10), "1", "2")
    organisation.land(day(6, 30), "jira", {"issues": [row], "issue_changes": [key, step]})


def renamed(organisation: Organisation) -> None:
    """A status and a field have other names; no issue lands because of it."""
    lists = {"statuses": statuses(s2="Busy"), "fields": fields("Story Points")}
    organisation.land(day(7, 1), "jira", lists)


def keep_out(organisation: Organisation, batch: str, history: str) -> None:
    """Let the gate keep out one change, and nothing else."""
    folder = organisation.root / "landing" / "jira" / "issue_changes" / f"batch={batch}"
    query = f"select _row_number from '{folder}/*.parquet' where history_id = '{history}'"
    [(number,)] = duckdb.sql(query).fetchall()
    place = {"source": "jira", "table_name": "issue_changes", "batch_id": batch}
    organisation.keep_out([place | {"row_number": number}])


def held_back(organisation: Organisation) -> None:
    """A change that lies in the future stays out, while others of its batch count."""
    busy = moved(2, 51, at(7, 2), "1", "2") | {"to_string": "Busy"}
    row = issue(2, "2") | {"status": "Busy"}
    batch = organisation.land(
        day(7, 2),
        "jira",
        {
            "issues": [issue(5, "2"), row],
            "issue_changes": [moved(5, 50, at(7, 5), "1", "2"), busy],
        },
    )
    keep_out(organisation, batch, "50")


def let_in(organisation: Organisation) -> None:
    """The future has come, so the gate lets the change in; nothing lands."""
    organisation.keep_out([])


def shut_out(organisation: Organisation) -> None:
    """The gate keeps out a change that it let in before, and nothing lands."""
    folder = organisation.root / "landing" / "jira" / "issue_changes"
    query = f"select _batch_id from '{folder}/*/*.parquet' where history_id = '41'"
    [(batch,)] = duckdb.sql(query).fetchall()
    keep_out(organisation, batch, "41")


def corrected(organisation: Organisation) -> None:
    """The ledger comes again with one posting corrected and one gone, and the plan is another."""
    ledger = "A1,1,2026-06-01,P-1,it,120.50,EUR\nA3,1,2026-06-03,X-9,it,30,EUR\n"
    organisation.deliver(day(7, 6), "finance", actuals=LEDGER + ledger)
    second = "P-1,2,2026-06-20,2026-05-31,100\nP-1,2,2026-06-20,2026-08-31,300\n"
    organisation.deliver(day(7, 6), "registers", baselines=PLAN + FIRST_PLAN + second)


def remapped(organisation: Organisation) -> None:
    organisation.land(day(7, 7), "jira", {"field_mapping": mapping(WEIGHT)})


def nothing(organisation: Organisation) -> None:
    """Land nothing: the settings or the day asked for are others."""
    assert organisation.root.exists()


TODO, DOING = ("To Do", naive(6, 1)), ("Doing", naive(6, 2))
WAS_DONE = [TODO, DOING, ("Done", naive(6, 5))]
WANTED = {"story_point_fields": ["Weight"]}
MAPPED = [("40.0", naive(6, 1))]
WEIGHED = [(None, naive(6, 1)), ("40", naive(6, 3))]
STATUS_1, STATUS_2, STATUS_5 = (STAYS.format(number, "status") for number in (1, 2, 5))
POINTS_1 = STAYS.format(1, "story_points")
KEY_4 = "select issue_key, jira_project_key from staging.stg_jira__issues where issue_id = '4'"
OTHERS = [("1",), ("2",), ("4",), ("5",), ("6",)]
ALL = [("1",), ("2",), ("3",), ("4",), ("5",), ("6",)]
NIGHTS = (
    Night(
        "late data",
        day(6, 6),
        late,
        (Seen(STATUS_2, [TODO], [TODO, DOING, ("To Do", naive(6, 4))]),),
    ),
    Night(
        "an outage of 21 days",
        day(6, 27),
        away,
        (
            Seen(
                LAST,
                [("1", "Done"), *((number, "To Do") for number in "2345")],
                [
                    ("1", "Done"),
                    ("2", "To Do"),
                    ("3", "Done"),
                    ("4", "To Do"),
                    ("5", "To Do"),
                    ("6", "Doing"),
                ],
            ),
        ),
        is_whole=True,
    ),
    Night(
        "a reopened issue",
        day(6, 28),
        reopened,
        (Seen(STATUS_1, WAS_DONE, [*WAS_DONE, ("To Do", naive(6, 28))]),),
    ),
    Night("a deleted issue", day(6, 29), deleted, (Seen(KNOWN, ALL, OTHERS),)),
    Night(
        "an issue that moved and has another key",
        day(6, 30),
        rekeyed,
        (Seen(KEY_4, [("AB-4", "AB")], [("CD-9", "CD")]),),
    ),
    Night(
        "a renamed status and a renamed field",
        day(7, 1),
        renamed,
        (Seen(POINTS_SAID, [], [("8",)]),),
    ),
    Night(
        "a change that the gate keeps out",
        day(7, 2),
        held_back,
        (Seen(STATUS_5, [TODO], [("Doing", naive(6, 1))]),),
    ),
    Night(
        "the change that was kept out before",
        day(7, 5),
        let_in,
        (Seen(STATUS_5, [("Doing", naive(6, 1))], [TODO, ("Doing", naive(7, 5))]),),
    ),
    Night(
        "a change that was let in before",
        day(7, 5),
        shut_out,
        (
            Seen(
                STAYS.format(4, "status"),
                [TODO, ("Doing", naive(6, 30, 10))],
                [("Doing", naive(6, 1))],
            ),
        ),
    ),
    Night(
        "a corrected ledger and another baseline",
        day(7, 6),
        corrected,
        (
            Seen(SPENT, [("P-1", 150), ("UNALLOCATED", 30)], [("P-1", 120.5), ("UNALLOCATED", 30)]),
            Seen(
                PLANNED,
                [(day(5, 31), "1", 200), (day(6, 27), "1", 200)],
                [(day(5, 31), "1", 200), (day(7, 6), "2", 300)],
            ),
            Seen(
                NAMES,
                [("Doing", "indeterminate")],
                [("Doing", "indeterminate"), ("Busy", "indeterminate")],
            ),
        ),
        is_whole=True,
    ),
    Night(
        "another mapping of a custom field",
        day(7, 7),
        remapped,
        (Seen(POINTS_1, [("3.0", naive(6, 1))], MAPPED),),
    ),
    Night(
        "settings that name another field, which Jira lists no more",
        day(7, 8),
        nothing,
        (Seen(POINTS_1, MAPPED, WEIGHED),),
        variables=WANTED,
    ),
    Night("a past day", day(6, 20), nothing, (Seen(KNOWN, OTHERS, ALL),), variables=WANTED),
    Night(
        "today after a past day",
        day(7, 9),
        nothing,
        (Seen(KNOWN, ALL, OTHERS),),
        is_whole=True,
        variables=WANTED,
    ),
)
