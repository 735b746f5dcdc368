"""The JSON of issues and their changelogs, as Data Center writes it."""

from demo.jira.catalogue import Json
from demo.jira.data_center.bodies import EPIC_LINK_FIELD, DataCenterBodies
from demo.jira.issue_bodies import IssueBodies
from demo.jira.life import Change, Life
from demo.jira.timeline import SUBTASK

_EXPANDS = "operations,versionedRepresentations,editmeta,changelog,renderedFields"
_SIDES = ("from", "fromString", "to", "toString")
_STATES = {"future": "FUTURE", "active": "ACTIVE", "closed": "CLOSED"}


class DataCenterIssues(IssueBodies):
    """Makes the bodies of issues: keys of users, histories without field ids, epics by a field."""

    def __init__(self, bodies: DataCenterBodies) -> None:
        super().__init__(bodies)
        self._logins = bodies.logins
        self._options = bodies.options

    def issue(self, index: int, fields: list[str], *, version: str = "2") -> Json:
        """Return an issue with the wanted fields; `id` and `key` are always there."""
        made = super().issue(index, fields, version=version)
        return made | {"key": self._site.key(index), "expand": _EXPANDS}

    def with_changelog(self, body: Json, index: int) -> Json:
        """Add all histories, oldest first, unless this release embeds only the newest."""
        changes = self.histories(index)
        most = self._options.embedded_histories
        kept = changes if most is None else changes[-most:]
        body["changelog"] = {
            "startAt": 0,
            "maxResults": len(kept),
            "total": len(changes),
            "histories": kept,
        }
        return body

    def _history(self, change: Change, number: int, *, numeric: bool) -> Json:
        made = super()._history(change, number, numeric=numeric)
        return made | {"items": [self._item(each) for each in change.items]}

    def _item(self, item: Json) -> Json:
        made = {"field": item["field"], "fieldtype": item["fieldtype"]}
        made |= {side: item.get(side) for side in _SIDES}
        if item["field"] == "assignee":
            made |= {side: self._logins[made[side]].key for side in ("from", "to") if made[side]}
        return made

    def _fields(self, index: int) -> Json:
        made = super()._fields(index)
        del made["statuscategorychangedate"]
        made[EPIC_LINK_FIELD] = None
        if int(self._site.timeline.kind[index]) != SUBTASK and (above := made.pop("parent", None)):
            made[EPIC_LINK_FIELD] = above["key"]
        return made

    def _sprints(self, index: int, life: Life) -> list[Json] | None:
        made = super()._sprints(index, life)
        if made is None or not self._options.sprints_as_text:
            return made
        return [_text(each) for each in made]  # type: ignore[misc]


def _text(sprint: Json) -> str:
    """Return a sprint as the Java object's own text, which is what older releases send."""
    values = {
        "id": sprint["id"],
        "rapidViewId": sprint["boardId"],
        "state": _STATES[sprint["state"]],
        "name": sprint["name"],
        "startDate": sprint.get("startDate", "<null>"),
        "endDate": sprint.get("endDate", "<null>"),
        "completeDate": sprint.get("completeDate", "<null>"),
        "sequence": sprint["id"],
        "goal": sprint["goal"],
    }
    inside = ",".join(f"{name}={value}" for name, value in values.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{sprint['id']:08x}[{inside}]"
