"""What Cloud and Data Center answer alike, under the path of each one's own version."""

import logging
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from extractors.http import HttpStatusError
from extractors.jira.api import AGILE, Api, member
from extractors.jira.errors import IncompleteSearchError
from extractors.jira.feeds import changed_worklogs

log = logging.getLogger(__name__)

WORKLOGS_PAGE = 1000


class RestSite:
    """The reads of a site that do not depend on its edition; owns `api`."""

    platform: str  # such as /rest/api/3
    version = ""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.url = api.url
        self.pool = api.pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session and its threads."""
        self.api.close()

    def priorities(self) -> list[Any]:
        """Return the priorities in Jira's order, the most urgent first."""
        return self.api.listed(f"{self.platform}/priority")

    def components(self, project: Any) -> list[Any]:
        """Return the components of a raw project."""
        return self.api.listed(f"{self.platform}/project/{project['id']}/components")

    def boards(self) -> Iterator[Any]:
        """Yield all boards, none where the site has no Jira Software."""
        try:
            yield from self.api.paged(f"{AGILE}/board")
        except HttpStatusError as error:
            if error.status != 404:
                raise
            log.warning("%s; this site has no Jira Software, so no boards and no sprints", error)

    def sprints(self, board: Any) -> list[Any]:
        """Return the sprints of a raw board; one without sprints (kanban) answers 400 if asked."""
        try:
            return list(self.api.paged(f"{AGILE}/board/{board['id']}/sprint"))
        except HttpStatusError as error:
            if error.status != 400:
                raise
            return []

    def members(self, group: Any) -> Iterator[Any]:
        """Yield the users of a raw group, inactive ones too."""
        yield from self.api.paged(
            f"{self.platform}/group/member", includeInactiveUsers="true", **self._named(group)
        )

    def _named(self, group: Any) -> dict[str, Any]:
        return {"groupId": str(group["groupId"])}

    def issue(self, issue_id: str, fields: Sequence[str] = ("project", "updated")) -> Any | None:
        """Return one raw issue by its id, None if Jira knows none (404); raise otherwise."""
        path = f"{self.platform}/issue/{issue_id}"
        try:
            found = self.api.get(path, fields=",".join(fields))
        except HttpStatusError as error:
            if error.status != 404:
                raise
            return None
        member(found, "fields", dict, path)
        return found

    def changed_worklogs(self, feed: str, since: int) -> Iterator[tuple[list[Any], int]]:
        """Yield pages of the feed `updated` or `deleted` from epoch ms `since`, with their end."""
        return changed_worklogs(self.api, f"{self.platform}/worklog/{feed}", since)

    def issue_worklogs(self, issue_id: str) -> list[Any]:
        """Return all worklogs of an issue that the account may see, none if the issue is gone."""
        path = f"{self.platform}/issue/{issue_id}/worklog"
        found: list[Any] = []
        while True:
            try:
                page = self.api.get(path, startAt=len(found), maxResults=WORKLOGS_PAGE)
            except HttpStatusError as error:
                if error.status != 404:
                    raise
                return found
            worklogs = member(page, "worklogs", list, path)
            found += worklogs
            if len(found) >= member(page, "total", int, path):
                return found
            if not worklogs:
                raise IncompleteSearchError(f"{path} ends before its total; run again")

    def worklogs(self, ids: Sequence[int]) -> list[Any]:
        """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""
        path = f"{self.platform}/worklog/list"
        return self.api.as_list(self.api.post(path, {"ids": list(ids)}), path)
