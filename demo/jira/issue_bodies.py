"""The JSON of issues, changelogs and worklogs."""

from functools import lru_cache
from random import Random

from demo.jira import catalogue as cat
from demo.jira.accounts import Account
from demo.jira.bodies import Bodies
from demo.jira.calendar import iso_day, stamp
from demo.jira.catalogue import Json
from demo.jira.life import Change, Life
from demo.jira.links import Link, links
from demo.jira.relations import parent, sub_tasks
from demo.jira.spaces import Space
from demo.jira.timeline import FIRST_ISSUE_ID
from demo.jira.versions import COMPONENTS
from demo.jira.words import summary
from demo.jira.worklogs import Worklog

HISTORIES_EMBEDDED = 40
WORKLOGS_EMBEDDED = 20
_HISTORY_WIDTH = 256
_LABELS = ("customer", "audit", "tech-debt", "quick-win", "合规")


class IssueBodies:
    """Makes the bodies of issues out of their lives."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._site = bodies.site
        self._statuses = [bodies.status(number) for number in range(len(cat.STATUSES))]
        self._types = [bodies.issue_type(number) for number in range(len(cat.TYPES))]
        self._priorities = [bodies.priority(number) for number in range(len(cat.PRIORITIES))]
        self._resolutions = [bodies.resolution(number) for number in range(len(cat.RESOLUTIONS))]

    def issue(self, index: int, fields: list[str], *, version: str = "3") -> Json:
        """Return an issue with the wanted fields; `id` and `key` only if none is wanted."""
        issue_id = str(FIRST_ISSUE_ID + index)
        head: Json = {"id": issue_id, "self": f"{self._bodies.api}/issue/{issue_id}"}
        if fields != ["id"]:
            head["key"] = self._site.key(index)
        if set(fields) <= {"id", "key"}:
            return head
        made = self._fields(index)
        if "*all" in fields or "worklog" in fields:
            made["worklog"] = self._embedded_worklogs(index, version)
        if "*all" in fields or "comment" in fields:
            made["comment"] = {"comments": [], "maxResults": 0, "total": 0, "startAt": 0}
        if "*all" not in fields and "*navigable" not in fields:
            made = {name: made[name] for name in fields if name in made}
        head["fields"] = made
        return head

    def with_changelog(self, body: Json, index: int) -> Json:
        """Add the newest histories, newest first, as `expand=changelog` does."""
        changes = self.histories(index)
        newest = changes[::-1][:HISTORIES_EMBEDDED]
        body["expand"] = "changelog"
        body["changelog"] = {
            "startAt": 0,
            "maxResults": len(newest),
            "total": len(changes),
            "histories": newest,
        }
        return body

    def histories(self, index: int, *, numeric: bool = False) -> list[Json]:
        """Return the changelog, oldest first; `numeric` writes `created` in epoch milliseconds."""
        changes = self._site.life(index).changes
        return [
            self._history(change, history_id(index, at), numeric=numeric)
            for at, change in enumerate(changes)
        ]

    def _history(self, change: Change, number: int, *, numeric: bool) -> Json:
        body: Json = {
            "id": str(number),
            "created": change.at if numeric else stamp(change.at),
            "items": change.items,
        }
        if change.author:
            body["author"] = self._bodies.user(change.author)
        return body

    def worklog(self, row: Worklog, version: str = "3") -> Json:
        """Return a worklog; its `started` has the author's own offset."""
        author = self._bodies.user(row.author)
        created = stamp(row.created)
        return {
            "self": f"{self._bodies.api}/issue/{row.issue_id}/worklog/{row.worklog_id}",
            "id": str(row.worklog_id),
            "issueId": str(row.issue_id),
            "author": author,
            "updateAuthor": author,
            "comment": _COMMENT_DOCUMENT if version == "3" else _COMMENT,
            "created": created,
            "updated": created if row.updated == row.created else stamp(row.updated),
            "started": stamp(row.started, row.offset),
            "timeSpent": _spoken(row.seconds),
            "timeSpentSeconds": row.seconds,
        }

    def _embedded_worklogs(self, index: int, version: str) -> Json:
        rows = self._site.life(index).worklogs
        return {
            "startAt": 0,
            "maxResults": WORKLOGS_EMBEDDED,
            "total": len(rows),
            "worklogs": [self.worklog(row, version) for row in rows[:WORKLOGS_EMBEDDED]],
        }

    def _fields(self, index: int) -> Json:
        site, bodies, cells = self._site, self._bodies, self._site.timeline.cells
        life, home, space = site.life(index), site.home(index), site.space(index)
        kind, number = cells.kind[index], site.number(index)
        resolved, category = _milestones(life)
        created = site.created(index)
        by = bodies.user(reporter(home, index))
        part = component(index)
        spent = life.spent or None
        estimate = cells.estimate[index] or None
        return {
            "summary": summary(kind, number, chinese=home.is_chinese),
            "issuetype": self._types[kind],
            "project": bodies.project_ref(space),
            "status": self._statuses[life.status],
            "priority": self._priorities[life.priority],
            "resolution": None if life.resolution is None else self._resolutions[life.resolution],
            "assignee": bodies.user(life.assignee) if life.assignee else None,
            "reporter": by,
            "creator": by,
            **self._relatives(index, kind),
            "created": stamp(created),
            "updated": stamp(site.updated(index)),
            "resolutiondate": stamp(resolved) if resolved else None,
            "statuscategorychangedate": stamp(category or created),
            "duedate": iso_day(cells.due[index]),
            "labels": labels(index),
            "components": [] if part is None else [bodies.component(home, part)],
            "fixVersions": [bodies.versions(home)[each] for each in life.versions],
            "versions": [],
            "timeoriginalestimate": estimate,
            "timeestimate": life.remaining if estimate or spent else None,
            "timespent": spent,
            "aggregatetimespent": spent,
            "description": None,
            cat.POINTS_FIELD: None if life.points is None else float(life.points),
            cat.SPRINT_FIELD: self._sprints(index, life),
            cat.RANK_FIELD: f"0|i{index:07d}:",
            cat.TEAM_FIELD: {"id": str(1 + index % 3), "value": cat.TEAMS[index % 3]},
            cat.VALUE_FIELD: float(index % 10 * 5) if index % 4 else None,
        }

    def _sprints(self, index: int, life: Life) -> list[Json] | None:
        if not life.sprints:
            return None
        home = self._site.home(index)
        made = []
        for number in life.sprints:
            sprint = {**self._bodies.agile.sprint(home, number), "boardId": home.board_id}
            del sprint["self"], sprint["originBoardId"]
            made.append(sprint)
        return made

    def _relatives(self, index: int, kind: int) -> Json:
        site = self._site
        made: Json = {"subtasks": [self._reference(each) for each in sub_tasks(site, index, kind)]}
        above = parent(site, index, kind)
        if above is not None:
            made["parent"] = self._reference(above)
        made["issuelinks"] = [self._link(link, index) for link in links(site, index)]
        return made

    def _link(self, link: Link, index: int) -> Json:
        body: Json = {
            "self": f"{self._bodies.api}/issueLink/{link.link_id}",
            "id": str(link.link_id),
            "type": self._bodies.link_type(),
        }
        if link.source == index:
            body["outwardIssue"] = self._reference(link.target)
        else:
            body["inwardIssue"] = self._reference(link.source)
        return body

    def _reference(self, index: int) -> Json:
        home = self._site.home(index)
        kind = self._site.timeline.cells.kind[index]
        issue_id = str(FIRST_ISSUE_ID + index)
        return {
            "id": issue_id,
            "key": self._site.key(index),
            "self": f"{self._bodies.api}/issue/{issue_id}",
            "fields": {
                "summary": summary(kind, self._site.number(index), chinese=home.is_chinese),
                "issuetype": self._types[kind],
            },
        }


