"""The JSON of boards and sprints."""

from datetime import UTC, datetime
from functools import cache

from demo.jira import catalogue as cat
from demo.jira.catalogue import Json
from demo.jira.history import COMPLETION
from demo.jira.spaces import Space

_OPENING = 0.025  # a sprint starts some minutes after the one before was completed
_GOALS = ("Reduce the backlog", "Finish what is in review", "Prepare the release", "")


class AgileBodies:
    """Makes the bodies of what Jira Software adds."""

    def __init__(self, base_url: str) -> None:
        self._api = f"{base_url}/rest/api/3"
        self._agile = f"{base_url}/rest/agile/1.0"
        self.sprint = cache(self._sprint)

    def board(self, space: Space) -> Json:
        """Return a project's board."""
        return {
            "id": space.board_id,
            "self": f"{self._agile}/board/{space.board_id}",
            "name": f"{space.key} board",
            "type": space.board_type,
            "location": {
                "projectId": space.project_id,
                "displayName": f"{space.project.name} ({space.key})",
                "projectName": space.project.name,
                "projectKey": space.key,
                "projectTypeKey": "software",
                "name": f"{space.project.name} ({space.key})",
            },
            "isPrivate": False,
        }

    def board_configuration(self, space: Space) -> Json:
        """Return a board's columns and what it estimates in."""
        body: Json = {
            "id": space.board_id,
            "self": f"{self._agile}/board/{space.board_id}/configuration",
            "name": f"{space.key} board",
            "type": space.board_type,
            "location": {"type": "project", "projectKeyOrId": space.key},
            "filter": {
                "id": str(40_000 + space.position),
                "self": f"{self._api}/filter/{40_000 + space.position}",
            },
            "columnConfig": {
                "columns": [self._column(*each[:2]) for each in cat.STATUSES],
                "constraintType": "issueCount",
            },
            "ranking": {"rankCustomFieldId": int(cat.RANK_FIELD.removeprefix("customfield_"))},
        }
        if space.is_scrum:
            field = {"fieldId": cat.POINTS_FIELD, "displayName": "Story Points"}
            body["estimation"] = {"type": "field", "field": field}
        return body

    def _column(self, status_id: str, name: str) -> Json:
        status = {"id": status_id, "self": f"{self._api}/status/{status_id}"}
        return {"name": name, "statuses": [status]}

    def sprints(self, space: Space) -> list[Json]:
        """Return a board's sprints: closed, active, future."""
        return [self.sprint(space, each) for each in range(max(0, len(space.sprint_days) - 1))]

    def _sprint(self, space: Space, number: int) -> Json:
        body: Json = {
            "id": space.sprint_id(number),
            "self": f"{self._agile}/sprint/{space.sprint_id(number)}",
            "state": "future",
            "name": space.sprint_name(number),
            "originBoardId": space.board_id,
            "goal": _GOALS[(number + space.position) % len(_GOALS)],
        }
        starts, end = space.sprint_starts, space.calendar.end
        if starts[number] >= end:
            return body
        body["state"] = "active"
        body["startDate"] = self._sprint_moment(space, starts[number] + _OPENING)
        body["endDate"] = self._sprint_moment(space, starts[number + 1])
        if starts[number + 1] < end:
            body["state"] = "closed"
            body["completeDate"] = self._sprint_moment(space, starts[number + 1] + COMPLETION)
        return body

    def _sprint_moment(self, space: Space, moment: float) -> str:
        second = space.calendar.second(moment, space.offsets)
        return self._written(datetime.fromtimestamp(second, UTC))

    def _written(self, moment: datetime) -> str:
        return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
