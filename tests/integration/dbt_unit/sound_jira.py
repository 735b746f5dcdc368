"""Of each tie of Jira's issues, stays, sprints and flow: rows as they come in life, several of a
group, in the last instant of the day, after it or empty, none of which is a fault; and faults that
only such rows can hold.

Today is 30 June 2026.
"""

from datetime import date
from typing import Any

from tests.integration.dbt_unit.shells import Case
from tests.integration.dbt_unit.sound_money import (
    IN_TIME,
    JUNE,
    MAY,
    TODAY,
    TOO_LATE,
    Rows,
    many,
    of,
)

NOON, MORNING = "2026-06-30 12:00:00", "2026-06-30 06:00:00"

STAYS = (
    *of(
        "stg_jira__issues",
        {"issue_id": "1", "created_at": NOON},
        {"issue_id": "2", "created_at": NOON},
        {"issue_id": "3", "created_at": IN_TIME},
        {"issue_id": "4", "created_at": TOO_LATE},
    ),
    *of("int_project_jira_keys", jira_project_key="AB", project_code="P"),
    *of(
        "fct_issue",
        {"issue_id": "1", "jira_project_key": "ab", "project_code": "P"},
        {"issue_id": "2", "jira_project_key": "ZZ", "project_code": "UNALLOCATED"},
        # Nothing says a status of it.
        {"issue_id": "3", "project_code": "UNALLOCATED"},
    ),
    *of(
        "int_issue_field_intervals",
        {"issue_id": "1", "valid_from": NOON, "valid_to": IN_TIME},
        {"issue_id": "1", "valid_from": IN_TIME},
        {"issue_id": "2", "valid_from": MORNING},
        {"issue_id": "3", "valid_from": TOO_LATE},
        {"issue_id": "3", "valid_from": NOON, "field": "points"},
        field="status",
    ),
    # The first has two stays, a ten-thousandth of an hour each too long; the second was imported
    # with a life from before it was created, and told too short.
    *of(
        "fct_issue_status_interval",
        {"issue_id": "1", "entered_at": NOON, "hours": "8.0002", "is_current": False},
        {"issue_id": "1", "entered_at": "2026-06-30 20:00:00", "hours": 4, "is_current": True},
        {"issue_id": "2", "entered_at": MORNING, "hours": "17.9999", "is_current": True},
    ),
)
FLOW = (
    *of(
        "fct_project_flow_daily",
        {"date_day": date(2026, 6, 28), "created_issues": 2, "cumulative_created_issues": 2},
        {"date_day": date(2026, 6, 29), "created_issues": 2, "cumulative_created_issues": 4},
        {"date_day": TODAY, "created_issues": 0, "cumulative_created_issues": 4},
        {"project_code": "Q", "date_day": TODAY, "created_issues": 1}
        | {"cumulative_created_issues": 1},
        project_code="P",
    ),
    # One of them moved to R, of which no day is told.
    *of("fct_issue", *({"issue_id": str(number)} for number in range(5))),
)
STAY: dict[str, Any] = {"project_code": "P", "status_id": "3", "status_category": "new"}
STATUSES = (
    *of(
        "fct_issue_status_interval",
        # 90 days ago to the day, and one day more.
        {"left_at": "2026-04-01 00:00:00", "working_hours": 2},
        {"left_at": "2026-03-31 23:59:59", "working_hours": 99},
        {"left_at": None, "working_hours": 2},
        {"left_at": NOON, "working_hours": 3},
        {"left_at": NOON, "status_category": None, "working_hours": 4},
        {"left_at": NOON, "status_category": "done", "working_hours": 99},
        # Nobody could say for how long.
        {"left_at": NOON, "status_id": "4", "working_hours": None},
        **STAY,
    ),
    *of(
        "fct_process_flow",
        {"visits": 4, "working_hours": 11},
        {"status_id": "4", "visits": 1},
        **STAY,
    ),
)
IN_SPRINT: dict[str, Any] = {"field": "sprint", "value": "7", "valid_from": MAY}
SPRINTS = (
    *of(
        "stg_jira__sprints",
        {"sprint_id": "7", "completed_at": "2026-06-15 00:00:00"},
        {"sprint_id": "8"},
        {"sprint_id": "9", "completed_at": "2026-07-10 00:00:00"},
        {"sprint_id": "ahead", "start_at": TOO_LATE},
        {"sprint_id": "empty"},
        start_at="2026-06-10 00:00:00",
    ),
    *of("fct_issue", *({"issue_id": name} for name in "abcdefghi")),
    *of(
        "int_issue_field_intervals",
        {"issue_id": "a"},
        {"issue_id": "b"},
        {"issue_id": "i"},
        # Twice in it.
        {"issue_id": "c", "valid_from": "2026-06-11", "valid_to": "2026-06-12"},
        {"issue_id": "c", "valid_from": "2026-06-13", "valid_to": "2026-06-14"},
        # Gone as it began, come as it ended; of no issue that is there; of another field.
        {"issue_id": "d", "valid_to": "2026-06-10"},
        {"issue_id": "e", "valid_from": "2026-06-15"},
        {"issue_id": "nobody's"},
        {"issue_id": "f", "field": "labels"},
        {"issue_id": "f", "value": None},
        # Still running today: what comes tomorrow is none of it.
        {"issue_id": "g", "value": "8,9 , ahead", "valid_from": IN_TIME},
        {"issue_id": "h", "value": "8, 9, ahead", "valid_from": TOO_LATE},
        **IN_SPRINT,
    ),
    *of(
        "int_sprint_issues",
        {"is_in_at_end": True, "is_completed": True, "points_after": 50},
        {"is_in_at_end": True, "points_after": 5},
        {"is_in_at_end": True, "points_after": 4},
        {"is_in_at_end": False, "points_after": 7},
        {"sprint_id": "8", "is_in_at_end": True},
        {"sprint_id": "9", "is_in_at_end": True},
        sprint_id="7",
        is_completed=False,
    ),
    *of(
        "fct_sprint",
        # 64 + 7 + 2 - 14 = 50 + 9, and three and one less one are one done and two carried over.
        {"committed_issues": 3, "added_issues": 1, "removed_issues": 1, "completed_issues": 1}
        | {"committed_points": 64, "added_points": 7, "reestimated_points": 2}
        | {"removed_points": 14, "completed_points": 50},
        {"sprint_id": "8", "added_issues": 1},
        {"sprint_id": "9", "added_issues": 1},
        sprint_id="7",
        committed_issues=0,
        removed_issues=0,
        completed_issues=0,
    ),
    *of("fct_sprint", {"sprint_id": "ahead"}, {"sprint_id": "empty"}),
)


