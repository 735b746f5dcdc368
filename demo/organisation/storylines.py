"""The twelve projects of the sample organisation, as data: one row a storyline.

Days count from the plan's start (18 months before the as-of day's month end, day 0). `team` names
people by their number in the block of forty, with their share of the project's hours.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Storyline:
    """What one project is like; see `demo.plan.Project` for the meaning of the factors."""

    story: str
    code: str
    name: str
    programme: str
    department: str
    jira_key: str
    method: str
    ev_method: str
    start_day: int
    duration_days: int
    issue_count: int
    team: tuple[tuple[int, float], ...]
    objective_id: str
    sponsor: int
    priority: int
    stage: str = "execution"
    status: str = "active"
    currency: str = "EUR"
    velocity: float = 1.0
    velocity_from: float = 0.0
    hours_factor: float = 1.0
    cost_factor: float = 1.0
    scope_growth: float = 0.05
    reopen_share: float = 0.025
    non_labour_share: float = 0.3
    planned_hours: int = 0
    timesheet_share: float = 0.0
    finish_day: int | None = None
    rebaseline_day: int | None = None
    rebaseline_delay: int = 0
    release_day: int | None = None
    depends_on: str = ""
    expert: int | None = None


CONNECTED, PLANT, CORE = "Connected Products", "Plant Modernisation", "Digital Core"
PROGRAMMES = (CONNECTED, PLANT, CORE)
PRODUCT, MANUFACTURING, DIGITAL, CORPORATE = (
    "Product Engineering",
    "Manufacturing Systems",
    "Digital Platforms",
    "Corporate Services",
)
DEPARTMENTS = (PRODUCT, MANUFACTURING, DIGITAL, CORPORATE)
# Number in the block of the specialist for whom two projects compete.
EXPERT = 8
# Number of the data engineer who goes on leave though two projects plan on him.
ON_LEAVE = 25

STORYLINES = (
    Storyline(
        "on_time", "0107", "Customer Portal Relaunch", CONNECTED, DIGITAL, "PORTAL",
        "agile", "points", 60, 540, 700,
        ((20, 0.1), (21, 0.28), (22, 0.27), (23, 0.2), (24, 0.15)),
        "OBJ-1", 0, 2, hours_factor=0.94, cost_factor=0.96,
    ),
    Storyline(
        "late_but_cheap", "0112", "Plant ERP Rollout Suzhou", PLANT, MANUFACTURING, "ERPSZ",
        "plan-driven", "milestones", 30, 560, 460,
        ((10, 0.15), (11, 0.4), (12, 0.15), (13, 0.15), (14, 0.15)),
        "OBJ-2", 1, 3, currency="CNY", velocity=0.72, velocity_from=0.3, hours_factor=0.82,
        cost_factor=0.8, non_labour_share=0.35, timesheet_share=0.15,
    ),
    Storyline(
        "over_budget", "0204", "Battery Pack Testing Platform", CONNECTED, PRODUCT, "BATT",
        "hybrid", "hours", 45, 600, 640,
        ((1, 0.1), (2, 0.2), (3, 0.2), (4, 0.2), (5, 0.1), (12, 0.2)),
        "OBJ-1", 0, 1, currency="USD", velocity=1.0, hours_factor=1.25, cost_factor=1.3,
        non_labour_share=0.4,
    ),
    Storyline(
        "scope_creep", "0219", "Dealer Analytics", CONNECTED, DIGITAL, "DEALER",
        "agile", "points", 90, 540, 760,
        ((20, 0.1), (25, 0.25), (26, 0.25), (27, 0.15), (28, 0.05), (37, 0.2)),
        "OBJ-1", 2, 4, velocity=1.08, hours_factor=0.75, cost_factor=0.75, scope_growth=0.42,
    ),
    Storyline(
        "shared_expert", "0231", "Motor Control Firmware", CONNECTED, PRODUCT, "MOTOR",
        "hybrid", "issues", 120, 540, 560,
        ((1, 0.1), (6, 0.2), (7, 0.2), (EXPERT, 0.4), (9, 0.1)),
        "OBJ-3", 0, 2, velocity=0.93, velocity_from=0.5, hours_factor=0.98, expert=EXPERT,
    ),
    Storyline(
        "shared_expert", "0305", "Functional Safety Certification", CONNECTED, PRODUCT, "SAFETY",
        "hybrid", "hours", 150, 450, 380,
        ((6, 0.15), (7, 0.2), (EXPERT, 0.45), (9, 0.2)),
        "OBJ-3", 3, 1, velocity=0.86, velocity_from=0.3, hours_factor=0.99, expert=EXPERT,
        rebaseline_day=396, rebaseline_delay=45,
    ),
    Storyline(
        "slipping_dependency", "0318", "Dynamometer Test Bench", PLANT, MANUFACTURING, "",
        "plan-driven", "manual", 75, 520, 0,
        ((15, 0.1), (16, 0.3), (17, 0.3), (18, 0.3)),
        "OBJ-2", 1, 2, velocity=0.7, velocity_from=0.4, hours_factor=0.98, cost_factor=1.0,
        non_labour_share=0.55, planned_hours=4200, timesheet_share=1.0,
    ),
    Storyline(
        "slipping_dependency", "1042", "Drive Unit Validation", CONNECTED, PRODUCT, "DRIVE",
        "plan-driven", "milestones", 180, 500, 400,
        ((2, 0.15), (3, 0.15), (4, 0.15), (5, 0.2), (9, 0.15), (19, 0.2)),
        "OBJ-3", 0, 2, velocity=0.92, velocity_from=0.6, hours_factor=0.96, cost_factor=0.97,
        timesheet_share=0.2, depends_on="0318",
    ),
    Storyline(
        "watermelon", "1055", "Identity and Access Renewal", CORE, DIGITAL, "IDENT",
        "agile", "issues", 100, 500, 720,
        ((29, 0.1), (30, 0.25), (31, 0.25), (32, 0.25), (33, 0.15)),
        "OBJ-4", 2, 2, velocity=0.72, velocity_from=0.3, hours_factor=1.16, cost_factor=1.12,
    ),
    Storyline(
        "reopened_release", "1063", "Service App 4.0", CONNECTED, DIGITAL, "SERVICE",
        "agile", "points", 60, 520, 760,
        ((20, 0.05), (13, 0.2), (23, 0.05), (24, 0.05), (25, 0.1), (26, 0.1), (27, 0.15),
         (28, 0.2), (33, 0.1)),
        "OBJ-1", 2, 3, velocity=0.97, velocity_from=0.6, hours_factor=1.0, reopen_share=0.12,
        release_day=478,
    ),
    Storyline(
        "closed", "1070", "Data Centre Exit", CORE, CORPORATE, "DCEXIT",
        "hybrid", "issues", 30, 460, 560,
        ((29, 0.1), (34, 0.3), (35, 0.3), (36, 0.3)),
        "OBJ-4", 3, 3, stage="closing", status="closed", velocity=0.985, hours_factor=0.94,
        cost_factor=0.95, reopen_share=0.01, finish_day=497,
    ),
    Storyline(
        "proposed", "1088", "Supplier Collaboration Hub", CORE, CORPORATE, "SUPHUB",
        "agile", "points", 600, 400, 60,
        ((29, 0.1), (37, 0.3), (38, 0.3), (39, 0.3)),
        "OBJ-2", 3, 5, stage="initiation", status="proposed",
    ),
)  # fmt: skip
