"""Ask Jira and hold its answers to their envelopes.

Two clients, one policy. The `jira` package serves the authentication check and the lists that come
in one piece (fields, statuses, versions). Everything paged or large goes through our own session,
because the package (3.10.5)
- retries neither 500, 502, 504 nor read time-outs, waits at most 60 s whatever `Retry-After` says,
  raises `ValueError` when that is a date or a fraction, and has no timeout by default;
- ends a paged list at the first page that is shorter than asked for, which loses the rest;
- knows neither `changelog/bulkfetch` nor `worklog/updated|list|deleted`, and holds all pages;
- writes the request's headers, token included, into its exceptions.
So its retries are switched off and our adapter is mounted on its session: the adapter raises every
refusal itself, and the package's own exceptions never come to be.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from jira import JIRA

from extractors.http import HttpStatusError, Policy, open_session
from extractors.jira.errors import IncompleteSearchError, JiraAnswerError
from pmo.connections import Connection, MissingConnectionError
from pmo.settings import Jira

PLATFORM = "/rest/api/3"
AGILE = "/rest/agile/1.0"
READING_POSTS = ("/search/jql", "/changelog/bulkfetch", "/worklog/list")
MAX_EMPTY_PAGES = 100
ADVICE = {
    401: "; check PMO_JIRA_USER and PMO_JIRA_TOKEN, or login and password of the Airflow "
    "connection jira_default (an access token of Bearer kind goes with an empty user); the token "
    "may have expired",
    403: "; the account is known but may not do this: give it Browse Projects, Browse Users and, "
    "for boards, a Jira Software licence, or use another account in PMO_JIRA_USER and "
    "PMO_JIRA_TOKEN (Airflow connection jira_default); after failed logins Jira may ask it for a "
    "CAPTCHA",
}


class Api:
    """One Jira site, seen through the retry policy; a context manager that owns its threads."""

    def __init__(
        self,
        settings: Jira,
        connection: Connection,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        if urlsplit(connection.url).scheme not in {"http", "https"}:
            raise MissingConnectionError(
                f"PMO_JIRA_URL={connection.url!r} is no address; write it as https://<site>.atlassian.net"
            )
        policy = Policy(
            budget_s=settings.retry_budget_seconds,
            concurrency=settings.concurrency,
            ca_bundle=settings.ca_bundle,
            safe_posts=READING_POSTS,
            advice=ADVICE,
            sleep=sleep,
        )
        self.url = connection.url.rstrip("/")
        self.session = open_session(connection, policy)
        self.pool = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="jira")
        self.client = self._client()

    def _client(self) -> JIRA:
        # No request before the adapter is mounted, hence no server information at construction.
        client = JIRA(
            server=self.url,
            options={"rest_api_version": "3"},
            get_server_info=False,
            max_retries=0,
            timeout=None,
        )
        client._session.auth = self.session.auth
        for scheme, adapter in self.session.adapters.items():
            client._session.mount(scheme, adapter)
        return client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # The session first: that wakes threads which wait for a retry nobody needs any more.
        self.session.close()
        self.pool.shutdown(cancel_futures=True)
        self.client.close()

    def check_access(self) -> str:
        """Return the account's name; raise at once when Jira does not know or want it."""
        try:
            me = self.client.myself()
        except HttpStatusError as error:
            if error.status in {404, 410}:
                raise JiraAnswerError(
                    f"{error}; is PMO_JIRA_URL the base address of a Jira Cloud site "
                    "(https://<site>.atlassian.net)?"
                ) from None
            raise
        except ValueError as error:
            raise self._no_json("GET /myself", error) from None
        if not isinstance(me, dict):
            raise self._no_json("GET /myself", TypeError(f"got {type(me).__name__}"))
        return str(me.get("displayName") or me.get("accountId"))

    def whole(self, name: str, *arguments: str) -> list[dict[str, Any]]:
        """Return the raw objects of a list that the package's method `name` reads in one piece."""
        try:
            found = getattr(self.client, name)(*arguments)
            return [mended(each if isinstance(each, dict) else each.raw) for each in found]
        except (ValueError, TypeError, AttributeError) as error:
            raise self._no_json(f"{name} {' '.join(arguments)}".strip(), error) from None

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the decoded answer to a GET of `path`."""
        return self._decoded(self.session.get(self.url + path, params=parameters))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Return the decoded answer to a POST of `path`."""
        return self._decoded(self.session.post(self.url + path, json=body))

    def paged(self, path: str, page_size: int = 50, **parameters: Any) -> Iterator[Any]:
        """Yield the `values` of a list paged by offset, until the list itself says it is over."""
        start = empty = 0
        while True:
            page = self.get(path, startAt=start, maxResults=page_size, **parameters)
            values = member(page, "values", list, path)
            yield from values
            empty = 0 if values else empty + 1
            # Without values the offset moves by what the server would have sent.
            start += len(values) or int(page.get("maxResults") or page_size)
            total, last = page.get("total"), page.get("isLast")
            if last is True or (
                last is None and (start >= total if total is not None else not values)
            ):
                return
            if empty > MAX_EMPTY_PAGES:
                raise IncompleteSearchError(
                    f"{path}: {MAX_EMPTY_PAGES} empty pages in a row and none said to be the last"
                )

    def _decoded(self, response: requests.Response) -> Any:
        try:
            return (
                mended(response.json()) if b"\\ud" in response.content.lower() else response.json()
            )
        except ValueError as error:
            raise self._no_json(urlsplit(response.url).path, error) from None

    def _no_json(self, what: str, error: Exception) -> JiraAnswerError:
        return JiraAnswerError(
            f"{self.url}: {what} did not answer as Jira does ({error}); is PMO_JIRA_URL the base "
            "address, and does no login page or proxy stand in between?"
        )


def member(answer: Any, name: str, kind: type, where: str) -> Any:
    """Return `answer[name]`, which the interface promises to be a `kind`."""
    if not isinstance(answer, dict) or not isinstance(answer.get(name), kind):
        seen = sorted(answer) if isinstance(answer, dict) else type(answer).__name__
        raise JiraAnswerError(
            f"{where}: expected an answer with {name!r} ({kind.__name__}), got {seen}; nothing was "
            "landed. Jira's interface may have changed, or a proxy answers in its place"
        )
    return answer[name]


def mended(value: Any) -> Any:
    """Replace halves of surrogate pairs, which JSON may hold and UTF-8 cannot, by U+FFFD."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [mended(each) for each in value]
        case dict():
            return {mended(key): mended(each) for key, each in value.items()}
    return value
