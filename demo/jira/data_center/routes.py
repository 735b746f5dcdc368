"""Everything that Data Center answers; what only Cloud has is not there."""

from starlette.routing import Route

from demo.jira.data_center.bodies import DataCenterBodies
from demo.jira.data_center.issue_bodies import DataCenterIssues
from demo.jira.data_center.routes_lists import DataCenterLists
from demo.jira.data_center.routes_search import DataCenterSearch
from demo.jira.routes_agile import AgileRoutes
from demo.jira.routes_worklogs import WorklogRoutes
from demo.jira.site import Site

_APIS, _AGILE = ("/rest/api/2", "/rest/api/latest"), "/rest/agile/1.0"


def data_center_routes(site: Site, base_url: str) -> list[Route]:
    """Return the routes of a Data Center."""
    options = site.data_center
    bodies = DataCenterBodies(site, base_url, options)
    issues = DataCenterIssues(bodies)
    search = DataCenterSearch(bodies, issues)
    worklogs = WorklogRoutes(site, issues, search.found, bodies.api, options.worklogs_a_page)
    lists = DataCenterLists(bodies)
    return [
        route for api in _APIS for part in (search, worklogs, lists) for route in part.routes(api)
    ] + AgileRoutes(bodies).routes(_AGILE)
