"""Serve the report archive to people who can log in; nothing else of the home is reachable."""

import base64
import binascii
import hmac
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from pmo.errors import OperatorError
from pmo.runtime import Runtime

USER_VARIABLE, PASSWORD_VARIABLE = "PMO_REPORTS_USER", "PMO_REPORTS_PASSWORD"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache, private",
}

log = logging.getLogger(__name__)


class MissingLoginError(OperatorError):
    """Nobody said who may read the reports."""


@dataclass(frozen=True)
class Login:
    """The one name and password that open the archive."""

    user: str
    password: str

    @classmethod
    def from_environment(cls) -> "Login":
        """Read `PMO_REPORTS_USER` and `PMO_REPORTS_PASSWORD`; both must be set."""
        values = {name: os.environ.get(name, "") for name in (USER_VARIABLE, PASSWORD_VARIABLE)}
        missing = [name for name, value in values.items() if not value]
        if missing:
            raise MissingLoginError(
                f"{' and '.join(missing)} not set; reports are not served without a login"
            )
        return cls(values[USER_VARIABLE], values[PASSWORD_VARIABLE])

    def admits(self, header: str) -> bool:
        """Return whether an `Authorization` header is this login, in time that tells nothing."""
        scheme, _, encoded = header.partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            given = b""
        wanted = f"{self.user}:{self.password}".encode()
        is_same = hmac.compare_digest(given, wanted)
        return is_same and scheme.lower() == "basic"


class Guard:
    """Lets a request through to `app` only with the login; sets the headers of every answer."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self._app, self._login = app, login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 without the login and 404 for work in progress; else pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not self._login.admits(request.headers.get("authorization", "")):
            refusal = {"WWW-Authenticate": 'Basic realm="PMO reports", charset="UTF-8"'}
            await PlainTextResponse("Login required\n", 401, refusal)(scope, receive, send)
        elif any(part.startswith(".") for part in request.url.path.split("/")):
            await PlainTextResponse("Not found\n", 404)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class Archive(StaticFiles):
    """Files below the archive, never outside of it, with headers that forbid script and network."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Return a file with the archive's headers."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers.update(HEADERS)
        return response


def create_app(reports: Path, login: Login) -> ASGIApp:
    """Return the web application that serves `reports`."""
    files = Archive(directory=reports, html=True, check_dir=False, follow_symlink=False)
    return Guard(Starlette(routes=[Mount("/", app=files)]), login)


def run(runtime: Runtime, host: str = "127.0.0.1", port: int = 8090) -> None:
    """Serve until interrupted; raise `MissingLoginError` when no login is set."""
    import uvicorn

    app = create_app(runtime.home.reports, Login.from_environment())
    log.info("serving %s on http://%s:%s", runtime.home.reports, host, port)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
