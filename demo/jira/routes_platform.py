"""The small lists: server, fields, statuses, projects with versions and components."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira import catalogue as cat
from demo.jira.answers import json, page, refuse
from demo.jira.bodies import Bodies
from demo.jira.calendar import stamp
from demo.jira.catalogue import Json
from demo.jira.spaces import Space


class PlatformRoutes:
    """Answers what is configured rather than worked on."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._site = bodies.site

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        of_project = f"{api}/project/{{project}}"
        return [
            *self.shared_routes(api),
            constant(f"{api}/project", self._projects),
            Route(f"{api}/statuses/search", self.search_statuses),
            Route(f"{api}/priority/search", self.search_priorities),
            Route(f"{api}/project/search", self.search_projects),
            Route(of_project, self.project),
            Route(f"{of_project}/versions", self.versions),
            Route(f"{of_project}/version", self.version_page),
            Route(f"{of_project}/components", self.components),
            Route(f"{of_project}/component", self.component_page),
            Route(f"{api}/component", self.search_components),
        ]

    def shared_routes(self, api: str) -> list[Route]:
        """Return the routes that Cloud and Data Center have in common."""
        return [
            constant(f"{api}/serverInfo", self._bodies.server_info),
            constant(f"{api}/myself", self._bodies.myself),
            constant(f"{api}/field", self._bodies.fields),
            constant(f"{api}/status", self._statuses),
            constant(f"{api}/issuetype", self._types),
            constant(f"{api}/priority", self._priorities),
            constant(f"{api}/resolution", self._resolutions),
            constant(f"{api}/issueLinkType", self._link_types),
        ]

    async def search_statuses(self, request: Request) -> Response:
        """Answer a page of the site's statuses."""
        values = [
            {
                "id": status_id,
                "name": name,
                "statusCategory": category,
                "description": "",
                "scope": {"type": "GLOBAL"},
            }
            for status_id, name, *_, category in cat.STATUSES
        ]
        return json(self._page(request, values, default=200, most=200))

    async def search_priorities(self, request: Request) -> Response:
        """Answer a page of the priorities, the most urgent first."""
        values = [
            each | {"isDefault": number == 2} for number, each in enumerate(self._priorities())
        ]
        return json(self._page(request, values))

    async def search_projects(self, request: Request) -> Response:
        """Answer a page of the projects, live ones unless `status` says more."""
        params = request.query_params
        wanted = {each for text in params.getlist("status") for each in text.split(",")} or {"live"}
        if not wanted <= {"live", "archived", "deleted"}:
            raise refuse(400, f"Invalid status {sorted(wanted)}; use live, archived or deleted.")
        keys = {each.upper() for text in params.getlist("keys") for each in text.split(",")}
        expand = params.get("expand", "").split(",")
        shown, archived = self._shown(), self._site.archived
        kept = [s for s in shown if ("archived" if s.position in archived else "live") in wanted]
        found = [self._expanded(each, expand) for each in kept]
        found += [self._bodies.archived_project] * ("archived" in wanted)
        found += [self._bodies.deleted_project] * ("deleted" in wanted)
        found = [each for each in found if not keys or each["key"] in keys]
        return json(self._page(request, found, most=100))

    async def project(self, request: Request) -> Response:
        """Answer one project."""
        space = self._found(request)
        more = {
            "components": self._bodies.components(space),
            "versions": self._bodies.versions(space),
        }
        return json(self._expanded(space, ["lead", "insight"]) | more)

    async def versions(self, request: Request) -> Response:
        """Answer all versions of a project."""
        return json(self._bodies.versions(self._found(request)))

    async def version_page(self, request: Request) -> Response:
        """Answer a page of a project's versions."""
        return json(self._page(request, self._bodies.versions(self._found(request))))

    async def components(self, request: Request) -> Response:
        """Answer all components of a project."""
        return json(self._bodies.components(self._found(request)))

    async def component_page(self, request: Request) -> Response:
        """Answer a page of a project's components."""
        return json(self._page(request, self._bodies.components(self._found(request))))

    async def search_components(self, request: Request) -> Response:
        """Answer a page of the components of all projects, or of those that are named."""
        named = request.query_params.getlist("projectIdsOrKeys")
        keys = [each for text in named for each in text.split(",")]
        spaces = [self._site.find_space(each) for each in keys] if keys else self._shown()
        found = [
            self._bodies.component(space, number)
            for space in spaces
            if space
            for number in range(len(self._bodies.components(space)))
        ]
        return json(self._page(request, found))

    def _found(self, request: Request) -> Space:
        named = request.path_params["project"]
        space = self._site.find_space(named)
        if space is None or space not in self._shown():
            raise refuse(404, f"No project could be found with key or id '{named}'.")
        return space

    def _expanded(self, space: Space, expand: list[str]) -> Json:
        body = self._bodies.project(space)
        if "lead" not in expand:
            body = {name: value for name, value in body.items() if name != "lead"}
        if space.position in self._site.archived:
            body = body | {"archived": True, "archivedDate": stamp(self._site.now)}
        return body | {"insight": self._bodies.insight(space)} if "insight" in expand else body

    def _page(
        self, request: Request, values: list[Json], *, default: int = 50, most: int = 50
    ) -> Json:
        return page(request, values, base_url=self._bodies.base_url, default=default, most=most)

    def _statuses(self) -> list[Json]:
        return [self._bodies.status(number) for number in range(len(cat.STATUSES))]

    def _types(self) -> list[Json]:
        return [self._bodies.issue_type(number) for number in range(len(cat.TYPES))]

    def _priorities(self) -> list[Json]:
        return [
            self._bodies.priority(number) | {"statusColor": colour, "description": ""}
            for number, (_, _, colour) in enumerate(cat.PRIORITIES)
        ]

    def _resolutions(self) -> list[Json]:
        return [self._bodies.resolution(number) for number in range(len(cat.RESOLUTIONS))]

    def _link_types(self) -> Json:
        return {"issueLinkTypes": [self._bodies.link_type()]}

    def _projects(self) -> list[Json]:
        archived = self._site.archived
        return [self._expanded(each, []) for each in self._shown() if each.position not in archived]

    def _shown(self) -> list[Space]:
        return [each for each in self._site.spaces if each.position not in self._site.hidden]


def constant(path: str, make: Callable[[], object]) -> Route:
    """Return the route of what depends on no parameter."""

    async def answer(request: Request) -> Response:
        del request
        return json(make())

    return Route(path, answer)
