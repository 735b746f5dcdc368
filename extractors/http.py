"""One place that decides how we time out, back off and give up.

The policy lives in a transport adapter, so that every session it is mounted on keeps to it, a
library's own included. A body is read inside the retry: an answer cut short is a failed attempt,
not a short table. The adapter returns answers below 400 only and raises everything else, with the
address and the advice but never with headers, for those hold the token.
"""

import logging
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from extractors.answers import check_whole, detail, may_pass, problem, where
from extractors.gate import ClosedGateError, Gate
from extractors.losses import LOST, Final, cleaned, final_problem
from extractors.waiting import backoff, pace, told_wait
from pmo.clock import wall_time
from pmo.connections import Connection
from pmo.errors import OperatorError

log = logging.getLogger(__name__)

# When a server only fails, without a word of when it will be well, we come back after this.
LATER_S = 900.0
ADVICE = {
    404: "; is the address the base address of the service?",
    407: "; the proxy wants to know who asks: put user and password into the HTTPS_PROXY of the "
    "process (http://user:password@host:port)",
}
UNREACHED = " Is the address right, and reachable from here?"
UNEXPECTED = "; the service does not take this request: has its version changed? Report this line"


class HttpStatusError(OperatorError):
    """The server refused a request; `said` is how and where, the message also what to do."""

    def __init__(self, status: int, where: str, detail: str, advice: str) -> None:
        self.status = status
        self.said = ": ".join(each for each in (f"{where} answered {status}", detail) if each)
        self.said = self.said.rstrip(".")
        super().__init__(self.said + advice)


class RetryLaterError(OperatorError):
    """Waiting will mend it, but longer than we may wait here; `not_before` (UTC) is when.

    `message` is whole sentences; when to come again follows them.
    """

    def __init__(self, message: str, not_before: datetime) -> None:
        super().__init__(
            f"{message} Run again after {not_before:%Y-%m-%d %H:%M:%S} UTC: that goes on from what "
            "is landed"
        )
        self.not_before = not_before


class UnrepeatableError(OperatorError):
    """A request that may change something failed, and nobody knows whether it took effect."""


class UntrustedServerError(OperatorError):
    """The server's certificate is not signed by anyone we trust."""


class UnreachableServerError(OperatorError):
    """The way to the server is wrong: no such host, no such proxy, not the protocol it speaks."""


@dataclass(frozen=True)
class Policy:
    """How long we wait for one request, in seconds, and what may be sent twice.

    `section` of the settings holds the keys that messages name. `safe_posts` are endings of paths
    whose POST only reads. `advice` words a fix by status. `sleep` stands in for waiting, in tests.
    """

    budget_s: float
    section: str = "jira"
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
        self._gate = Gate(policy.concurrency, policy.sleep)
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
        try:
            while True:
                with self._gate.turn():
                    began = time.monotonic()
                    outcome = self._attempt(request, kwargs)
                if isinstance(outcome, requests.Response) and not may_pass(outcome.status_code):
                    return self._accepted(request, outcome)
                waited += time.monotonic() - began
                waited += self._pause(request, outcome, waited, attempt)
                attempt += 1
        except ClosedGateError:
            raise RetryLaterError(
                f"{where(request)} was given up, for the session was closed.", wall_time()
            ) from None

    def close(self) -> None:
        """Close the connections and wake whoever waits for a retry."""
        self._gate.close()
        super().close()

    def _attempt(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response | Exception:
        try:
            response = super().send(request, **kwargs)
            check_whole(response)
        except (*LOST, OSError, ValueError) as error:
            final = final_problem(error, request.url or "", kwargs)
            if final:
                raise self._stopped(request, final) from None
            if not isinstance(error, LOST):
                raise
            return cleaned(error, request.url or "", kwargs)
        return response

    def _stopped(self, request: requests.PreparedRequest, final: Final) -> OperatorError:
        fix = final.fix.replace("ca_bundle", f"{self.policy.section}.ca_bundle", 1)
        said = f"{where(request)}: {final.problem}; {fix}"
        return UntrustedServerError(said) if final.is_trust else UnreachableServerError(said)

    def _accepted(
        self, request: requests.PreparedRequest, response: requests.Response
    ) -> requests.Response:
        status = response.status_code
        slower = pace(response.headers)
        if slower is None:
            self._gate.calm()
        else:
            self._gate.hold(slower)
        if status < 400:
            return response
        advice = self.policy.advice.get(status) or ADVICE.get(status) or UNEXPECTED
        raise HttpStatusError(status, where(request), detail(response), advice)

    def _pause(
        self,
        request: requests.PreparedRequest,
        outcome: requests.Response | Exception,
        waited: float,
        attempt: int,
    ) -> float:
        """Wait until the next try and return the seconds; raise when it is not to be made."""
        told = told_wait(outcome)
        pause = max(told or 0.0, backoff(attempt))
        self._check_budget(request, outcome, waited, pause)
        if told or (isinstance(outcome, requests.Response) and outcome.status_code == 429):
            self._gate.hold(pause)
        log.warning(
            "%s failed (%s); trying again in %.1f s", where(request), problem(outcome), pause
        )
        self._gate.rest(pause)
        return pause

    def _check_budget(
        self,
        request: requests.PreparedRequest,
        outcome: requests.Response | Exception,
        waited: float,
        pause: float,
    ) -> None:
        failed = f"{where(request)} failed ({problem(outcome)})"
        path = urlsplit(request.url or "").path
        if request.method != "GET" and not path.endswith(self.policy.safe_posts):
            raise UnrepeatableError(
                f"{failed} and is not sent twice, for it may change something. Look whether it "
                "took effect before you run again"
            )
        if waited + pause <= self.policy.budget_s:
            return
        unreached = UNREACHED if isinstance(outcome, Exception) else ""
        raise RetryLaterError(
            f"{failed}{self._spent(waited, pause)}.{unreached}",
            wall_time() + timedelta(seconds=max(pause, told_wait(outcome) or LATER_S)),
        )

    def _spent(self, waited: float, pause: float) -> str:
        if not self.policy.budget_s:  # one try was wanted, so there is no budget to speak of
            return ""
        gone = f"{waited:.0f} s went by and " if waited >= 1 else ""
        return (
            f"; {gone}the next try is due in {pause:.0f} s, which is past the "
            f"{self.policy.budget_s:.0f} s of {self.policy.section}.retry_budget_seconds"
        )


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
            f"{policy.section}.ca_bundle: no file {policy.ca_bundle}; name a PEM file, or null for "
            "the system's"
        )
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    session.auth = ConnectionAuth(connection.user, connection.token)
    adapter = PolicyAdapter(policy)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session
