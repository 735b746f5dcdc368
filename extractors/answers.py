"""Whether an answer is whole, whether a later one may be better, and what it complains of."""

import json
from http import HTTPStatus
from urllib.parse import urlsplit

import requests

# Beside 5xx: a server that was too slow to take the request, and one that wants it once more.
PASSING = frozenset({408, 425, 429})
READ_BYTES = 2**20
LASTING = frozenset({501, 505})  # of 5xx: the server will never be able to do this


def where(request: requests.PreparedRequest) -> str:
    """Name a request without its query and without credentials that stand in its address."""
    parts = urlsplit(request.url or "")
    return f"{request.method} {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def may_pass(status: int) -> bool:
    """Tell whether the same request may well be answered later."""
    return status in PASSING or (status >= 500 and status not in LASTING)


def problem(outcome: requests.Response | Exception) -> str:
    """Return a status in words, or what a lost connection says."""
    if isinstance(outcome, Exception):
        return f"{type(outcome).__name__}: {outcome}"
    try:
        return f"status {outcome.status_code}, {HTTPStatus(outcome.status_code).phrase}"
    except ValueError:
        return f"status {outcome.status_code}"


def check_whole(response: requests.Response) -> None:
    """Read the body; raise when it cannot be all of it.

    A length or chunks tell urllib3 where a body ends. One that ends with the connection carries
    no such evidence, so only a parse shows whether it was cut.
    """
    # `content` on its own would read by 10 kB, and answers have megabytes.
    response._content = b"".join(response.iter_content(READ_BYTES))
    body = response.content
    framed = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
    if (
        framed
        or response.status_code != 200
        or "json" not in response.headers.get("Content-Type", "")
    ):
        return
    try:
        json.loads(body)
    except ValueError as error:
        raise requests.exceptions.ChunkedEncodingError(f"body cut: {error}") from error


def detail(response: requests.Response) -> str:
    """Return what the server said about its refusal, in at most 300 characters."""
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    messages = [*(body.get("errorMessages") or []), body.get("message"), body.get("errorMessage")]
    errors = body.get("errors")
    if isinstance(errors, dict):
        messages += [f"{key}: {text}" for key, text in errors.items()]
    elif isinstance(errors, list):  # as Tempo says it
        messages += [each.get("message") for each in errors if isinstance(each, dict)]
    return "; ".join(str(each) for each in messages if each)[:300]