def risks(exposed: str, of_nobody: str | None) -> Rows:
    """Return risks that expose 75.00 and, elsewhere, nobody knows what; and what a day says."""
    return (
        *RISKS,
        *of(
            "fct_risk_daily",
            {"open_risks": 2, "total_score": 10, "exposure_amount": exposed},
            {"open_risks": 1, "total_score": 0, "project_code": "NO SCORE"}
            | {"exposure_amount": of_nobody},
            project_code="P",
            date_day=TODAY,
        ),
    )


RISKS = (
    *of(
        "fct_risk",
        {"risk_id": "R", "score": 6, "exposure_amount": 50, "cost_impact_amount": 100},
        {"risk_id": "S", "score": 4, "exposure_amount": 25},
        {"risk_id": "T", "project_code": "NO SCORE"},
        {"risk_id": "Q", "project_code": "ONE", "score": 1, "exposure_amount": 10},
        {"risk_id": "U", "project_code": "NO SCORE", "is_open": False, "score": 25},
        project_code="P",
        is_open=True,
    ),
    *of(
        "fct_risk_daily",
        # Half a cent a risk, and as much for the sum.
        {"open_risks": 1, "total_score": 1, "project_code": "ONE", "exposure_amount": "10.01"},
        {"open_risks": 0, "total_score": 0, "project_code": "NONE"},
        {"open_risks": 9, "total_score": 9, "date_day": JUNE},
        project_code="P",
        date_day=TODAY,
    ),
    *of(
        "stg_registers__risks",
        {"risk_id": "R", "observed_on": TODAY, "cost_impact": "100.004"},
        {"risk_id": "R", "observed_on": MAY, "cost_impact": 1},
        {"risk_id": "R", "observed_on": date(2026, 7, 1), "cost_impact": 2},
        *({"risk_id": name, "observed_on": MAY} for name in "STUQ"),
    ),
)
ROW: dict[str, Any] = {"_batch_id": "b2", "_row_number": 1}
OLD: dict[str, Any] = {"_batch_id": "b1", "_row_number": 1}
GONE: dict[str, Any] = {"entity": "worklog", "classification": "deleted", "_batch_id": "b2"}
OUT: dict[str, Any] = {"source": "jira", "table_name": "worklogs", "batch_id": "b2"}
OUT |= {"landed_row_number": 2, "disposition": "quarantined"}
LANDED = (
    *of(
        "landed_jira_issues",
        {"issue_id": "1", **OLD},
        {"issue_id": "1", **ROW},
        {"issue_id": "moved", **OLD},
        {"issue_id": "gone", **OLD},
        {"issue_id": "back", **OLD},
        {"issue_id": "back", **ROW, "_batch_id": "b3"},
        {"issue_id": "9", **ROW, "_row_number": 7},
    ),
    *of(
        "landed_jira_worklogs",
        {"worklog_id": "w", "seconds": 60, **OLD},
        # Of two rows of one batch the later counts.
        {"worklog_id": "w", "seconds": 61, **ROW},
        {"worklog_id": "w", "seconds": 62, **ROW, "_row_number": 3},
        {"worklog_id": "kept out", "seconds": 5, **ROW, "_row_number": 2},
        {"worklog_id": "deleted", "seconds": 5, **OLD},
        {"worklog_id": "to be deleted", "seconds": 7, **OLD, "_row_number": 4},
        {"worklog_id": "of the issue", "issue_id": "gone", "seconds": 5, **OLD},
        # A worklog may bear the number of an issue that is gone.
        {"worklog_id": "gone", "seconds": 8, **OLD, "_row_number": 5},
        {"worklog_id": "v", "seconds": 9, **ROW, "_row_number": 5},
        {"worklog_id": "lost with it", "issue_id": "never landed", **ROW, "_row_number": 6},
        issue_id="1",
    ),
    *of("stg_quality__quarantined_rows", OUT),
    *of("stg_quality__quarantined_rows", {**OUT, "landed_row_number": 3, "table_name": "issues"}),
    *of("stg_quality__quarantined_rows", {**OUT, "landed_row_number": 3, "batch_id": "b1"}),
    *of("stg_quality__quarantined_rows", {**OUT, "landed_row_number": 3, "source": "finance"}),
    *of(
        "stg_quality__quarantined_rows", {**OUT, "landed_row_number": 3, "disposition": "released"}
    ),
    *of(
        "stg_jira__deletions",
        {"entity": "issue", "entity_id": "gone", "deleted_at": IN_TIME},
        {"entity": "issue", "entity_id": "moved", "classification": "moved"},
        # Not there to be seen is not gone.
        {"entity": "issue", "entity_id": "1", "classification": "hidden", "_batch_id": "b9"},
        # It has landed again since.
        {"entity": "issue", "entity_id": "back"},
        {"entity_id": "deleted"},
        {"entity_id": "deleted", "_batch_id": "b3"},
        {"entity_id": "to be deleted", "deleted_at": TOO_LATE},
        {"entity": "issue", "entity_id": "never landed"},
        # A worklog of an issue's number.
        {"entity_id": "9", "_batch_id": "b3"},
        **GONE,
    ),
    *of(
        "stg_jira__issues",
        {"issue_id": "1", **ROW},
        {"issue_id": "back", **ROW, "_batch_id": "b3"},
        {"issue_id": "9", **ROW, "_row_number": 7},
    ),
    *of(
        "stg_jira__worklogs",
        {"worklog_id": "w", "seconds": 62, **ROW, "_row_number": 3},
        {"worklog_id": "to be deleted", "seconds": 7, **OLD, "_row_number": 4},
        {"worklog_id": "gone", "seconds": 8, **OLD, "_row_number": 5},
        {"worklog_id": "v", "seconds": 9, **ROW, "_row_number": 5},
    ),
)

