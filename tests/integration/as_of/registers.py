"""What the registers said of a small organisation on 31 May, and what they say on 30 June."""

from decimal import Decimal
from typing import Any

from tests.integration.as_of.rows import Row, answer, milestone, on, plan, project, risk

PEOPLE: list[Row] = [
    {
        "person_id": "E1",
        "name": "Ada",
        "jira_account_id": "acc-1",
        "role": "Engineer",
        "department": "Civil",
    },
    {"person_id": "E2", "name": "Ben", "role": "Engineer", "department": "Civil"},
    # Gone from the register in June, and her hours of May are hers all the same.
    {"person_id": "E3", "name": "Cleo", "jira_account_id": "acc-3", "role": "Engineer"},
]


def allocation(person: str, code: str, day: int, hours: int) -> Row:
    given = {"person_id": person, "project_code": code, "week_start": on(6, day)}
    return given | {"planned_hours": Decimal(hours)}


def capacity(person: str, day: int, hours: int) -> Row:
    return {"person_id": person, "week_start": on(6, day), "capacity_hours": Decimal(hours)}


def leave(number: str, person: str, since: int, until: int) -> Row:
    given = {"leave_id": number, "person_id": person, "day_share": Decimal(1)}
    return given | {"starts_on": on(6, since), "ends_on": on(6, until)}


def registers_of_may() -> dict[str, list[Row]]:
    """Return the rows of each register on 31 May."""
    return {
        "projects": [
            project("P-1", "AB GH", "points", department="Civil", manager_id="E1"),
            project("P-2", "CD", "hours"),
            project("P-3", "", "manual"),
            project("P-4", "EF", "points"),
        ],
        "people": PEOPLE,
        # The week of 3 June is that of 1 June, named by another day.
        "allocations": [
            allocation("E1", "P-1", 1, 30),
            allocation("E1", "P-2", 3, 14),
            allocation("E2", "P-2", 1, 20),
            allocation("E2", "P-3", 8, 20),
            allocation("E3", "P-4", 1, 20),
        ],
        "capacity": [capacity("E1", 3, 40), capacity("E2", 1, 40)],
        "leave": [leave("L1", "E2", 8, 9), leave("L2", "E3", 4, 5)],
        "demand": [_demand(100)],
        "criteria": [{"criterion": "satisfaction", "weight": Decimal(1), "target": Decimal(4)}],
        "objectives": [{"objective_id": "O1", "name": "Dry feet", "weight": Decimal("0.6")}],
        "project_objectives": [_share("P-1", "1")],
        "baselines": [
            *plan("P-1", "B1", on(3, 1), 1000, 2000, 4000, 5000),
            *plan("P-2", "B1", on(3, 1), 500, 900, 1500, 3000),
            *plan("P-3", "B1", on(3, 1), 100, 300, 600, 900),
            *plan("P-4", "B1", on(3, 1), 200, 400, 800, 1200),
        ],
        "milestones": [milestone(on(5, 1), on(6, 5))],
        "progress": [{"project_code": "P-3", "as_of": on(5, 15), "percent_complete": Decimal(40)}],
        "risks": [risk(on(4, 1), 3), risk(on(4, 2), 4, risk_id="R4", project_code="P-4")],
        "feedback": [answer("F1", on(5, 3), 3), answer("F4", on(5, 4), 2, project_code="P-4")],
        "status_reports": [
            {"project_code": "P-1", "reported_on": on(5, 22), "overall": "green"},
        ],
        "decisions": [
            {
                "decision_id": "X1",
                "project_code": "P-1",
                "subject": "Steel or timber",
                "raised_on": on(5, 1),
                "due_on": on(5, 20),
            }
        ],
        "dependencies": [_dependency(on(6, 10), "open")],
        "skills": [{"person_id": "E1", "skill": "steel", "level": Decimal(3)}],
        "required_skills": [{"project_code": "P-1", "skill": "steel", "level": Decimal(2)}],
        "training": [{"person_id": "E1", "course": "Welding", "planned_on": on(5, 20)}],
        "improvement_actions": [{"action_id": "A1", "finding": "Late", "due_on": on(5, 25)}],
        "lessons": [_lesson("S1", "Ask first", on(5, 10))],
        "gates": [{"project_code": "P-1", "gate": "G1", "planned_on": on(5, 15)}],
        "process_changes": [_process_change("C1", on(5, 2))],
    }


