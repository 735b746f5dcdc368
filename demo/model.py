"""What the sample organisation consists of: people, projects with their curves, and the plan.

A project's curves (planned, completed, scope) are the one truth that every generator reads.
"""

import zlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

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


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _s_curve(share: float) -> float:
    """Return a work profile between a straight line and a smooth S, for `share` clipped to 0..1."""
    x = min(1.0, max(0.0, share))
    return 0.5 * x + 0.5 * (3 * x * x - 2 * x * x * x)
