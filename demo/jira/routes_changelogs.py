"""Changelogs: of one issue, and of many at once."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira import cursors
from demo.jira.answers import body_of, integer, json, page, refuse
from demo.jira.bodies import Bodies
from demo.jira.catalogue import Json
from demo.jira.faults import EmptyPage, RepeatedToken
from demo.jira.issue_bodies import IssueBodies
from demo.jira.page_faults import page_fault
from demo.jira.timeline import FIRST_ISSUE_ID

ISSUES_A_CHANGELOG_REQUEST, HISTORIES_A_PAGE, FIELDS_A_CHANGELOG_REQUEST = 1_000, 10_000, 10
_BULK = {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"}


class ChangelogRoutes:
    """Answers everything about changelogs; `found` tells the issue in a path."""

    def __init__(
        self, bodies: Bodies, issues: IssueBodies, found: Callable[[Request], int]
    ) -> None:
        self._bodies = bodies
        self._site = bodies.site
        self._issues = issues
        self._found = found

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        return [
            Route(f"{api}/changelog/bulkfetch", self.bulk_changelog, methods=["POST"]),
            Route(f"{api}/issue/{{issue}}/changelog", self.changelog),
        ]

    async def changelog(self, request: Request) -> Response:
        """Answer a page of one issue's changelog, oldest first."""
        histories = self._issues.histories(self._found(request))
        url = self._bodies.base_url
        return json(page(request, histories, base_url=url, default=100, most=100))

    async def bulk_changelog(self, request: Request) -> Response:
        """Answer the changelogs of many issues; `created` is a number, as live Jira has it.

        A page begins with the last history of the one before, as JRACLOUD-94906 reports.
        """
        asked = await body_of(request, _BULK)
        ids = [str(each) for each in asked.get("issueIdsOrKeys") or []]
        if not 1 <= len(ids) <= ISSUES_A_CHANGELOG_REQUEST:
            raise refuse(400, f"issueIdsOrKeys holds {len(ids)} issues; 1 to 1000 are allowed.")
        wanted = [str(each) for each in asked.get("fieldIds") or []]
        if len(wanted) > FIELDS_A_CHANGELOG_REQUEST:
            raise refuse(400, f"fieldIds holds {len(wanted)} fields; up to 10 are allowed.")
        limit = integer(asked.get("maxResults"), "maxResults", 1_000)
        if not 1 <= limit <= HISTORIES_A_PAGE:
            raise refuse(400, f"maxResults is {limit}; 1 to {HISTORIES_A_PAGE} are allowed.")
        found = {self._site.find(each) for each in ids} - {None}
        indexes = sorted(each for each in found if each is not None and self._site.sees(each))
        about = f"{sorted(ids)}{wanted}"
        token = asked.get("nextPageToken")
        fault = page_fault(self._site, request, token)
        cursor = cursors.read(token, about)
        if isinstance(fault, EmptyPage):
            begin = cursors.BEFORE_ALL if cursor.after is None else cursor.after
            again = cursors.write(about, cursor.page + 1, begin, cursor.offset)
            return json({"issueChangeLogs": [], "nextPageToken": again})
        made, after, offset = self._changelogs(indexes, wanted, limit, cursor)
        body: Json = {"issueChangeLogs": made}
        if after is not None:
            repeat = 1 if limit > 1 and offset else 0
            body["nextPageToken"] = cursors.write(about, cursor.page + 1, after, offset - repeat)
        if isinstance(fault, RepeatedToken):
            body["nextPageToken"] = token or cursors.write(about, 0, cursors.BEFORE_ALL)
        return json(body)

    def _changelogs(
        self, indexes: list[int], wanted: list[str], limit: int, cursor: cursors.Cursor
    ) -> tuple[list[Json], int | None, int]:
        """Return up to `limit` histories by issue, and where to go on (`None`: nowhere)."""
        made: list[Json] = []
        room = limit
        for index in indexes:
            if cursor.after is not None and index < cursor.after:
                continue
            histories = _filtered(self._issues.histories(index, numeric=True), wanted)
            start = cursor.offset if index == cursor.after else 0
            taken = histories[start : start + room]
            if taken:
                made.append({"issueId": str(FIRST_ISSUE_ID + index), "changeHistories": taken})
            room -= len(taken)
            if room == 0:
                is_done = start + len(taken) >= len(histories) and index == indexes[-1]
                return made, None if is_done else index, start + len(taken)
        return made, None, 0


def _filtered(histories: list[Json], wanted: list[str]) -> list[Json]:
    if not wanted:
        return histories
    kept = []
    for history in histories:
        items = [item for item in history["items"] if item.get("fieldId") in wanted]
        if items:
            kept.append(history | {"items": items})
    return kept
