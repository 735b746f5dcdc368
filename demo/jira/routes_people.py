"""Users and groups."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.jira.answers import flag, integer, json, page, refuse
from demo.jira.bodies import Bodies

_USERS_A_PAGE = 1_000


class PeopleRoutes:
    """Answers who is there."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._site = bodies.site

    def routes(self, api: str) -> list[Route]:
        """Return the routes below `api`."""
        return [
            Route(f"{api}/users/search", self.users),
            Route(f"{api}/group/bulk", self.groups),
            Route(f"{api}/group/member", self.members),
        ]

    async def users(self, request: Request) -> Response:
        """Answer a plain list of users; the end is a list that is not full."""
        params = request.query_params
        start = integer(params.get("startAt"), "startAt", 0)
        size = min(integer(params.get("maxResults"), "maxResults", 50), _USERS_A_PAGE)
        found = self._site.accounts[start : start + size]
        return json([self._bodies.user(account) for account in found])

    async def groups(self, request: Request) -> Response:
        """Answer a page of the groups, or of those that are named."""
        params = request.query_params
        ids, names = set(params.getlist("groupId")), set(params.getlist("groupName"))
        values = [
            {"groupId": each.group_id, "name": each.name}
            for each in self._site.groups
            if not (ids or names) or each.group_id in ids or each.name in names
        ]
        return json(page(request, values, base_url=self._bodies.base_url, most=50))

    async def members(self, request: Request) -> Response:
        """Answer a page of a group's users, active ones unless told otherwise."""
        params = request.query_params
        named = params.get("groupId"), params.get("groupname")
        if not any(named):
            raise refuse(400, "The group name or the group id must be given.")
        found = [each for each in self._site.groups if each.group_id == named[0]]
        found = found or [each for each in self._site.groups if each.name == named[1]]
        if not found:
            raise refuse(404, f"Cannot find group {named[0] or named[1]}.")
        everybody = flag(params.get("includeInactiveUsers"))
        values = [self._bodies.user(each) for each in found[0].members if everybody or each.active]
        return json(page(request, values, base_url=self._bodies.base_url, most=50))
