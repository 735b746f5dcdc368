"""The plan of the sample organisation: who works there, on what, and how each project goes.

The Jira generator and the generators of finance exports and registers both read the curves of
`Project`, so earned value, costs and milestones tell one story. What a PMO should read in the
report of the as-of day, per storyline (SPI, CPI to about ±0.06):

=================== ========= ===== ===== ====================================================
story               projects  SPI   CPI   what the report shows
=================== ========= ===== ===== ====================================================
on_time             0107      1.00  1.01  green throughout
late_but_cheap      0112      0.83  1.17  schedule red, cost green: an under-staffed rollout
over_budget         0204      1.00  0.75  cost red, schedule green: labour and rigs cost more
scope_creep         0219      0.79  0.94  scope red: 42 % more issues than the first backlog
shared_expert       0231      0.98  0.97  Dr. Wei Lin is planned on both at more than 120 %
shared_expert       0305      1.00  0.96  as 0231; re-baselined (B2), SPI against B1: 0.92
slipping_dependency 0318      0.85  0.96  no Jira, manual progress: its milestones slip
slipping_dependency 1042      0.99  0.99  waits for 0318's bench: amber, its last milestones
                                          slip too (SPI by whole work packages: 0.93)
watermelon          1055      0.83  0.83  status reports green every month, measured red
reopened_release    1063      0.99  0.95  quality red: one in eight done issues came back,
                                          nearly all of them around the release
closed              1070      1.00  1.01  finished within the last 90 days
proposed            1088      none  none  a small backlog and a budget request, no work yet
=================== ========= ===== ===== ====================================================

Everything is deterministic: each entity draws from its own generator, `Plan.rng(name)`.
"""

import hashlib
import zlib
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from demo.model import Objective, Person, Plan, Project, month_end
from demo.organisation.pools import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    MAIL_DOMAIN,
    OBJECTIVES,
    PEOPLE,
    ROLE_RATES,
    SPONSORS,
    TIME_ZONES,
    UNITS_PER_EUR,
)
from demo.organisation.storylines import (
    DEPARTMENTS,
    PROGRAMMES,
    STORYLINES,
    Storyline,
)

__all__ = ["Objective", "Person", "Plan", "Project", "build_plan", "month_end"]

HOURS_PER_ISSUE = 10.5
HISTORY_MONTHS = 18
MAX_PROJECTS = 2000


def build_plan(seed: int = 7, as_of: date = date(2026, 6, 30), scale: float = 1.0) -> Plan:
    """Build the organisation: 12 projects and 40 people up to scale 1.5, blocks of them above."""
    if scale <= 0:
        raise ValueError(f"scale {scale} must be above 0; 1 is 12 projects and 6,000 issues")
    start = _first_day(as_of)
    count = 12 if scale <= 1.5 else min(MAX_PROJECTS, round(12 * scale))
    size = scale * len(STORYLINES) / count
    blocks = -(-count // len(STORYLINES))
    people = tuple(
        _person(seed, block, number) for block in range(blocks) for number in range(len(PEOPLE))
    )
    projects = tuple(
        _project(STORYLINES[index % 12], index // 12, start, size, people) for index in range(count)
    )
    return Plan(
        seed=seed,
        as_of=as_of,
        scale=scale,
        start=start,
        projects=projects,
        people=people,
        programmes=PROGRAMMES,
        departments=DEPARTMENTS,
        objectives=tuple(Objective(*row) for row in OBJECTIVES),
    )


def _first_day(as_of: date) -> date:
    """Return the first day of the history: 18 whole months that end with the as-of day's month."""
    months = as_of.year * 12 + as_of.month - HISTORY_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _person(seed: int, block: int, number: int) -> Person:
    name, department, role, grade, fraction, country, uses_jira = PEOPLE[number]
    index = block * len(PEOPLE) + number
    if block:
        rng = np.random.default_rng([seed, zlib.crc32(b"name"), index])
        name = f"{GIVEN_NAMES[rng.integers(len(GIVEN_NAMES))]} "
        name += f"{FAMILY_NAMES[rng.integers(len(FAMILY_NAMES))]}"
    person_id = f"P{index + 1:04d}"
    account = hashlib.sha256(f"{seed}:{person_id}".encode()).hexdigest()[:24]
    return Person(
        person_id=person_id,
        name=name,
        account_id=account if uses_jira else "",
        email=f"{person_id.lower()}@{MAIL_DOMAIN}",
        department=DEPARTMENTS[department],
        role=role,
        grade=grade,
        employment_fraction=fraction,
        country=country,
        time_zone=TIME_ZONES[country],
        uses_jira=uses_jira,
        hourly_cost=ROLE_RATES[role],
    )


def _project(
    line: Storyline, block: int, start: date, size: float, people: tuple[Person, ...]
) -> Project:
    """Place a storyline on the calendar; later blocks repeat it under codes of their own."""
    first = block * len(PEOPLE)
    issues = max(round(line.issue_count * size), 8 if line.issue_count else 0)
    hours = line.planned_hours * size or issues / (1 + line.scope_growth) * HOURS_PER_ISSUE
    team = tuple(people[first + number] for number, _ in line.team)
    shares = tuple(share for _, share in line.team)
    rate = sum(
        (
            person.hourly_cost * Decimal(str(share))
            for person, share in zip(team, shares, strict=True)
        ),
        Decimal(0),
    )
    units = UNITS_PER_EUR[line.currency]
    labour = (Decimal(str(round(hours, 2))) * rate * units).quantize(Decimal("1"))
    other_share = Decimal(str(line.non_labour_share))
    other = (labour * other_share / (1 - other_share)).quantize(Decimal("1"))
    finish = _day(start, line.start_day + line.duration_days)
    return Project(
        project_code=_code(line.code, block),
        name=line.name if not block else f"{line.name} {block + 1}",
        programme=line.programme,
        department=line.department,
        jira_key=f"{line.jira_key}{block or ''}" if line.jira_key else "",
        method=line.method,
        ev_method=line.ev_method,
        story=line.story,
        sponsor=SPONSORS[line.sponsor],
        manager_id=team[0].person_id,
        start=_day(start, line.start_day),
        finish_baseline=finish,
        finish_actual=_day(start, line.finish_day) if line.finish_day else None,
        issue_count=issues,
        priority=line.priority,
        stage=line.stage,
        status=line.status,
        currency=line.currency,
        team=tuple(person.person_id for person in team),
        team_shares=shares,
        objective_id=line.objective_id,
        budget=labour + other,
        labour_budget=labour,
        non_labour_budget=other,
        planned_hours=round(hours, 2),
        timesheet_share=line.timesheet_share,
        velocity=line.velocity,
        velocity_from=line.velocity_from,
        hours_factor=line.hours_factor,
        cost_factor=line.cost_factor,
        scope_growth=line.scope_growth,
        reopen_share=line.reopen_share,
        release_on=_day(start, line.release_day) if line.release_day else None,
        rebaseline_on=_day(start, line.rebaseline_day) if line.rebaseline_day else None,
        finish_rebaselined=(
            finish + timedelta(days=line.rebaseline_delay) if line.rebaseline_day else None
        ),
        depends_on=_code(line.depends_on, block) if line.depends_on else "",
        expert_id=people[first + line.expert].person_id if line.expert is not None else "",
    )


def _code(code: str, block: int) -> str:
    """Return the code of a storyline's project in `block`; four digits in the first block."""
    return code if not block else f"{code}-{block:03d}"


def _day(start: date, offset: int) -> date:
    return start + timedelta(days=offset)
