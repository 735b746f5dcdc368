"""The demo Jira as an application, and as a server on a free port.

with serve(build_plan()) as server:
    server.url, server.user, server.token       # where it is and who may ask
    server.faults.add("/search/jql", Answer(500))
    server.state.touch("PORTAL-12")             # see demo.jira.site.Site
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from demo.jira.answers import DEMO_TOKEN, DEMO_USER, Authentication, as_error
from demo.jira.bodies import Bodies
from demo.jira.faults import FaultMiddleware, Faults
from demo.jira.issue_bodies import IssueBodies
from demo.jira.routes_agile import AgileRoutes
from demo.jira.routes_platform import PlatformRoutes
from demo.jira.routes_search import SearchRoutes
from demo.jira.routes_worklogs import WorklogRoutes
from demo.jira.site import Site
from demo.plan import Plan

_API, _AGILE = "/rest/api/{version}", "/rest/agile/1.0"
_START_SECONDS = 30.0


@dataclass(frozen=True)
class JiraServer:
    """A running demo Jira."""

    url: str
    state: Site
    faults: Faults
    user: str = DEMO_USER
    token: str = DEMO_TOKEN


class ServerNotStartedError(RuntimeError):
    """The demo Jira did not come up."""


def create_app(
    plan: Plan | Site, faults: Faults | None = None, base_url: str = "http://127.0.0.1"
) -> Starlette:
    """Return the application; `base_url` begins the links in its answers."""
    site = plan if isinstance(plan, Site) else Site(plan)
    bodies = Bodies(site, base_url.rstrip("/"))
    issues = IssueBodies(bodies)
    search = SearchRoutes(bodies, issues)
    worklogs = WorklogRoutes(site, issues, search, bodies.api)
    return Starlette(
        routes=[
            *search.routes(_API),
            *worklogs.routes(_API),
            *PlatformRoutes(bodies).routes(_API),
            *AgileRoutes(bodies).routes(_AGILE),
        ],
        middleware=[
            Middleware(FaultMiddleware, faults=faults or Faults()),
            Middleware(Authentication),
        ],
        exception_handlers={HTTPException: as_error},
    )


@contextmanager
def serve(
    plan: Plan | Site, *, host: str = "127.0.0.1", port: int = 0, faults: Faults | None = None
) -> Iterator[JiraServer]:
    """Serve a plan from a thread while the block lasts; port 0 takes a free one."""
    site = plan if isinstance(plan, Site) else Site(plan)
    rules = faults or Faults()
    with socket.create_server((host, port)) as listening:
        url = f"http://{host}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(site, rules, url), log_level="critical", access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="demo-jira", daemon=True
        )
        thread.start()
        try:
            _await_start(server, thread)
            yield JiraServer(url, site, rules)
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ServerNotStartedError(f"no answer within {_START_SECONDS:g} s")
        time.sleep(0.01)