TWO_OF_ONE: dict[str, Any] = {"sprint_id": "Y", "committed_issues": 2, "added_issues": 0}
TWO_OF_ONE |= {"removed_issues": 1, "completed_issues": 0}

JIRA: dict[str, list[Case]] = {
    "flow_ties_out": many(FLOW),
    "issues_and_stays_ties_out": many(
        STAYS,
        an_issue_that_is_nowhere_else=of("fct_issue", issue_id="Z", project_code="UNALLOCATED"),
        a_stay_of_no_issue=of(
            "fct_issue_status_interval", issue_id="Z", entered_at=NOON, hours=12, is_current=True
        ),
        two_stays_at_once=of(
            "fct_issue_status_interval", issue_id="1", entered_at=NOON, hours=0, is_current=True
        ),
        a_stay_too_short=of(
            "fct_issue_status_interval", issue_id="1", entered_at=MORNING, hours=0, is_current=False
        ),
    ),
    "jira_landing_ties_out": many(
        LANDED, lost_among_others=of("landed_jira_worklogs", worklog_id="x", issue_id="1", **ROW)
    ),
    "risk_exposure_ties_out": [
        *many(
            risks("75.01", None),
            other_than_said=(
                *of("stg_registers__risks", risk_id="V", observed_on=MAY, cost_impact=3),
                *of("fct_risk", risk_id="V", is_open=False, cost_impact_amount=9),
            ),
        ),
        Case("two cents more of two risks", risks("75.02", None)),
        Case("nothing is exposed where nobody knows", risks("75", "0")),
    ],
    "sprints_ties_out": many(
        SPRINTS,
        an_empty_one_from_nowhere=of("fct_sprint", sprint_id="Z"),
        one_more_came_and_went=(
            *of("stg_jira__sprints", sprint_id="Y", start_at=MAY),
            *of("int_issue_field_intervals", issue_id="a", **IN_SPRINT | {"value": "Y"}),
            *of("int_sprint_issues", sprint_id="Y", is_in_at_end=True, is_completed=False),
            *of("fct_sprint", **TWO_OF_ONE),
        ),
    ),
    "time_in_statuses_ties_out": many(STATUSES),
}
