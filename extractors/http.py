"""One place that decides how we time out, back off and give up.

The policy lives in a transport adapter, so that every session it is mounted on keeps to it, a
library's own included. A body is read inside the retry: an answer cut short is a failed attempt,
not a short table. The adapter returns answers below 400 only and raises everything else, with the
address and the advice but never with headers, for those hold the token.
"""

import json
import logging
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from extractors.waiting import backoff, told_wait
from pmo.connections import Connection
from pmo.errors import OperatorError

log = logging.getLogger(__name__)

RETRY_STATUSES = frozenset({429, 500, 502, 503, 504})
LOST = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


class HttpStatusError(OperatorError):
    """The server refused a request; `status` says how, the message where and what to do."""

    def __init__(self, status: int, where: str, detail: str, advice: str) -> None:
        super().__init__(
            ": ".join(part for part in (f"{where} answered {status}", detail) if part) + advice
        )
        self.status = status


class RetryBudgetExhaustedError(OperatorError):
    """The server kept failing for longer than we may wait."""


class UntrustedServerError(OperatorError):
    """The server's certificate is not signed by anyone we trust."""


@dataclass(frozen=True)
class Policy:
    """How long we wait for one request, in seconds, and what may be sent twice.

    `safe_posts` are endings of paths whose POST only reads. `advice` words a fix by status.
    `sleep` stands in for waiting, in tests.
    """

    budget_s: float
    concurrency: int = 4
    ca_bundle: Path | None = None
    timeout_s: tuple[float, float] = (10.0, 60.0)
    safe_posts: tuple[str, ...] = ()
    advice: Mapping[int, str] = field(default_factory=dict)
    sleep: Callable[[float], object] | None = None


class PolicyAdapter(HTTPAdapter):
    """Send with deadline, retry and budget; hold at most `policy.concurrency` connections."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._closed = threading.Event()
        super().__init__(pool_maxsize=policy.concurrency, pool_block=True)

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        """Return a complete answer below 400, or raise."""
        kwargs["timeout"] = kwargs.get("timeout") or self.policy.timeout_s
        if self.policy.ca_bundle:
            # Given with each request, for REQUESTS_CA_BUNDLE would otherwise win over a session's.
            kwargs["verify"] = str(self.policy.ca_bundle)
        waited, attempt = 0.0, 0
        while True:
            began = time.monotonic()
            outcome = self._attempt(request, kwargs)
            if isinstance(outcome, requests.Response) and outcome.status_code not in RETRY_STATUSES:
                return self._accepted(request, outcome)
            waited += time.monotonic() - began
            pause = max(told_wait(outcome) or 0.0, backoff(attempt))
            self._check_budget(request, outcome, waited, pause)
            log.warning(
                "%s failed (%s); trying again in %.1f s",
                _where(request),
                _problem(outcome),
                pause,
            )
            self._pause(request, pause)
            waited, attempt = waited + pause, attempt + 1

    def close(self) -> None:
        """Close the connections and wake whoever waits for a retry."""
        self._closed.set()
        super().close()

    def _attempt(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response | Exception:
        try:
            response = super().send(request, **kwargs)
            _check_whole(response)
        except LOST as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise UntrustedServerError(
                    f"{_where(request)}: certificate not trusted; set jira.ca_bundle in the "
                    "settings to the PEM file of your certificate authority"
                ) from None
            return error
        return response

    def _accepted(
        self, request: requests.PreparedRequest, response: requests.Response
    ) -> requests.Response:
        status = response.status_code
        if status < 400:
            return response
        raise HttpStatusError(
            status, _where(request), _detail(response), self.policy.advice.get(status, "")
        )

    def _check_budget(
        self,
        request: requests.PreparedRequest,
        outcome: requests.Response | Exception,
        waited: float,
        pause: float,
    ) -> None:
        where, problem, budget = _where(request), _problem(outcome), self.policy.budget_s
        path = urlsplit(request.url or "").path
        if request.method != "GET" and not path.endswith(self.policy.safe_posts):
            raise RetryBudgetExhaustedError(
                f"{where} failed ({problem}) and is not sent twice, for it may change something"
            )
        if waited + pause > budget:
            lost = "Is the address right, and reachable from here? "
            raise RetryBudgetExhaustedError(
                f"{where} failed ({problem}); {waited:.0f} s went by and the next try is due in "
                f"{pause:.0f} s, which is past the {budget:.0f} s of retry_budget_seconds. "
                f"{lost if isinstance(outcome, Exception) else ''}Run again later, or raise "
                "retry_budget_seconds in the settings"
            )

    def _pause(self, request: requests.PreparedRequest, seconds: float) -> None:
        (self.policy.sleep or self._closed.wait)(seconds)
        if self._closed.is_set():
            raise RetryBudgetExhaustedError(f"{_where(request)} given up: the session was closed")


@dataclass(frozen=True)
class ConnectionAuth(AuthBase):
    """Basic with a user, bearer without; its text form never shows the token."""

    user: str
    token: SecretStr

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign `request`."""
        secret = self.token.get_secret_value()
        if self.user:
            secret = b64encode(f"{self.user}:{secret}".encode()).decode()
        request.headers["Authorization"] = f"{'Basic' if self.user else 'Bearer'} {secret}"
        return request


def open_session(connection: Connection, policy: Policy) -> requests.Session:
    """Return an authenticated session that keeps to `policy`."""
    if policy.ca_bundle and not policy.ca_bundle.is_file():
        raise UntrustedServerError(
            f"jira.ca_bundle: no file {policy.ca_bundle}; name a PEM file, or null for the system's"
        )
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    session.auth = ConnectionAuth(connection.user, connection.token)
    adapter = PolicyAdapter(policy)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


def _check_whole(response: requests.Response) -> None:
    """Read the body; raise when it cannot be all of it.

    A length or chunks tell urllib3 where a body ends. One that ends with the connection carries
    no such evidence, so only a parse shows whether it was cut.
    """
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


def _where(request: requests.PreparedRequest) -> str:
    """Name a request without its query and without credentials that stand in its address."""
    parts = urlsplit(request.url or "")
    return f"{request.method} {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _problem(outcome: requests.Response | Exception) -> str:
    """Return a status, or the innermost words of a lost connection, which hold no address."""
    if isinstance(outcome, requests.Response):
        return f"status {outcome.status_code}"
    inner = outcome.args[0] if outcome.args else outcome
    words = str(getattr(inner, "reason", None) or inner).rpartition(": ")[2]
    return f"{type(outcome).__name__}: {words[:120]}"


def _detail(response: requests.Response) -> str:
    """Return what the server said about its refusal, in at most 300 characters."""
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    messages = [*(body.get("errorMessages") or []), body.get("message"), body.get("errorMessage")]
    errors = body.get("errors")
    messages += (
        [f"{key}: {text}" for key, text in errors.items()] if isinstance(errors, dict) else []
    )
    return "; ".join(str(each) for each in messages if each)[:300]
