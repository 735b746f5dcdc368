"""Projects, users and groups, as Data Center lists them; the rest is as Cloud has it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira.accounts import Account
from demo.jira.answers import flag, integer, json, refuse
from demo.jira.catalogue import Json
from demo.jira.data_center.bodies import DataCenterBodies
from demo.jira.routes_people import PeopleRoutes
from demo.jira.routes_platform import PlatformRoutes

_USERS_A_PAGE = 1_000
_GROUPS_A_PAGE = 20
_EVERYBODY = {".", "%", "_"}


class DataCenterLists(PlatformRoutes):
    """Answers what is configured, and who is there."""

    def __init__(self, bodies: DataCenterBodies) -> None:
        super().__init__(bodies)
        self._logins = bodies.logins
        self._people = PeopleRoutes(bodies)

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        of_project = f"{api}/project/{{project}}"
        return [
            *self.shared_routes(api),
            Route(f"{api}/project", self.projects),
            Route(of_project, self.project),
            Route(f"{of_project}/versions", self.versions),
            Route(f"{of_project}/components", self.components),
            Route(f"{api}/user/search", self.users),
            Route(f"{api}/groups/picker", self.groups),
            Route(f"{api}/group/member", self._people.members),
        ]

    async def projects(self, request: Request) -> Response:
        """Answer all projects in one piece, archived ones if asked for."""
        params = request.query_params
        expand = params.get("expand", "").split(",")
        with_archived = flag(params.get("includeArchived"))
        found = [self._expanded(each, expand) for each in self._shown()]
        found.append(self._archived_project())
        return json([each for each in found if with_archived or not each["archived"]])

    async def users(self, request: Request) -> Response:
        """Answer users whose name or address holds `username`; a dot stands for everybody."""
        params = request.query_params
        wanted = params.get("username", "").lower()
        if not wanted:
            raise refuse(400, "The username query parameter was not provided")
        active = flag(params.get("includeActive"), default=True)
        inactive = flag(params.get("includeInactive"))
        found = [
            self._bodies.user(each)
            for each in self._site.accounts
            if (active if each.active else inactive) and self._is_like(each, wanted)
        ]
        start = integer(params.get("startAt"), "startAt", 0)
        size = min(integer(params.get("maxResults"), "maxResults", 50), _USERS_A_PAGE)
        return json(found[start : start + size])

    async def groups(self, request: Request) -> Response:
        """Answer the first groups whose name holds `query`; `total` tells of more."""
        params = request.query_params
        wanted = params.get("query", "").lower()
        found = [each.name for each in self._site.groups if wanted in each.name.lower()]
        shown = found[: integer(params.get("maxResults"), "maxResults", _GROUPS_A_PAGE)]
        return json(
            {
                "header": f"Showing {len(shown)} of {len(found)} matching groups",
                "total": len(found),
                "groups": [{"name": name, "html": name, "labels": []} for name in shown],
            }
        )

    def _is_like(self, account: Account, wanted: str) -> bool:
        if wanted in _EVERYBODY:
            return True
        texts = (self._logins[account.account_id].name, account.name, account.email)
        return any(wanted in text.lower() for text in texts)

    def _archived_project(self) -> Json:
        made = self._bodies.archived_project
        gone = ("style", "simplified", "isPrivate", "archivedDate")
        return {name: value for name, value in made.items() if name not in gone}
