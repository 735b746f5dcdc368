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
shared_expert       0305      1.00  0.96  as 0231; re-baselined (B2), SPI against B1 was 0.87
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
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

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

HOURS_PER_ISSUE = 10.5
HISTORY_MONTHS = 18
MAX_PROJECTS = 2000
# A team takes this much growth of scope in its stride; what is more makes the project late.
ABSORBED_GROWTH = 1.06
# Work per day after the planned duration is used up, against the baseline's mean.
OVERTIME_SPEED = 0.8


@dataclass(frozen=True)
class Person:
    """Somebody who works on projects; `account_id` is empty for those who do not use Jira."""

    person_id: str
    name: str
    account_id: str
    email: str
    department: str
    role: str
    grade: str
    employment_fraction: float
    country: str
    time_zone: str
    uses_jira: bool
    hourly_cost: Decimal  # EUR, at the plan's start


@dataclass(frozen=True)
class Project:
    """One project and the factors that make its storyline.

    `issue_count` counts every issue ever created up to the as-of day; a share of
    1 / (1 + scope_growth) of them is the first backlog and exists on `start`.
    `velocity` is the speed against the baseline after the share `velocity_from` of its duration.
    `planned_hours` are for the first backlog; work done costs `hours_factor` times as many.
    Of the hours, `timesheet_share` is booked in timesheet files, the rest in Jira worklogs.
    `team_shares` (same order as `team`, sum 1) split the hours over people.
    `reopen_share` of the done issues was reopened, for a `release_on` within 30 days of it.
    """

    project_code: str
    name: str
    programme: str
    department: str
    jira_key: str  # empty: no Jira
    method: str  # agile, plan-driven, hybrid
    ev_method: str  # points, issues, hours, milestones, manual
    story: str
    sponsor: str
    manager_id: str
    start: date
    finish_baseline: date  # of the first baseline, B1
    finish_actual: date | None
    issue_count: int
    priority: int
    stage: str
    status: str
    currency: str
    team: tuple[str, ...]
    team_shares: tuple[float, ...]
    objective_id: str
    budget: Decimal  # budget at completion, project currency
    labour_budget: Decimal  # the part of it that planned_hours cost
    non_labour_budget: Decimal
    planned_hours: float
    timesheet_share: float
    velocity: float
    velocity_from: float
    hours_factor: float
    cost_factor: float
    scope_growth: float
    reopen_share: float
    release_on: date | None
    rebaseline_on: date | None
    finish_rebaselined: date | None
    depends_on: str  # project_code of the predecessor, or empty
    expert_id: str  # the over-allocated specialist, or empty

    @property
    def has_jira(self) -> bool:
        """Return whether the project's work is kept in Jira."""
        return bool(self.jira_key)

    @property
    def baseline_issues(self) -> int:
        """Return how many issues stood in the first backlog, created on or before `start`."""
        return round(self.issue_count / (1 + self.scope_growth))

    @property
    def jira_hours(self) -> float:
        """Return the planned hours (first backlog) of those who log in Jira."""
        return self.planned_hours * (1 - self.timesheet_share)

    def finish_on(self, day: date) -> date:
        """Return the finish of the baseline that was valid on `day`."""
        if self.rebaseline_on and self.finish_rebaselined and day >= self.rebaseline_on:
            return self.finish_rebaselined
        return self.finish_baseline

    def planned_fraction(self, day: date, finish: date | None = None) -> float:
        """Return the share (0 to 1) of the work that the baseline valid on `day` has planned."""
        duration = ((finish or self.finish_on(day)) - self.start).days
        return _s_curve((day - self.start).days / duration)

    def completed_scope(self, day: date) -> float:
        """Return the work done by `day`, as a share of the first backlog (may pass 1)."""
        if self.status == "proposed":
            return 0.0
        pace = self._pace((day - self.start).days / self._duration)
        scope = self.scope_factor(day)
        late = max(0.0, pace - 1) * OVERTIME_SPEED
        return min((_s_curve(pace) + late) * min(scope, ABSORBED_GROWTH), scope)

    def scope_factor(self, day: date) -> float:
        """Return the scope on `day` against the first backlog: 1 on `start`, then growing."""
        elapsed = (day - self.start).days / self._duration
        return 1 + self.scope_growth * _s_curve(elapsed / 0.8)

    def earned_fraction(self, day: date) -> float:
        """Return percent complete (0 to 1) on `day`: done over the scope of that day."""
        if self.finish_actual and day >= self.finish_actual:
            return 1.0
        return min(1.0, self.completed_scope(day) / self.scope_factor(day))

    def actual_hours(self, day: date) -> float:
        """Return all hours worked by `day`, worklogs and timesheets together."""
        return self.planned_hours * self.hours_factor * self.completed_scope(day)

    def day_of(self, fraction: float) -> date:
        """Return the first day on which `earned_fraction` reaches `fraction` (0 to 1)."""
        low, high = 0, 4 * self._duration  # percent complete never falls, so bisect
        while low < high:
            middle = (low + high) // 2
            is_reached = self.earned_fraction(self.start + timedelta(days=middle)) >= fraction
            low, high = (low, middle) if is_reached else (middle + 1, high)
        return self.start + timedelta(days=low)

    @property
    def _duration(self) -> int:
        return (self.finish_baseline - self.start).days

    def _pace(self, elapsed: float) -> float:
        slow = max(0.0, elapsed - self.velocity_from)
        return min(elapsed, self.velocity_from) + slow * self.velocity


@dataclass(frozen=True)
class Objective:
    """A strategic objective; weights sum to 1."""

    objective_id: str
    name: str
    owner: str
    weight: float


@dataclass(frozen=True)
class Plan:
    """The whole organisation; the same arguments of `build_plan` give an equal plan."""

    seed: int
    as_of: date
    scale: float
    start: date
    projects: tuple[Project, ...]
    people: tuple[Person, ...]
    programmes: tuple[str, ...]
    departments: tuple[str, ...]
    objectives: tuple[Objective, ...]

    @property
    def horizon(self) -> date:
        """Return the as-of day's month end: the day to which the storylines are told.

        What is dated from its end is dated from here, so a later day of the same month adds to
        what an earlier day delivered and changes none of it.
        """
        return month_end(self.as_of)

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of the entity `name`; no two entities share one."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def person(self, person_id: str) -> Person:
        """Return a person by id (ids are consecutive from P0001)."""
        return self.people[int(person_id[1:]) - 1]

    def month_ends(self) -> tuple[date, ...]:
        """Return every month end from the plan's start up to the as-of day."""
        ends = []
        day = month_end(self.start)
        while day <= self.as_of:
            ends.append(day)
            day = month_end(day + timedelta(days=1))
        return tuple(ends)


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


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _first_day(as_of: date) -> date:
    """Return the first day of the history: 18 whole months that end with the as-of day's month."""
    months = as_of.year * 12 + as_of.month - HISTORY_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _s_curve(share: float) -> float:
    """Return a work profile between a straight line and a smooth S, for `share` clipped to 0..1."""
    x = min(1.0, max(0.0, share))
    return 0.5 * x + 0.5 * (3 * x * x - 2 * x * x * x)


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
