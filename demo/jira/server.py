"""The demo Jira as an application, and as a server on a free port.

with serve(build_plan()) as server:
    server.url, server.user, server.token       # where it is and who may ask
    server.faults.add("/search/jql", Answer(500))
    server.state.touch("PORTAL-12")             # see demo.jira.site.Site

serve(plan, edition="data_center", data_center=DataCenter(search_cap=50))   # REST 2, bearer only
serve(plan, tls=Certificates.make(folder))      # https; clients trust certificates.authority
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from demo.jira.answers import DEMO_TOKEN, DEMO_USER, Authentication, as_error
from demo.jira.bodies import Bodies
from demo.jira.data_center.options import DataCenter
from demo.jira.data_center.routes import data_center_routes
from demo.jira.faults import Faults
from demo.jira.issue_bodies import IssueBodies
from demo.jira.routes_agile import AgileRoutes
from demo.jira.routes_changelogs import ChangelogRoutes
from demo.jira.routes_people import PeopleRoutes
from demo.jira.routes_platform import PlatformRoutes
from demo.jira.routes_search import SearchRoutes
from demo.jira.routes_worklogs import WorklogRoutes
from demo.jira.site import Edition, Site
from demo.jira.spoiling import FaultMiddleware
from demo.plan import Plan
from demo.serving import serving
from demo.tls import Certificates

_API, _AGILE = "/rest/api/{version}", "/rest/agile/1.0"


@dataclass(frozen=True)
class JiraServer:
    """A running demo Jira."""

    url: str
    state: Site
    faults: Faults
    user: str = DEMO_USER
    token: str = DEMO_TOKEN


def create_app(
    plan: Plan | Site, faults: Faults | None = None, base_url: str = "http://127.0.0.1"
) -> ASGIApp:
    """Return the application; `base_url` begins the links in its answers."""
    site = plan if isinstance(plan, Site) else Site(plan)
    make = _cloud_routes if site.edition == "cloud" else data_center_routes
    routes = make(site, base_url.rstrip("/"))
    app = Starlette(routes=routes, exception_handlers={HTTPException: as_error})
    guarded = Authentication(app, takes_basic=site.edition == "cloud")
    return FaultMiddleware(guarded, faults or Faults())


def _cloud_routes(site: Site, base_url: str) -> list[Route]:
    bodies = Bodies(site, base_url)
    issues = IssueBodies(bodies)
    search = SearchRoutes(bodies, issues)
    return [
        *search.routes(_API),
        *ChangelogRoutes(bodies, issues, search.found).routes(_API),
        *WorklogRoutes(site, issues, search.found, bodies.api).routes(_API),
        *PlatformRoutes(bodies).routes(_API),
        *PeopleRoutes(bodies).routes(_API),
        *AgileRoutes(bodies).routes(_AGILE),
    ]


@contextmanager
def serve(
    plan: Plan | Site,
    *,
    edition: Edition = "cloud",
    data_center: DataCenter | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Faults | None = None,
    tls: Certificates | None = None,
) -> Iterator[JiraServer]:
    """Serve a plan from a thread while the block lasts; port 0 takes a free one.

    A `Site` that is given brings its own edition and options.
    """
    site = plan if isinstance(plan, Site) else Site(plan, edition, data_center)
    rules = faults or Faults()

    def make(url: str) -> ASGIApp:
        return create_app(site, rules, url)

    with serving(host, port, make, skew=lambda: site.skew, tls=tls) as url:
        # A token without a user is a personal access token, which is what Data Center takes.
        yield JiraServer(url, site, rules, user=DEMO_USER if site.edition == "cloud" else "")
