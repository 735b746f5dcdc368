"""What is in Tempo: every worklog of the organisation's Jira, for there people log in Tempo.

    tempo.add("100003", seconds=5400, day=date(2026, 6, 29))    returns the new worklog's id
    tempo.edit(12, seconds=3600, day=date(2026, 6, 1))          also billable_seconds, account, …
    tempo.delete(12)                                            nothing tells of it
    tempo.hide("PORTAL"); tempo.restore("PORTAL")               the token's owner may (not) see it

Changes take epoch milliseconds `at`; without one they happen a minute after the last.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from demo.jira.site import Site
from demo.jira.spaces import Space
from demo.jira.timeline import FIRST_ISSUE_ID
from demo.jira.worklogs import Worklog
from demo.plan import Plan

BILLABLE_PROGRAMME = "Connected Products"
_ACTIVITIES = ("Development", "Review", "Test", "Documentation")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MORNING = "09:00:00"


@dataclass(frozen=True)
class TempoWorklog:
    """One worklog. `day` and `time` are local to the author; instants are epoch milliseconds."""

    worklog_id: int
    issue_id: int
    account_id: str
    seconds: int
    billable_seconds: int
    day: date
    time: str
    description: str
    account: str | None
    activity: str | None
    created: int
    updated: int


class TempoSite:
    """A Tempo as of the plan's day, and how it changes afterwards."""

    def __init__(self, plan: Plan | Site) -> None:
        self.jira = plan if isinstance(plan, Site) else Site(plan)
        self.now = self.jira.now
        self.skew = 0.0
        self.version = 0  # counts mutations
        self.hidden: set[int] = set()  # Jira's project ids
        _, ids = self.jira.feed.whole(deleted=False)
        rows = [self.jira.worklog(worklog_id) for worklog_id in ids.tolist()]
        self._rows = {
            number: self._made(number, row)
            for number, row in enumerate((row for row in rows if row), start=1)
        }
        self._next_id = len(self._rows) + 1

    def rows(self) -> list[TempoWorklog]:
        """Return what the token's owner may see, by id."""
        return [row for row in list(self._rows.values()) if self._sees(row)]

    def find(self, worklog_id: int) -> TempoWorklog | None:
        """Return a worklog; `None` if there is none or it may not be seen."""
        row = self._rows.get(worklog_id)
        return row if row and self._sees(row) else None

    def project_of(self, row: TempoWorklog) -> int:
        """Return the id of the Jira project that a worklog's issue is in now."""
        return self.jira.space(row.issue_id - FIRST_ISSUE_ID).project_id

    def add(
        self,
        issue_id: int | str,
        seconds: int,
        day: date,
        *,
        account_id: str | None = None,
        at: int | None = None,
    ) -> int:
        """Log work on a day, by the project's lead if nobody is named; return the worklog's id."""
        index = int(issue_id) - FIRST_ISSUE_ID
        space = self.jira.space(index)
        when, number = self._moment(at), self._next_id
        self._next_id += 1
        self._rows[number] = TempoWorklog(
            worklog_id=number,
            issue_id=int(issue_id),
            account_id=account_id or space.lead.account_id,
            seconds=seconds,
            billable_seconds=_billable(space, seconds),
            day=day,
            time=_MORNING,
            description="Worked on it.",
            account=_account(space),
            activity=_ACTIVITIES[number % len(_ACTIVITIES)],
            created=when,
            updated=when,
        )
        self.version += 1
        return number

    def edit(self, worklog_id: int, *, at: int | None = None, **changes: Any) -> None:
        """Change a worklog's properties."""
        when = self._moment(at)
        self._rows[worklog_id] = replace(self._rows[worklog_id], updated=when, **changes)
        self.version += 1

    def delete(self, worklog_id: int) -> None:
        """Delete a worklog."""
        del self._rows[worklog_id]
        self.version += 1

    def hide(self, project: str) -> None:
        """Let the token's owner no longer see the worklogs of a Jira project."""
        self.hidden.add(self._space(project).project_id)
        self.version += 1

    def restore(self, project: str) -> None:
        """Take back that a project was hidden."""
        self.hidden.discard(self._space(project).project_id)
        self.version += 1

    def _sees(self, row: TempoWorklog) -> bool:
        return not self.hidden or self.project_of(row) not in self.hidden

    def _space(self, project: str) -> Space:
        space = self.jira.find_space(project)
        if space is None:
            raise KeyError(f"no project {project}")
        return space

    def _moment(self, at: int | None) -> int:
        when = self.now + 60_000 if at is None else at
        self.now = max(self.now, when)
        return when

    def _made(self, number: int, row: Worklog) -> TempoWorklog:
        space = self.jira.home(row.issue_id - FIRST_ISSUE_ID)
        local = _EPOCH + timedelta(milliseconds=row.started, seconds=row.offset)
        return TempoWorklog(
            worklog_id=number,
            issue_id=row.issue_id,
            account_id=row.author.account_id,
            seconds=row.seconds,
            billable_seconds=_billable(space, row.seconds),
            day=local.date(),
            time=f"{local:%H:%M:%S}",
            description="Worked on it.",
            account=_account(space),
            activity=_ACTIVITIES[number % len(_ACTIVITIES)] if number % 9 else None,
            created=row.created // 1000 * 1000,
            updated=row.updated // 1000 * 1000,
        )


def _billable(space: Space, seconds: int) -> int:
    return seconds if space.project.programme == BILLABLE_PROGRAMME else 0


def _account(space: Space) -> str | None:
    return f"ACC-{space.project.project_code}" if space.project.project_code else None
