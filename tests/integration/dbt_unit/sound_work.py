"""Of each tie of hours and registers: rows as they come in life, several of a group, on the last
day, after it or empty, none of which is a fault; and faults that only such rows can hold.

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
    TOMORROW,
    TOO_LATE,
    many,
    of,
)

EIGHTH, FIFTEENTH = date(2026, 6, 8), date(2026, 6, 15)

ROLES = (
    *of("stg_registers__people", {"person_id": "E", "role": "dev"}, {"person_id": "N"}),
    *of("stg_registers__demand", {"role": "dev"}, {"role": "dev"}, {"role": None}, hours=30),
    *of(
        "int_person_weeks",
        {"person_id": "E", "role": "dev", "week_start_date": EIGHTH},
        {"person_id": "F", "role": "dev", "week_start_date": EIGHTH},
        {"person_id": "E", "role": "lead", "week_start_date": FIFTEENTH},
        {"person_id": "N", "week_start_date": EIGHTH},
        capacity_hours=40,
    ),
    # Of the week's role, of the last one where there is no week, of none.
    *of(
        "fct_resource_week",
        {"person_id": "E", "week_start_date": EIGHTH},
        {"person_id": "E", "week_start_date": EIGHTH, "project_code": "Q"},
        {"person_id": "E", "week_start_date": FIFTEENTH},
        {"person_id": "E", "week_start_date": TODAY},
        {"person_id": "N", "week_start_date": EIGHTH},
        {"person_id": "UNKNOWN", "week_start_date": EIGHTH},
        planned_hours=7,
    ),
    # To a ten-thousandth a month, here of two.
    *of(
        "fct_demand_capacity",
        {"role": "dev", "demand_hours": 60, "capacity_hours": 40, "planned_hours": 10},
        {"role": "dev", "capacity_hours": "40.0002", "planned_hours": "11.0002"},
        {"role": "lead", "capacity_hours": 40, "planned_hours": 7},
        {"role": "UNKNOWN", "demand_hours": 30, "capacity_hours": 40, "planned_hours": 14},
        {"role": "nobody's"},
    ),
)
ONE_ROLE = (
    *of("stg_registers__demand", role="dev", hours=5),
    *of("int_person_weeks", role="dev", person_id="E", capacity_hours=40),
    *of("fct_resource_week", person_id="E", planned_hours=0),
    *of("stg_registers__people", person_id="E", role="dev"),
    *of("fct_demand_capacity", role="dev", demand_hours=5, capacity_hours=40),
)
WORKED: dict[str, Any] = {"author_id": "a", "work_date": TODAY, "seconds": 3600}
BOOKED: dict[str, Any] = {"source_person_id": "a", "work_date": TODAY, "hours": 1}
STANDS = (
    {"created_at": IN_TIME},
    {"created_at": None},
    {"created_at": None, "deleted_at": TOO_LATE},
)
FALLS = (
    {"created_at": TOO_LATE},
    {"deleted_at": IN_TIME},
    {"work_date": TOMORROW},
)
HOURS = (
    *of("stg_jira__issues", {"issue_id": "1", "created_at": IN_TIME}),
    *of("stg_jira__issues", {"issue_id": "2", "created_at": TOO_LATE}),
    *of(
        "stg_jira__worklogs",
        {"created_at": IN_TIME, "issue_id": "1"},
        {"created_at": IN_TIME, "issue_id": "1"},
        {"created_at": None, "issue_id": "nobody's"},
        {"created_at": TOO_LATE, "issue_id": "1"},
        {"created_at": IN_TIME, "issue_id": "2"},
        {"work_date": TOMORROW, "issue_id": "1"},
        **WORKED,
    ),
    *of("fct_timesheet", {"hours": 2}, {"hours": "0.5"}, {"hours": "0.5"}, source="jira", **BOOKED),
    *of("stg_timesheets__tempo_worklogs", *STANDS, *FALLS, **WORKED),
    *of("fct_timesheet", {}, {}, {}, source="tempo", **BOOKED),
    *of(
        "stg_timesheets__entries",
        *STANDS,
        *FALLS,
        {"entry_id": "doubted"},
        {"entry_id": "taken back"},
        person_id="a",
        work_date=TODAY,
        hours=1,
        approval="counts",
    ),
    *of("fct_timesheet", {}, {}, {}, {}, source="timesheets", **BOOKED),
    *of(
        "int_timesheet_corrections",
        {"replaced_id": "doubted", "is_in_force": False},
        # By two at once.
        {"replaced_id": "taken back", "is_in_force": True},
        {"replaced_id": "taken back", "is_in_force": True},
    ),
)
PLANNED: dict[str, Any] = {"person_id": "E", "project_code": "P", "week_start": JUNE}
WEEK: dict[str, Any] = {"person_id": "E", "project_code": "P", "week_start_date": EIGHTH}
WEEKS = (
    *of("stg_registers__projects", project_code="P"),
    *of("stg_registers__people", person_id="E"),
    *of("dim_date", {"date_day": JUNE}, {"date_day": EIGHTH}, week_start_date=EIGHTH),
    *of("stg_registers__allocations", {}, {"week_start": EIGHTH}, planned_hours=8, **PLANNED),
    *of("stg_registers__allocations", {}, {}, **PLANNED | {"person_id": "X", "planned_hours": 1}),
    *of("stg_registers__allocations", **PLANNED | {"project_code": "X", "planned_hours": 2}),
    # In a week of no calendar.
    *of("stg_registers__allocations", **PLANNED | {"week_start": TODAY, "planned_hours": 4}),
    *of("fct_timesheet", {}, {}, person_id="E", project_code="P", work_date=JUNE, hours=3),
    *of("fct_timesheet", person_id="E", project_code="P", work_date=TODAY, hours=5),
    *of("fct_timesheet", person_id="F", project_code="P", work_date=JUNE, hours=5),
    *of(
        "fct_resource_week",
        {"planned_hours": 16, "actual_hours": 6},
        {"planned_hours": 2, "person_id": "UNKNOWN"},
        {"planned_hours": 2, "project_code": "UNALLOCATED"},
        {"planned_hours": 4, "actual_hours": 5, "week_start_date": None},
        {"actual_hours": 5, "person_id": "F"},
        {"project_code": "Q"},
        **WEEK,
    ),
)
LOADS = (
    *of(
        "fct_resource_week",
        {"planned_hours": 25, "project_code": "P"},
        {"planned_hours": 25, "project_code": "Q"},
        {"planned_hours": 40, "week_start_date": FIFTEENTH},
        {"planned_hours": 40, "person_id": "ENOUGH"},
        {"planned_hours": 1, "person_id": "LEFT"},
        {"planned_hours": 90, "person_id": "UNKNOWN"},
        person_id="E",
        week_start_date=EIGHTH,
    ),
    *of(
        "int_person_weeks",
        {"person_id": "E", "week_start_date": EIGHTH},
        {"person_id": "E", "week_start_date": FIFTEENTH, "capacity_hours": 45},
        {"person_id": "ENOUGH", "week_start_date": EIGHTH},
        capacity_hours=40,
    ),
    *of(
        "fct_resource_conflict",
        {"person_id": "E", "planned_hours": 50, "capacity_hours": 40, "over_allocated_hours": 10},
        {"person_id": "LEFT", "planned_hours": 1, "capacity_hours": 0, "over_allocated_hours": 1},
        week_start_date=EIGHTH,
    ),
)
# Of each register that is published row by row: what counts today, what does not, and the marts.
NAMED: dict[str, Any] = {"project_code": "P", "source_project_code": "P"}
STRANGE: dict[str, Any] = {"project_code": "UNALLOCATED", "source_project_code": "X"}
NAMELESS: dict[str, Any] = {"project_code": "UNALLOCATED"}
REGISTERS = (
    *of("stg_registers__projects", {"project_code": "P"}, {"project_code": "UNALLOCATED"}),
    *of(
        "dim_project",
        {"project_code": "P", "is_unallocated": False},
        {"project_code": "UNALLOCATED", "is_unallocated": True},
    ),
    *of("stg_registers__people", {"person_id": "E"}, {"person_id": "UNKNOWN"}),
    *of("dim_person", {"person_id": "E"}, {"person_id": "UNKNOWN"}),
    *of("stg_registers__risks", {"risk_id": "R", "observed_on": TODAY}),
    *of("stg_registers__risks", {"risk_id": "R", "observed_on": MAY}),
    *of("stg_registers__risks", {"risk_id": "T", "observed_on": TODAY}),
    *of("stg_registers__risks", {"risk_id": "S", "observed_on": TOMORROW}),
    *of("fct_risk", {"risk_id": "R"}, {"risk_id": "T"}, **STRANGE),
    *of("stg_registers__feedback", {"response_id": "F", "given_on": TODAY}),
    *of("stg_registers__feedback", {"response_id": "G", "given_on": TOMORROW}),
    *of("fct_feedback", response_id="F", **NAMELESS),
    *of("stg_registers__lessons", {"lesson_id": "L", "recorded_on": TODAY}),
    *of("stg_registers__lessons", {"lesson_id": "K"}),
    *of("stg_registers__lessons", {"lesson_id": "M", "recorded_on": TOMORROW}),
    *of("fct_lesson", {"lesson_id": "L", **STRANGE}, {"lesson_id": "K", **NAMELESS}),
    *of("stg_registers__improvement_actions", {"action_id": "A"}, {"action_id": "B"}),
    *of(
        "fct_improvement_action",
        {"action_id": "A", **STRANGE},
        {"action_id": "B", **NAMELESS},
    ),
    *of("stg_registers__gates", {"project_code": "P"}, {"project_code": "X"}, gate="G"),
    *of("fct_gate_review", NAMED, STRANGE, gate="G"),
    *of("stg_registers__required_skills", {"project_code": "P"}, {"project_code": "X"}, skill="S"),
    *of("fct_skill_coverage", NAMED, STRANGE, skill="S"),
    *of("stg_registers__training", {"person_id": "E"}, {"person_id": "X"}, course="C"),
    *of("fct_training", {"source_person_id": "E"}, {"source_person_id": "X"}, course="C"),
    # What Jira links is in no register.
    *of("stg_registers__dependencies", dependency_id="D"),
    *of("fct_dependency", {"source": "register"}, {"source": "jira"}, dependency_id="D"),
)
SEEN: dict[str, Any] = {"milestone_id": "M", "observed_on": TODAY}
MILESTONES = (
    *of("stg_registers__milestones", SEEN, {**SEEN, "observed_on": MAY}),
    *of("fct_milestone_trend", SEEN, {**SEEN, "observed_on": MAY}),
    *of("fct_milestone", milestone_id="M"),
    *of("stg_registers__milestones", {**SEEN, "observed_on": TOMORROW}),
    *of("stg_registers__milestones", milestone_id="N", observed_on=TOMORROW),
)
MEASURED = (
    *of(
        "stg_registers__baselines",
        {"project_code": "P", "effective_from": TODAY},
        {"project_code": "Q", "effective_from": TOMORROW},
        {"project_code": "nobody's", "effective_from": MAY},
    ),
    *of("dim_project", {"project_code": "P"}, {"project_code": "Q"}, {"project_code": "R"}),
    *of("fct_earned_value", project_code="P", is_current=True),
)
ABSENT: dict[str, Any] = {"subject": "cost", "project_code": "P"}
STATED = (
    *of("coverage", {"state": "complete", "is_available": True}),
    *of("coverage", {"state": "partial", "is_available": True}, missing_input="x", fix="do"),
    *of("coverage", {"state": "missing", "is_available": False}, missing_input="x", fix="do"),
)
SPOKEN = (
    *of("int_coverage_states", is_available=True, **ABSENT),
    *of("int_coverage_gaps", {"project_code": "Q", "is_absent": True}, subject="cost"),
    *of("int_coverage_gaps", {"subject": "ev", "is_absent": True}, project_code="P"),
    *of("int_coverage_gaps", is_absent=False, **ABSENT),
)

WORK: dict[str, list[Case]] = {
    "coverage_names_what_is_missing": many(
        STATED,
        missing_and_there=of(
            "coverage", state="missing", is_available=True, missing_input="x", fix="do"
        ),
        partial_and_nothing_to_do=of(
            "coverage", state="partial", is_available=True, missing_input="x"
        ),
    ),
    "coverage_no_figure_without_its_input": many(SPOKEN),
    "demand_and_capacity_ties_out": [
        *many(ROLES),
        *many(
            ONE_ROLE,
            a_little_too_much=of("fct_demand_capacity", role="dev", capacity_hours="0.0003"),
            planned_by_nobody=of("fct_demand_capacity", role="dev", planned_hours=1),
            a_role_whose_capacity_nobody_knows_is_lost=of("int_person_weeks", role="qa"),
            a_role_whose_plans_nobody_knows_is_lost=of("fct_resource_week", person_id="F"),
        ),
    ],
    "ev_every_baseline_is_measured": many(
        MEASURED,
        in_force_since_today=of("stg_registers__baselines", project_code="R", effective_from=TODAY),
    ),
    "ev_no_milestone_is_lost": many(
        MILESTONES, of_no_observation=of("fct_milestone", milestone_id="Z")
    ),
    "hours_booked_ties_out": many(HOURS),
    "registers_ties_out": many(
        REGISTERS,
        **{
            f"{mart}_of_a_strange_project": of(mart, **STRANGE | {"project_code": "P"})
            for mart in (
                "fct_risk",
                "fct_feedback",
                "fct_improvement_action",
                "fct_lesson",
                "fct_gate_review",
                "fct_skill_coverage",
            )
        },
    ),
    "resource_conflicts_ties_out": many(LOADS),
    "resource_weeks_ties_out": many(WEEKS),
}
