"""Issues: search by JQL, and one by one."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira import cursors, jql
from demo.jira.accounts import READER
from demo.jira.answers import body_of, integer, json, refuse
from demo.jira.bodies import Bodies
from demo.jira.catalogue import Json
from demo.jira.faults import EmptyPage, RepeatedToken
from demo.jira.issue_bodies import IssueBodies
from demo.jira.page_faults import page_fault
from demo.jira.timeline import FIRST_ISSUE_ID

ISSUES_A_PAGE, IDS_A_PAGE, RECONCILED_ISSUES = 100, 5_000, 50
_SEARCH = {
    "jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys",
    "reconcileIssues",
}  # fmt: skip


class SearchRoutes:
    """Answers searches and single issues."""

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
            Route(f"{api}/issue/{{issue}}", self.issue),
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
        fault = page_fault(self._site, request, token)
        cursor = cursors.read(token, about)
        found, after = self._site.index.page(query, cursor.after, limit, self._reconciled(asked))
        if isinstance(fault, EmptyPage):
            found, after = [], cursors.BEFORE_ALL if cursor.after is None else cursor.after
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
            repeated = token or cursors.write(about, 0, cursors.BEFORE_ALL)
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

    def found(self, request: Request) -> int:
        """Return the index of the issue in the path, or refuse."""
        index = self._site.find(request.path_params["issue"])
        if index is None or not self._site.sees(index):
            status = 404 if index is None else self._site.restricted.get(index, 404)
            raise refuse(status, "Issue does not exist or you do not have permission to see it.")
        return index

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
