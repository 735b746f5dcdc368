"""The whole Jira site: what is in it, and what tests do to it while it is served.

    site.touch("PORTAL-12", points=5)    a change; also `add_worklog` and `delete_worklog`
    site.move("PORTAL-12", "BATT")       same id, new key
    site.delete("PORTAL-12")             with sub-tasks; what was linked to it or below it says so
    site.create("PORTAL")                a new issue; `recreate("PORTAL-12")` deletes and makes anew
    site.archive("PORTAL")               the project leaves searches and the list of live ones
    site.hide("PORTAL")                  the account may no longer browse the project
    site.restrict("PORTAL-12")           the account may no longer see the issue
    site.restore("PORTAL")               takes back the last three, of a project or an issue
    site.lag("PORTAL-12", seconds=5)     search goes on as if nothing happened; `release` ends it
    site.skew = 90.0                     the server's clock (`Date`, `serverTime`) runs ahead

`demo.jira.truth` tells at any moment what a perfect extraction lands, and what it finds lost.
"""

from functools import cached_property
from threading import RLock
from typing import Literal

import numpy as np

from demo.jira.catalogue import Json, item
from demo.jira.data_center.options import DataCenter
from demo.jira.data_center.people import Login, logins
from demo.jira.life import Edit
from demo.jira.links import links
from demo.jira.relations import children, sub_tasks
from demo.jira.spaces import Space
from demo.jira.store import Added, Store
from demo.jira.timeline import FIRST_ISSUE_ID, SUBTASK, TASK, new_issue
from demo.jira.worklogs import FIRST_ID, WIDTH, Worklog
from demo.plan import Plan

Edition = Literal["cloud", "data_center"]
_MOVED_KEYS_FROM = 1_000_000
_ADDED_FROM = 32  # numbers of worklogs that a test added
_UNSEEN = {"cloud": 404, "data_center": 403}  # what asking for a restricted issue gets


class Site(Store):
    """A Jira site as of the plan's day, and how it changes afterwards.

    Changes take epoch milliseconds `at`; without one they happen a minute after the last.
    """

    def __init__(
        self, plan: Plan, edition: Edition = "cloud", data_center: DataCenter | None = None
    ) -> None:
        super().__init__(plan)
        self.edition: Edition = edition
        self.data_center = data_center or DataCenter()
        self.skew = 0.0  # seconds that the server's clock is ahead of the true time
        self.expired_tokens: set[str] = set()
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
        """Delete an issue with its sub-tasks and all that hangs on it; return when."""
        index = self._require(issue_id)
        when = self._moment(at)
        kind = int(self.timeline.kind[index])
        gone = {index, *sub_tasks(self, index, kind)}
        with self._lock:
            for each in sorted(gone):
                for link in links(self, each):
                    other = link.target if link.source == each else link.source
                    self._lose(other, gone, when, "Link", each)
            for child in children(self, index, kind):
                self._lose(child, gone, when, "IssueParentAssociation", index)
            self.deleted |= gone
            self.changed()
        return when

    def move(self, issue_id: int | str, to_key: str, at: int | None = None) -> str:
        """Move an issue to another Jira project: same id, new key; return the key."""
        index = self._require(issue_id)
        target = self._space(to_key)
        old, number = self.key(index), _MOVED_KEYS_FROM + index
        while (new := f"{target.key}-{number}") in self._aliases:  # it was here before
            number += _MOVED_KEYS_FROM
        renamed = item("Key", "", None, old, None, new)
        with self._lock:
            self._rename(index, new)
            self.space_of[index] = target.position
            self._change(index, Edit(self._moment(at), target.lead, items=(renamed,)))
        return new

    def create(self, project: str, at: int | None = None) -> str:
        """Create an issue, a task that is still to do; return its id."""
        return self._create(self._space(project), self._space(project).first, at)

    def recreate(self, issue_id: int | str, at: int | None = None) -> str:
        """Delete an issue and make one about the same anew, with another id and key; return it."""
        index = self._require(issue_id)
        self.delete(issue_id, at)
        return self._create(self.space(index), index, at)

    def archive(self, project: str) -> None:
        """Archive a project."""
        self._put(self.archived, project)

    def hide(self, project: str) -> None:
        """Let the account no longer browse a project."""
        self._put(self.hidden, project)

    def restrict(self, issue_id: int | str, status: int | None = None) -> None:
        """Let the account no longer see an issue; asking gets 404, of Data Center 403."""
        self.restricted[self._require(issue_id)] = status or _UNSEEN[self.edition]
        self.changed()

    def restore(self, project_or_issue: int | str) -> None:
        """Take back that a project was archived or hidden, or an issue restricted."""
        space = self.find_space(str(project_or_issue))
        if space:
            self.archived.discard(space.position)
            self.hidden.discard(space.position)
        else:
            self.restricted.pop(self._require(project_or_issue), None)
        self.changed()

    def lag(self, issue_id: int | str | None = None, seconds: float | None = None) -> None:
        """Let search know nothing of what happens next to an issue (to any, if none is named)."""
        self.index.freeze(None if issue_id is None else self._require(issue_id), seconds)

    def release(self, issue_id: int | str | None = None) -> None:
        """Let search catch up."""
        self.index.thaw(None if issue_id is None else self._require(issue_id))

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

    def person_id(self, account_id: str) -> str:
        """Return what an extraction calls a person: the account id, on Data Center the key."""
        return account_id if self.edition == "cloud" else self._logins[account_id].key

    @cached_property
    def _logins(self) -> dict[str, Login]:
        return logins(self.accounts)

    def _create(self, space: Space, like: int, at: int | None) -> str:
        when, index = self._moment(at), len(self.timeline)
        kind = int(self.timeline.kind[like])
        taken = sum(each.space is space for each in self.added.values())
        with self._lock:
            self.added[index] = Added(when, space, self.number(like))
            self.timeline = new_issue(self.timeline, like, TASK if kind == SUBTASK else kind)
            self.updates = np.append(self.updates, when)
            self.space_of = np.append(self.space_of, np.int16(space.position))
            self._rename(index, f"{space.key}-{space.size + 1 + taken}")
            self.changed()
        return str(FIRST_ISSUE_ID + index)

    def _lose(self, index: int, gone: set[int], when: int, field: str, lost: int) -> None:
        """Note in an issue's changelog that another one, which it named, is no longer there."""
        if index in gone:
            return
        key, number = self.key(lost), str(FIRST_ISSUE_ID + lost)
        made: Json = item(field, "", key if field == "Link" else number, key, None, None)
        self._change(index, Edit(when, self.space(index).lead, items=(made,)))

    def _rename(self, index: int, key: str) -> None:
        self._keys[index] = key
        self._aliases[key] = index

    def _require(self, issue_id: int | str) -> int:
        index = self.find(str(issue_id))
        if index is None:
            raise KeyError(f"no issue {issue_id}")
        return index

    def _space(self, project: str) -> Space:
        space = self.find_space(project)
        if space is None:
            raise KeyError(f"no project {project}")
        return space

    def _put(self, group: set[int], project: str) -> None:
        group.add(self._space(project).position)
        self.changed()

    def _moment(self, at: int | None) -> int:
        when = self.now + 60_000 if at is None else at
        self.now = max(self.now, when)
        return when

    def _change(self, index: int, edit: Edit) -> None:
        with self._lock:
            self._edits.setdefault(index, []).append(edit)
            self.updates[index] = edit.at
            self.changed()
