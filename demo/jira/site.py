"""The whole Jira site: what is in it, and what tests do to it while it is served."""

from threading import RLock

from demo.jira.life import Edit
from demo.jira.store import Store
from demo.jira.timeline import FIRST_ISSUE_ID
from demo.jira.worklogs import FIRST_ID, WIDTH, Worklog
from demo.plan import Plan

_MOVED_KEYS_FROM = 1_000_000
_ADDED_FROM = 32  # numbers of worklogs that a test added


class Site(Store):
    """A Jira site as of the plan's day, and how it changes afterwards.

    Changes take epoch milliseconds `at`; without one they happen a minute after the last.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._lock = RLock()

    def touch(
        self,
        issue_id: int | str,
        at: int | None = None,
        *,
        status: int | None = None,
        points: int | None = None,
    ) -> int:
        """Change an issue (a re-ranking, unless a status or points are given); return when."""
        index = self._require(issue_id)
        when = self._moment(at)
        self._change(index, Edit(when, self.space(index).lead, status=status, points=points))
        return when

    def delete(self, issue_id: int | str, at: int | None = None) -> int:
        """Delete an issue with all that hangs on it; return when."""
        index = self._require(issue_id)
        when = self._moment(at)
        with self._lock:
            self._deleted.add(index)
            self._forget()
        return when

    def move(self, issue_id: int | str, to_key: str, at: int | None = None) -> str:
        """Move an issue to another Jira project: same id, new key; return the key."""
        index = self._require(issue_id)
        target = self._by_key[to_key]
        old, new = self.key(index), f"{to_key}-{_MOVED_KEYS_FROM + index}"
        with self._lock:
            self._moved[index] = new
            self._space_of[index] = target.position
            self._change(index, Edit(self._moment(at), target.lead, keys=(old, new)))
        return new

    def add_worklog(self, issue_id: int | str, seconds: int, at: int | None = None) -> int:
        """Log work on an issue, by the lead of its project; return the worklog's id."""
        index = self._require(issue_id)
        when, by = self._moment(at), self.space(index).lead
        used = [edit for edit in self._edits.get(index, []) if edit.added]
        worklog_id = FIRST_ID + index * WIDTH + _ADDED_FROM + len(used)
        row = Worklog(
            worklog_id=worklog_id,
            issue_id=FIRST_ISSUE_ID + index,
            author=by,
            started=when - seconds * 1000,
            offset=0,
            seconds=seconds,
            created=when,
            updated=when,
        )
        self._change(index, Edit(when, by, added=row))
        self.changed_worklogs.append((when, worklog_id))
        return worklog_id

    def delete_worklog(self, worklog_id: int, at: int | None = None) -> int:
        """Delete a worklog; return when."""
        row = self.worklog(worklog_id)
        if row is None:
            raise KeyError(f"no worklog {worklog_id}")
        index = row.issue_id - FIRST_ISSUE_ID
        when = self._moment(at)
        self._change(index, Edit(when, self.space(index).lead, removed=worklog_id))
        self.deleted_worklogs.append((when, worklog_id))
        self.changed_worklogs = [row for row in self.changed_worklogs if row[1] != worklog_id]
        return when

    def _require(self, issue_id: int | str) -> int:
        index = self.find(str(issue_id))
        if index is None:
            raise KeyError(f"no issue {issue_id}")
        return index

    def _moment(self, at: int | None) -> int:
        when = self.now + 60_000 if at is None else at
        self.now = max(self.now, when)
        return when

    def _change(self, index: int, edit: Edit) -> None:
        with self._lock:
            self._edits.setdefault(index, []).append(edit)
            self._updated[index] = edit.at
            self._forget()

    def _forget(self) -> None:
        self.version += 1
        self.life.cache_clear()
