"""Issues: search by JQL, one by one, and their changelogs."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira import cursors, jql
from demo.jira.accounts import READER
from demo.jira.answers import body_of, integer, json, page, refuse
from demo.jira.bodies import Bodies
from demo.jira.catalogue import Json
from demo.jira.faults import FAULT, EmptyPage, ExpiredToken, RepeatedToken
from demo.jira.issue_bodies import IssueBodies
from demo.jira.timeline import FIRST_ISSUE_ID

ISSUES_A_PAGE, IDS_A_PAGE, RECONCILED_ISSUES = 100, 5_000, 50
_BEFORE_ALL = -1  # a cursor that everything comes after
ISSUES_A_CHANGELOG_REQUEST, HISTORIES_A_PAGE, FIELDS_A_CHANGELOG_REQUEST = 1_000, 10_000, 10
_SEARCH = {
    "jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys",
    "reconcileIssues",
}  # fmt: skip
_BULK = {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"}


class SearchRoutes:
    """Answers everything about issues but their worklogs."""

    def __init__(self, bodies: Bodies, issues: IssueBodies) -> None:
        self._bodies = bodies
        self._site = bodies.site
        self._issues = issues

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`, a path with the `{version}` of the interface."""
        return [
            Route(f"{api}/search/jql", self.search, methods=["GET", "POST"]),
            Route(f"{api}/search/approximate-count", self.count, methods=["POST"]),
            Route(f"{api}/search", self.removed, methods=["GET", "POST"]),
            Route(f"{api}/changelog/bulkfetch", self.bulk_changelog, methods=["POST"]),
            Route(f"{api}/issue/{{issue}}", self.issue),
            Route(f"{api}/issue/{{issue}}/changelog", self.changelog),
        ]

    async def search(self, request: Request) -> Response:
        """Answer a page of a search, with a token for the next; there is no total."""
        asked = await self._asked(request)
        query = self._query(asked.get("jql"))
        fields = fields_of(asked.get("fields"))
        most = IDS_A_PAGE if set(fields) <= {"id", "key"} else ISSUES_A_PAGE
        limit = min(integer(asked.get("maxResults"), "maxResults", 50) or most, most)
        about = f"{asked['jql']}\n{','.join(fields)}"
        token = asked.get("nextPageToken")
        fault = self._fault(request, token)
        cursor = cursors.read(token, about)
        found, after = self._site.index.page(query, cursor.after, limit, self._reconciled(asked))
        if isinstance(fault, EmptyPage):
            found, after = [], _BEFORE_ALL if cursor.after is None else cursor.after
        version = request.path_params["version"]
        listed = [self._issues.issue(index, fields, version=version) for index in found]
        if "changelog" in str(asked.get("expand") or ""):
            pairs = zip(listed, found, strict=True)
            listed = [self._issues.with_changelog(body, index) for body, index in pairs]
        if "transitions" in str(asked.get("expand") or ""):
            listed = [each | {"transitions": []} for each in listed]  # a reader may make none
        body: Json = {"issues": listed, "isLast": after is None}
        if after is not None:
            body["nextPageToken"] = cursors.write(about, cursor.page + 1, after)
        if isinstance(fault, RepeatedToken):
            repeated = token or cursors.write(about, 0, _BEFORE_ALL)
            body |= {"nextPageToken": repeated, "isLast": False}
        return json(body)

    async def count(self, request: Request) -> Response:
        """Answer how many issues there are, more or less; here exactly."""
        asked = await body_of(request, {"jql"})
        return json({"count": self._site.index.count(self._query(asked.get("jql")))})

    async def removed(self, request: Request) -> Response:
        """Refuse the search that Atlassian took away."""
        del request
        raise refuse(
            410,
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.",
        )

    async def issue(self, request: Request) -> Response:
        """Answer one issue, all fields unless some are named."""
        index = self.found(request)
        fields = fields_of(request.query_params.getlist("fields"), "*all")
        version = request.path_params["version"]
        body = self._issues.issue(index, fields, version=version)
        if "changelog" in request.query_params.get("expand", ""):
            self._issues.with_changelog(body, index)
        return json(body)

    async def changelog(self, request: Request) -> Response:
        """Answer a page of one issue's changelog, oldest first."""
        histories = self._issues.histories(self.found(request))
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
        fault = self._fault(request, token)
        cursor = cursors.read(token, about)
        if isinstance(fault, EmptyPage):
            begin = _BEFORE_ALL if cursor.after is None else cursor.after
            again = cursors.write(about, cursor.page + 1, begin, cursor.offset)
            return json({"issueChangeLogs": [], "nextPageToken": again})
        made, after, offset = self._changelogs(indexes, wanted, limit, cursor)
        body: Json = {"issueChangeLogs": made}
        if after is not None:
            repeat = 1 if limit > 1 and offset else 0
            body["nextPageToken"] = cursors.write(about, cursor.page + 1, after, offset - repeat)
        if isinstance(fault, RepeatedToken):
            body["nextPageToken"] = token or cursors.write(about, 0, _BEFORE_ALL)
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

    def found(self, request: Request) -> int:
        """Return the index of the issue in the path, or refuse."""
        index = self._site.find(request.path_params["issue"])
        if index is None or not self._site.sees(index):
            status = 404 if index is None else self._site.restricted.get(index, 404)
            raise refuse(status, "Issue does not exist or you do not have permission to see it.")
        return index

    def _fault(self, request: Request, token: object) -> object:
        """Return the fault to commit on a page, after seeing to tokens that have expired."""
        fault = request.scope.get(FAULT)
        expired = self._site.expired_tokens
        if isinstance(token, str) and isinstance(fault, ExpiredToken):
            expired.add(token)
        if token in expired:
            raise refuse(400, f"The nextPageToken {token!r} is invalid or has expired.")
        return fault

    def _reconciled(self, asked: Json) -> frozenset[int]:
        """Return the issues that search must not lag behind, as `reconcileIssues` names them."""
        ids = asked.get("reconcileIssues") or []
        named = [ids] if isinstance(ids, (str, int)) else list(ids)
        if len(named) > RECONCILED_ISSUES:
            raise refuse(400, f"reconcileIssues holds {len(named)} ids; up to 50 are allowed.")
        return frozenset(int(each) - FIRST_ISSUE_ID for each in named)

    def _query(self, text: object) -> jql.Query:
        if not isinstance(text, str) or not text.strip():
            raise refuse(
                400, "Unbounded JQL queries are not allowed here. Please add a restriction."
            )
        try:
            query = jql.parse(text, READER.time_zone)
        except jql.JqlError as error:
            raise refuse(400, str(error)) from error
        for each in self._site.unsearchable(query.projects or ()):
            raise refuse(400, f"The value '{each}' does not exist for the field 'project'.")
        return query

    async def _asked(self, request: Request) -> Json:
        if request.method == "POST":
            return await body_of(request, _SEARCH)
        params = request.query_params
        asked: Json = {name: params[name] for name in params}
        asked["fields"] = params.getlist("fields")
        asked["reconcileIssues"] = params.getlist("reconcileIssues")
        return asked


def fields_of(asked: object, default: str = "id") -> list[str]:
    """Return the wanted fields, from a list, or from text with commas."""
    given = asked if isinstance(asked, list) else [asked] if asked else []
    names = [name.strip() for each in given for name in str(each).split(",") if name.strip()]
    return names or [default]


def _filtered(histories: list[Json], wanted: list[str]) -> list[Json]:
    if not wanted:
        return histories
    kept = []
    for history in histories:
        items = [item for item in history["items"] if item.get("fieldId") in wanted]
        if items:
            kept.append(history | {"items": items})
    return kept
