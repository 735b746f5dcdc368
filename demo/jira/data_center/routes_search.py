"""Search by offset, and single issues."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira import jql
from demo.jira.accounts import READER
from demo.jira.answers import body_of, integer, json, refuse
from demo.jira.catalogue import Json
from demo.jira.data_center.bodies import DataCenterBodies
from demo.jira.data_center.issue_bodies import DataCenterIssues
from demo.jira.routes_search import fields_of

_SEARCH = {
    "jql", "startAt", "maxResults", "fields", "expand", "validateQuery", "properties",
    "fieldsByKeys",
}  # fmt: skip


class DataCenterSearch:
    """Answers searches and single issues, changelogs in them."""

    def __init__(self, bodies: DataCenterBodies, issues: DataCenterIssues) -> None:
        self._bodies = bodies
        self._site = bodies.site
        self._issues = issues

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        return [
            Route(f"{api}/search", self.search, methods=["GET", "POST"]),
            Route(f"{api}/issue/{{issue}}", self.issue),
        ]

    async def search(self, request: Request) -> Response:
        """Answer a page of a search: never more than the server's cap, whatever is asked."""
        asked = await self._asked(request)
        query, warnings = self._query(asked)
        start = integer(asked.get("startAt"), "startAt", 0)
        limit = integer(asked.get("maxResults"), "maxResults", 50)
        limit = min(limit, self._bodies.options.search_cap)
        found, total = self._site.index.slice(query, start, limit)
        fields = fields_of(asked.get("fields"), "*navigable")
        issues = [self._issues.issue(index, fields) for index in found]
        if "changelog" in str(asked.get("expand") or ""):
            pairs = zip(issues, found, strict=True)
            issues = [self._issues.with_changelog(body, index) for body, index in pairs]
        body: Json = {
            "expand": "schema,names",
            "startAt": start,
            "maxResults": limit,
            "total": total,
            "issues": issues,
        }
        return json(body | ({"warningMessages": warnings} if warnings else {}))

    async def issue(self, request: Request) -> Response:
        """Answer one issue, all fields unless some are named."""
        index = self.found(request)
        body = self._issues.issue(index, fields_of(request.query_params.getlist("fields"), "*all"))
        if "changelog" in request.query_params.get("expand", ""):
            self._issues.with_changelog(body, index)
        return json(body)

    def found(self, request: Request) -> int:
        """Return the index of the issue in the path, or refuse."""
        site = self._site
        index = site.find(request.path_params["issue"])
        if index is None:
            raise refuse(404, "Issue Does Not Exist")
        # An archived project's issues are out of the index, but a direct link still shows them.
        if index in site.restricted or int(site.space_of[index]) in site.hidden:
            status = site.restricted.get(index, 403)
            raise refuse(status, "You do not have the permission to see the specified issue.")
        return index

    def _query(self, asked: Json) -> tuple[jql.Query, list[str]]:
        text = str(asked.get("jql") or "")
        try:
            query = jql.parse(text, READER.time_zone, is_bounded=False)
        except jql.JqlError as error:
            raise refuse(400, str(error)) from error
        unknown = self._site.unsearchable(query.projects or ())
        problems = [
            f"The value '{each}' does not exist for the field 'project'." for each in unknown
        ]
        if problems and str(asked.get("validateQuery", "true")).lower() != "false":
            raise refuse(400, problems[0])
        return query, problems

    async def _asked(self, request: Request) -> Json:
        if request.method == "POST":
            return await body_of(request, _SEARCH)
        params = request.query_params
        return {name: params[name] for name in params} | {"fields": params.getlist("fields")}
