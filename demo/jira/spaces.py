"""The Jira projects ("spaces" here: a register's project is another thing) and who is in them."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from demo.jira.accounts import GHOST, Account, account_of
from demo.jira.calendar import WorkCalendar
from demo.plan import Person, Plan, Project

SPRINT_DAYS = 14
FUTURE_SPRINTS = 2
SLOTS_PER_HEAD = 2.2
# Work that nobody registered: finance and PMO know no project of this key.
UNCLAIMED_KEY = "OPSDESK"
UNCLAIMED_ISSUES = 12
ARCHIVED_ID, ARCHIVED_KEY = 99_001, "LEGACY"  # archived before the organisation's time


@dataclass(frozen=True, eq=False)  # compared and hashed by identity, which is quick
class Space:
    """One Jira project. `first` is the position of its first issue among all issues."""

    position: int
    project: Project
    first: int
    lead: Account
    expert: Account | None  # whom two projects want; colleagues take over a third of the work
    slots: tuple[Account, ...]  # streams of work: who does the issues, in turn
    zone: str
    is_chinese: bool
    calendar: WorkCalendar

    @property
    def key(self) -> str:
        """Return the project key."""
        return self.project.jira_key

    @property
    def size(self) -> int:
        """Return how many issues there are."""
        return self.project.issue_count

    @property
    def project_id(self) -> int:
        """Return Jira's numeric id."""
        return 10_000 + self.position

    @property
    def board_id(self) -> int:
        """Return the id of the only board."""
        return self.position + 1

    @property
    def is_scrum(self) -> bool:
        """Return whether the board has sprints."""
        return self.project.method != "plan-driven"

    @property
    def is_team_managed(self) -> bool:
        """Return whether the team administers the project itself, with a `simple` board."""
        return self.is_scrum and self.position % 5 == 3

    @property
    def board_type(self) -> str:
        """Return what Jira calls the board."""
        if self.is_team_managed:
            return "simple"
        return "scrum" if self.is_scrum else "kanban"

    @cached_property
    def offsets(self) -> list[int]:
        """Return the zone's offset on each working day, in seconds."""
        return [int(offset) for offset in self.calendar.offsets(self.zone)]

    @cached_property
    def sprint_days(self) -> tuple[date, ...]:
        """Return the Mondays on which sprints begin; the last is the end of the last sprint."""
        if not self.is_scrum:
            return ()
        begin = min(self.project.start, self.calendar.as_of)
        monday = begin + timedelta(days=-begin.weekday() % 7)
        days = [monday]
        while days[-1] <= self.calendar.as_of + timedelta(days=SPRINT_DAYS * FUTURE_SPRINTS):
            days.append(days[-1] + timedelta(days=SPRINT_DAYS))
        return tuple(days)

    @cached_property
    def sprint_starts(self) -> list[float]:
        """Return `sprint_days` as moments."""
        return [self.calendar.at(day) for day in self.sprint_days]

    def sprint_at(self, moment: float) -> int:
        """Return which sprint runs at `moment`, clipped to those that exist."""
        found = bisect_right(self.sprint_starts, moment) - 1
        return min(max(found, 0), len(self.sprint_starts) - 2)

    def sprint_id(self, number: int) -> int:
        """Return the id of the sprint `number` (from 0)."""
        return self.position * 200 + number + 1

    def sprint_name(self, number: int) -> str:
        """Return the name of the sprint `number` (from 0)."""
        return f"{self.key} Sprint {number + 1}"

    @property
    def version_count(self) -> int:
        """Return how many versions the work is cut into."""
        return max(1, min(6, self.size // 60))

    def version_id(self, number: int) -> int:
        """Return the id of the version `number` (from 0)."""
        return 20_000 + self.position * 10 + number

    def version_name(self, number: int) -> str:
        """Return a version's name."""
        return f"{self.key} {1 + number // 2}.{number % 2 * 5}"


def build_spaces(plan: Plan) -> tuple[Space, ...]:
    """Return the Jira projects of a plan and the one that no register claims, by key."""
    calendar = WorkCalendar(plan.start, plan.as_of)
    projects = [project for project in plan.projects if project.has_jira]
    projects.append(_unclaimed(projects[0]))
    projects.sort(key=lambda project: project.jira_key)
    spaces, first = [], 0
    for position, project in enumerate(projects):
        spaces.append(_space(plan, calendar, position, project, first))
        first += project.issue_count
    return tuple(spaces)


def _unclaimed(pattern: Project) -> Project:
    return replace(
        pattern,
        project_code="",
        name="Operations Desk",
        jira_key=UNCLAIMED_KEY,
        method="plan-driven",
        issue_count=UNCLAIMED_ISSUES,
        scope_growth=0.0,
        planned_hours=60.0,
        timesheet_share=0.0,
    )


def _space(
    plan: Plan, calendar: WorkCalendar, position: int, project: Project, first: int
) -> Space:
    people = [plan.person(person_id) for person_id in project.team]
    pairs = zip(people, project.team_shares, strict=True)
    workers = [(person, share) for person, share in pairs if person.uses_jira]
    manager = plan.person(project.manager_id)
    chinese = sum(share for person, share in workers if person.country == "CN")
    return Space(
        position=position,
        project=project,
        first=first,
        lead=account_of(manager) if manager.uses_jira else account_of(workers[0][0]),
        expert=account_of(plan.person(project.expert_id)) if project.expert_id else None,
        slots=_slots(workers),
        zone=manager.time_zone,
        is_chinese=chinese > 0.5 * sum(share for _, share in workers),
        calendar=calendar,
    )


def _slots(workers: list[tuple[Person, float]]) -> tuple[Account, ...]:
    """Share out the streams of work by largest remainder, spread so that neighbours differ."""
    total = sum(share for _, share in workers)
    count = max(3, round(SLOTS_PER_HEAD * len(workers)))
    quotas = [(person, count * share / total) for person, share in workers]
    given = {person.person_id: int(quota) for person, quota in quotas}
    by_remainder = sorted(quotas, key=lambda pair: int(pair[1]) - pair[1])
    for person, _ in by_remainder[: count - sum(given.values())]:
        given[person.person_id] += 1
    turns = [
        ((turn + 0.5) / given[person.person_id], account_of(person))
        for person, _ in workers
        for turn in range(given[person.person_id])
    ]
    return tuple(account for _, account in sorted(turns, key=lambda turn: turn[0])) or (GHOST,)
