"""Boards, their configuration and their sprints."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira.answers import json, page, refuse
from demo.jira.bodies import Bodies
from demo.jira.catalogue import Json
from demo.jira.spaces import Space

_STATES = {"future", "active", "closed"}


class AgileRoutes:
    """Answers what Jira Software adds."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._site = bodies.site

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        return [
            Route(f"{api}/board", self.boards),
            Route(f"{api}/board/{{board}}", self.board),
            Route(f"{api}/board/{{board}}/configuration", self.configuration),
            Route(f"{api}/board/{{board}}/sprint", self.sprints),
            Route(f"{api}/board/{{board}}/project", self.projects),
        ]

    async def boards(self, request: Request) -> Response:
        """Answer a page of the boards, of one kind or project if asked."""
        params = request.query_params
        found = [self._bodies.agile.board(each) for each in self._site.spaces if self._shows(each)]
        if kinds := params.get("type"):
            found = [each for each in found if each["type"] in kinds.split(",")]
        if named := params.get("projectKeyOrId"):
            space = self._site.find_space(named)
            if space is None or not self._shows(space):
                raise refuse(400, f"No project could be found with key or id '{named}'.")
            found = [each for each in found if each["id"] == space.board_id]
        return json(self._page(request, found))

    async def board(self, request: Request) -> Response:
        """Answer one board."""
        return json(self._bodies.agile.board(self._found(request)))

    async def configuration(self, request: Request) -> Response:
        """Answer a board's configuration."""
        return json(self._bodies.agile.board_configuration(self._found(request)))

    async def sprints(self, request: Request) -> Response:
        """Answer a page of a board's sprints; a kanban board has none and says so."""
        space = self._found(request)
        if not space.is_scrum:
            raise refuse(400, "The board does not support sprints")
        wanted = set(filter(None, request.query_params.get("state", "").split(","))) or _STATES
        if not wanted <= _STATES:
            raise refuse(400, f"Invalid sprint state {sorted(wanted - _STATES)}.")
        found = [each for each in self._bodies.agile.sprints(space) if each["state"] in wanted]
        return json(self._page(request, found))

    async def projects(self, request: Request) -> Response:
        """Answer a page of the projects that a board shows."""
        project = self._bodies.project(self._found(request))
        shown = {name: value for name, value in project.items() if name != "lead"}
        return json(self._page(request, [shown]))

    def _found(self, request: Request) -> Space:
        text = request.path_params["board"]
        number = int(text) - 1 if text.isdigit() else -1
        is_there = 0 <= number < len(self._site.spaces)
        if not is_there or not self._shows(self._site.spaces[number]):
            raise refuse(404, "Requested board cannot be viewed because it either does not exist.")
        return self._site.spaces[number]

    def _shows(self, space: Space) -> bool:
        return space.position not in self._site.hidden | self._site.archived

    def _page(self, request: Request, values: list[Json]) -> Json:
        body = page(request, values, base_url=self._bodies.base_url)
        # The software interface's pages name neither themselves nor the next.
        return {name: value for name, value in body.items() if name not in ("self", "nextPage")}
