"""How every answer leaves: JSON as Jira writes it, errors in Jira's shape, pages with edges."""

from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.jira.catalogue import Json

DEMO_USER, DEMO_TOKEN = "pmo-warehouse@localhost", "demo-token"
_TYPE = "application/json;charset=UTF-8"
_REALM = {"WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fjira"'}


def json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a body as JSON."""
    return Response(msgspec.json.encode(body), status, headers, media_type=_TYPE)


def refuse(status: int, message: str) -> HTTPException:
    """Return an error to raise; the message is what `errorMessages` will hold."""
    return HTTPException(status, message)


async def as_error(request: Request, error: Exception) -> Response:
    """Answer an error that was raised."""
    if isinstance(error, HTTPException) and error.detail == HTTPStatus.NOT_FOUND.phrase:
        # No route: this is how Jira says so, in another shape than its resources.
        return json({"message": f"null for uri: {request.url}", "status-code": 404}, 404)
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "Internal server error"
    return json({"errorMessages": [detail], "errors": {}}, status)


async def body_of(request: Request, known: set[str]) -> Json:
    """Return a request's JSON object, or refuse what is none or has properties Jira lacks."""
    try:
        body = msgspec.json.decode(await request.body())
    except msgspec.DecodeError as error:
        raise refuse(400, f"There was an error parsing JSON: {error}") from error
    if not isinstance(body, dict):
        raise refuse(
            400, "Invalid request payload. Refer to the REST API documentation and try again."
        )
    if unknown := sorted(set(body) - known):
        raise refuse(
            400, f"Unrecognized field {unknown[0]!r}; known are {', '.join(sorted(known))}"
        )
    return body


def integer(value: Any, name: str, default: int) -> int:
    """Return a parameter as a number that is not negative."""
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise refuse(400, f"Failed to convert {value!r} to a number (parameter {name}).") from error
    if number < 0:
        raise refuse(400, f"The value of {name} must not be negative: {number}")
    return number


def flag(value: str | None, *, default: bool = False) -> bool:
    """Return a parameter as yes or no."""
    return default if not value else value.lower() == "true"


def page(
    request: Request, values: list[Any], *, base_url: str, default: int = 50, most: int = 50
) -> Json:
    """Return the page of `values` that `startAt` and `maxResults` ask for."""
    start = integer(request.query_params.get("startAt"), "startAt", 0)
    size = min(most, integer(request.query_params.get("maxResults"), "maxResults", default) or most)
    url = f"{base_url}{request.url.path}"
    is_last = start + size >= len(values)
    body: Json = {
        "self": f"{url}?{urlencode({'startAt': start, 'maxResults': size})}",
        "maxResults": size,
        "startAt": start,
        "total": len(values),
        "isLast": is_last,
        "values": values[start : start + size],
    }
    if not is_last:
        body["nextPage"] = f"{url}?{urlencode({'startAt': start + size, 'maxResults': size})}"
    return body


class Authentication:
    """Lets in who has the token: as a bearer, and with API tokens as a Basic password too.

    The personal access tokens of Data Center are no passwords.
    """

    def __init__(self, app: ASGIApp, *, takes_basic: bool = True) -> None:
        self._app = app
        self._takes_basic = takes_basic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or answer 401."""
        header = dict(scope.get("headers", ())).get(b"authorization", b"")
        if scope["type"] != "http" or _is_known(header, takes_basic=self._takes_basic):
            await self._app(scope, receive, send)
            return
        message = "Client must be authenticated to access this resource."
        refusal = json({"errorMessages": [message], "errors": {}}, 401, _REALM)
        await refusal(scope, receive, send)


def _is_known(header: bytes, *, takes_basic: bool) -> bool:
    scheme, _, value = header.decode("latin-1").partition(" ")
    if scheme.lower() == "bearer":
        return value == DEMO_TOKEN
    if scheme.lower() != "basic" or not takes_basic:
        return False
    try:
        return b64decode(value).decode() == f"{DEMO_USER}:{DEMO_TOKEN}"
    except (Base64Error, UnicodeDecodeError):
        return False
