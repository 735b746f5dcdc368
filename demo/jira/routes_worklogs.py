"""Worklogs: what changed since, the bodies, what was deleted, and those of one issue."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira.answers import body_of, integer, json, refuse
from demo.jira.catalogue import Json
from demo.jira.issue_bodies import IssueBodies
from demo.jira.site import Site

WORKLOGS_A_PAGE = 1_000
WORKLOGS_OF_AN_ISSUE = 5_000
_SETTLING = 60_000  # the feeds leave out the last minute


class WorklogRoutes:
    """Answers everything about worklogs."""

    def __init__(
        self,
        site: Site,
        issues: IssueBodies,
        found: Callable[[Request], int],
        api: str,
        page_size: int | None = None,
    ) -> None:
        """Take how the issue in a path is `found`, and how many an issue's page holds unasked."""
        self._site = site
        self._issues = issues
        self._found = found
        self._api = api
        self._page_size = page_size or WORKLOGS_OF_AN_ISSUE

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        return [
            Route(f"{api}/worklog/updated", self.updated),
            Route(f"{api}/worklog/deleted", self.deleted),
            Route(f"{api}/worklog/list", self.bodies, methods=["POST"]),
            Route(f"{api}/issue/{{issue}}/worklog", self.of_issue),
        ]

    async def updated(self, request: Request) -> Response:
        """Answer the ids of worklogs changed after `since`, oldest first."""
        return json(self._feed(request, "updated", deleted=False))

    async def deleted(self, request: Request) -> Response:
        """Answer the ids of worklogs deleted after `since`, oldest first."""
        return json(self._feed(request, "deleted", deleted=True))

    async def bodies(self, request: Request) -> Response:
        """Answer worklogs by id; unknown ones are left out."""
        asked = await body_of(request, {"ids"})
        ids = asked.get("ids")
        if not isinstance(ids, list) or not all(isinstance(each, int) for each in ids):
            raise refuse(400, "ids must be a list of numbers.")
        if len(ids) > WORKLOGS_A_PAGE:
            raise refuse(400, f"{len(ids)} ids are too many; up to {WORKLOGS_A_PAGE} are allowed.")
        version = request.path_params.get("version", "2")
        rows = [row for each in ids if (row := self._site.worklog(each)) is not None]
        return json([self._issues.worklog(row, version) for row in rows])

    async def of_issue(self, request: Request) -> Response:
        """Answer a page of one issue's worklogs."""
        params = request.query_params
        index = self._found(request)
        after = integer(params.get("startedAfter"), "startedAfter", 0)
        before = integer(params.get("startedBefore"), "startedBefore", 1 << 62)
        rows = [row for row in self._site.life(index).worklogs if after <= row.started < before]
        start = integer(params.get("startAt"), "startAt", 0)
        size = integer(params.get("maxResults"), "maxResults", self._page_size)
        size = min(size or self._page_size, WORKLOGS_OF_AN_ISSUE)
        version = request.path_params.get("version", "2")
        return json(
            {
                "startAt": start,
                "maxResults": size,
                "total": len(rows),
                "worklogs": [
                    self._issues.worklog(row, version) for row in rows[start : start + size]
                ],
            }
        )

    def _feed(self, request: Request, name: str, *, deleted: bool) -> Json:
        since = integer(request.query_params.get("since"), "since", 0)
        settled = self._site.now - _SETTLING
        stamps, ids, is_last = self._site.feed.page(
            since, settled, WORKLOGS_A_PAGE, deleted=deleted
        )
        until = stamps[-1] if stamps else since
        if is_last:
            until = max(since, settled)
        url = f"{self._api}/worklog/{name}"
        body: Json = {
            "self": f"{url}?since={since}",
            "since": since,
            "until": until,
            "lastPage": is_last,
            "values": [
                {"worklogId": each, "updatedTime": at, "properties": []}
                for each, at in zip(ids, stamps, strict=True)
            ],
        }
        if not is_last:
            body["nextPage"] = f"{url}?since={until}"
        return body
