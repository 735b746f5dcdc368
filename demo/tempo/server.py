"""The demo Tempo as a server on a free port.

with serve(build_plan()) as server:
    server.url, server.token                       # where it is and who may ask
    server.faults.add("/4/worklogs", Answer(500))  # see demo.jira.faults
    server.state.delete(12)                        # see demo.tempo.site.TempoSite
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.jira.faults import Faults
from demo.jira.site import Site
from demo.jira.spoiling import FaultMiddleware
from demo.plan import Plan
from demo.serving import serving
from demo.tempo.routes import TempoRoutes, as_tempo_error
from demo.tempo.site import TempoSite
from demo.tls import Certificates

DEMO_TEMPO_TOKEN = "demo-tempo-token"  # noqa: S105 - of a demo


@dataclass(frozen=True)
class TempoServer:
    """A running demo Tempo."""

    url: str
    state: TempoSite
    faults: Faults
    token: str = DEMO_TEMPO_TOKEN


class _Bearer:
    """Lets in who has the token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        header = dict(scope.get("headers", ())).get(b"authorization", b"").decode("latin-1")
        if scope["type"] != "http" or header == f"Bearer {DEMO_TEMPO_TOKEN}":
            await self._app(scope, receive, send)
            return
        refusal = as_tempo_error(Request(scope), HTTPException(401, "Unauthorized"))
        await refusal(scope, receive, send)


def create_app(
    tempo: TempoSite, faults: Faults | None = None, base_url: str = "http://127.0.0.1"
) -> ASGIApp:
    """Return the application; `base_url` begins the links in its answers."""
    app = Starlette(
        routes=TempoRoutes(tempo, base_url).routes(),
        exception_handlers={HTTPException: as_tempo_error},
    )
    return FaultMiddleware(_Bearer(app), faults or Faults())


@contextmanager
def serve(
    plan: Plan | Site | TempoSite,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Faults | None = None,
    tls: Certificates | None = None,
) -> Iterator[TempoServer]:
    """Serve the worklogs of a plan (or of a Jira site) from a thread while the block lasts."""
    tempo = plan if isinstance(plan, TempoSite) else TempoSite(plan)
    rules = faults or Faults()

    def make(url: str) -> ASGIApp:
        return create_app(tempo, rules, url)

    with serving(host, port, make, skew=lambda: tempo.skew, tls=tls) as url:
        yield TempoServer(url, tempo, rules)