def reporter(home: Space, index: int) -> Account:
    """Return who reported an issue."""
    return home.slots[index % len(home.slots)] if index % 3 else home.lead


def component(index: int) -> int | None:
    """Return the number of an issue's component, if it has one."""
    return index % len(COMPONENTS) if index % 5 else None


def history_id(index: int, position: int) -> int:
    """Return the id of an issue's changelog entry at `position`."""
    return (FIRST_ISSUE_ID + index) * _HISTORY_WIDTH + position


def labels(index: int) -> list[str]:
    """Return an issue's labels."""
    count = (0, 0, 1, 1, 2)[index % 5]
    return Random(index).sample(_LABELS, count) if count else []  # noqa: S311 - not a secret


def document(text: str) -> Json:
    """Return a text in Atlassian's document format."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def _milestones(life: Life) -> tuple[int | None, int | None]:
    """Return when the issue was resolved, and when its status category last changed."""
    resolved = category = None
    finals = (cat.STATUSES[cat.TODO][0], cat.STATUSES[cat.DONE][0])
    for change in life.changes:
        for item in change.items:
            if item["field"] == "resolution":
                resolved = change.at if "to" in item else None
            elif item["field"] == "status" and (item["from"] in finals or item["to"] in finals):
                category = change.at
    return resolved, category


_COMMENT = "Worked on it."
_COMMENT_DOCUMENT = document(_COMMENT)


@lru_cache(1_000)
def _spoken(seconds: int) -> str:
    hours, rest = divmod(seconds // 60, 60)
    return " ".join([f"{hours}h"] * bool(hours) + [f"{rest}m"] * bool(rest or not hours))
