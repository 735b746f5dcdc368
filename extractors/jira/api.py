"""Ask one Jira site and hold its answers to their envelopes, whatever its edition.

Everything goes through our own session, whose adapter decides about retries; see `http`.
"""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests

from extractors.http import Policy, open_session
from extractors.jira.errors import IN_ITS_PLACE, IncompleteSearchError, JiraAnswerError
from pmo.connections import Connection, MissingConnectionError
from pmo.settings import Jira

log = logging.getLogger(__name__)

AGILE = "/rest/agile/1.0"
READING_POSTS = (
    "/search",
    "/search/jql",
    "/search/approximate-count",
    "/changelog/bulkfetch",
    "/worklog/list",
)
MAX_EMPTY_PAGES = 100
ADVICE = {
    401: "; check PMO_JIRA_USER and PMO_JIRA_TOKEN, or login and password of the Airflow "
    "connection jira_default (an access token of Bearer kind, as Data Center gives, goes with an "
    "empty user); the token may have expired",
    404: "; is PMO_JIRA_URL the base address of Jira, with its context path if it has one?",
    410: "; Jira has taken this part of its interface away: report this line",
    403: "; the account is known but may not do this: give it Browse Projects, Browse Users and, "
    "for boards, a Jira Software licence, or use another account in PMO_JIRA_USER and "
    "PMO_JIRA_TOKEN (Airflow connection jira_default); after failed logins Jira may ask it for a "
    "CAPTCHA",
}


class Api:
    """The session and the threads by which one site is read; `close` ends both."""

    def __init__(
        self,
        settings: Jira,
        connection: Connection,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        if urlsplit(connection.url).scheme not in {"http", "https"}:
            raise MissingConnectionError(
                f"PMO_JIRA_URL={connection.url!r} is no address; write it as https://<site>"
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

    def close(self) -> None:
        """Close the session first: that wakes threads which wait for a retry nobody needs."""
        self.session.close()
        self.pool.shutdown(cancel_futures=True)

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the decoded answer to a GET of `path`."""
        return self._decoded(self.session.get(self.url + path, params=parameters))

    def post(
        self, path: str, body: dict[str, Any], usual: "msgspec.json.Decoder[Any] | None" = None
    ) -> Any:
        """Return the decoded answer to a POST of `path`, by `usual` where it fits that."""
        response = self.session.post(self.url + path, json=body)
        if usual:
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                return usual.decode(response.content)
        return self._decoded(response)

    def listed(self, path: str, **parameters: Any) -> list[Any]:
        """Return a list that comes in one piece."""
        return self.as_list(self.get(path, **parameters), path)

    def as_list(self, found: Any, path: str) -> list[Any]:
        """Return the answer `found`, which the interface promises to be a list."""
        if isinstance(found, list):
            return found
        raise JiraAnswerError(
            f"{path}: expected a list, got {type(found).__name__}. {IN_ITS_PLACE}"
        )

    def paged(self, path: str, page_size: int = 50, **parameters: Any) -> Iterator[Any]:
        """Yield the `values` of a list paged by offset, until the list itself says it is over."""
        for page in self.pages(path, page_size, **parameters):
            yield from page["values"]

    def pages(self, path: str, page_size: int = 50, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Yield the pages of a list paged by offset, each with a list of `values`."""
        start = empty = 0
        while True:
            page = self.get(path, startAt=start, maxResults=page_size, **parameters)
            values = member(page, "values", list, path)
            yield page
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

    def listed_in_pages(self, path: str, page_size: int, **parameters: Any) -> Iterator[Any]:
        """Yield bare lists page by page; a short page is no end, only an empty one is."""
        start, before = 0, b""
        while True:
            page = self.listed(path, startAt=start, maxResults=page_size, **parameters)
            if not page:
                return
            # As text, for whoever takes the objects may change them.
            said = msgspec.json.encode(page)
            if said == before:
                raise IncompleteSearchError(f"{path} repeats its page at {start}; run again")
            yield from page
            start, before = start + len(page), said

    def _decoded(self, response: requests.Response) -> Any:
        return self.decoded(response.content, urlsplit(response.url).path)

    def decoded(self, body: bytes, where: str) -> Any:
        """Return what `body` says; `where` it came from stands in the error."""
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # Stricter than Jira: no halves of surrogate pairs, no other encoding than UTF-8.
            pass
        try:
            return mended(json.loads(body))
        except ValueError as error:
            raise self.no_json(where, error) from None

    def no_json(self, what: str, error: Exception) -> JiraAnswerError:
        """Return the error of an answer that is none of Jira's."""
        shape = "no JSON" if isinstance(error, ValueError) else "not of the shape it promises"
        return JiraAnswerError(
            f"{self.url}: {what} did not answer as Jira does (the answer is {shape}); is "
            "PMO_JIRA_URL the base address, and does no login page or proxy stand in between?"
        )


def member(answer: Any, name: str, kind: type, where: str) -> Any:
    """Return `answer[name]`, which the interface promises to be a `kind`."""
    if not isinstance(answer, dict) or not isinstance(answer.get(name), kind):
        seen = sorted(answer) if isinstance(answer, dict) else type(answer).__name__
        raise JiraAnswerError(
            f"{where}: expected an answer with {name!r} ({kind.__name__}), got {seen}. "
            f"{IN_ITS_PLACE}"
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