def registers_of_june() -> dict[str, list[Row]]:
    """Return them on 30 June: every one of them says something else, and some no longer whom."""
    may = registers_of_may()
    return {
        **may,
        "projects": [
            project("P-1", "AB", "issues", start_baseline=on(4, 1), finish_baseline=on(12, 31)),
            project("P-2", "CD", "milestones", status="closed", finish_actual=on(6, 20)),
            project("P-3", "GH", "milestones", status="cancelled", priority=2),
        ],
        "people": [
            {**PEOPLE[0], "name": "Ada Lovelace", "employment_fraction": Decimal("0.5")},
            {**PEOPLE[1], "department": "Rail", "active_to": on(6, 5)},
        ],
        "allocations": [allocation("E1", "P-1", 1, 60), allocation("E2", "P-1", 1, 20)],
        "capacity": [capacity("E1", 3, 20), capacity("E2", 1, 20), capacity("E2", 8, 4)],
        "leave": [leave("L1", "E2", 1, 12)],
        "demand": [_demand(150)],
        "criteria": [{"criterion": "satisfaction", "weight": Decimal(1), "target": Decimal(5)}],
        "objectives": [{"objective_id": "O1", "name": "Dry land", "weight": Decimal("0.3")}],
        "project_objectives": [_share("P-1", "0.5"), _share("P-2", "0.5")],
        "baselines": [
            *may["baselines"],
            *plan("P-1", "B2", on(6, 10), 800, 1500, 2500, 4500, 9000),
        ],
        "milestones": [*may["milestones"], milestone(on(6, 15), on(6, 12), on(6, 12))],
        "progress": [
            *may["progress"],
            {"project_code": "P-3", "as_of": on(6, 15), "percent_complete": Decimal(90)},
        ],
        "risks": [*may["risks"], risk(on(6, 20), 5)],
        "feedback": [*may["feedback"], answer("F2", on(6, 10), 5)],
        "status_reports": [
            *may["status_reports"],
            {"project_code": "P-1", "reported_on": on(6, 12), "overall": "red"},
        ],
        "decisions": [{**may["decisions"][0], "decided_on": on(6, 15)}],
        "dependencies": [_dependency(on(6, 3), "done")],
        "skills": [{"person_id": "E1", "skill": "steel", "level": Decimal(1)}],
        "required_skills": [{"project_code": "P-1", "skill": "steel", "level": Decimal(5)}],
        "training": [{**may["training"][0], "completed_on": on(6, 3)}],
        "improvement_actions": [{**may["improvement_actions"][0], "done_on": on(6, 10)}],
        "lessons": [_lesson("S1", "Ask twice", on(5, 10)), _lesson("S2", "Wait", on(6, 5))],
        "gates": [{**may["gates"][0], "held_on": on(6, 2), "decision": "go"}],
        "process_changes": [*may["process_changes"], _process_change("C2", on(6, 10))],
    }


def _demand(hours: int) -> Row:
    given = {"project_code": "P-1", "role": "Engineer", "month": "2026-06"}
    return given | {"hours": Decimal(hours)}


def _share(code: str, share: str) -> Row:
    return {"project_code": code, "objective_id": "O1", "share": Decimal(share)}


def _dependency(promised: Any, status: str) -> Row:
    given = {"dependency_id": "N1", "from_project": "P-1", "to_project": "P-2"}
    return given | {"need_by": on(6, 5), "promised_on": promised, "status": status}


def _lesson(number: str, title: str, recorded: Any) -> Row:
    return {"lesson_id": number, "project_code": "P-1", "title": title, "recorded_on": recorded}


def _process_change(number: str, effective: Any) -> Row:
    given = {"change_id": number, "process": "Review", "description": "Two pairs of eyes"}
    return given | {"effective_on": effective, "metric": "reopen_rate"}
