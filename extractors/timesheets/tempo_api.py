"""Ask Tempo (REST API 4.0) and hold its answers to their envelopes.

A list ends when a page names no `metadata.next`. That link is followed only on the host that we
were told to trust with the token, and never twice; the offset that each page reports must go on
where the one before ended.
"""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests

from extractors.http import HttpStatusError, Policy, open_session
from extractors.timesheets.tempo_errors import TempoAnswerError
from pmo.connections import Connection, MissingConnectionError
from pmo.settings import Tempo

WORKLOGS = "/4/worklogs"
TOKEN = "PMO_TEMPO_TOKEN (password of the Airflow connection tempo_default)"  # noqa: S105
ADVICE = {
    400: "; the settings under timesheets.tempo may ask for what Tempo does not know",
    401: f"; check {TOKEN}: Tempo > Settings > API integration makes one, and it may have expired",
    403: f"; the owner of {TOKEN} lacks the permission to view worklogs: in Tempo give the user "
    "View Team Worklogs, or make the token with an account that has it",
    404: "; is PMO_TEMPO_URL the base address (https://api.tempo.io, or that of your region such "
    f"as https://api.eu.tempo.io)? Tempo also says so when the owner of {TOKEN} may not see a "
    "project in timesheets.tempo.project_ids",
}
INTERFACE = "Tempo's interface may have changed, or a proxy answers in its place"


class TempoApi:
    """One Tempo, seen through the retry policy; a context manager that owns its session."""

    def __init__(
        self,
        settings: Tempo,
        connection: Connection,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.url = connection.url.rstrip("/").removesuffix("/4")
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise MissingConnectionError(
                f"PMO_TEMPO_URL={connection.url!r} is no address; write it as https://api.tempo.io"
            )
        self._page_size = settings.page_size
        policy = Policy(
            budget_s=settings.retry_budget_seconds,
            section="timesheets.tempo",
            concurrency=1,
            ca_bundle=settings.ca_bundle,
            advice=ADVICE,
            sleep=sleep,
        )
        self._session = open_session(connection, policy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def pages(self, **asked: Any) -> Iterator[list[Any]]:
        """Yield the raw worklogs that match `asked`, page by page, to the last one."""
        url: str | None = self.url + WORKLOGS
        parameters = {**asked, "limit": self._page_size, "orderBy": "ID"}
        followed: set[str] = set()
        read = 0
        while url is not None:
            page = self._get(url, parameters)
            results, metadata = _members(page, self.url)
            _check_place(metadata, len(results), read, self.url)
            yield results
            read += len(results)
            following = metadata.get("next")
            url, parameters = self._trusted(following), {}
            if url is not None:
                if url in followed:
                    raise TempoAnswerError(
                        f"{self.url}{WORKLOGS}: the page after {read} worklogs was already read; "
                        "Tempo sends us in a circle. Nothing was landed; run again"
                    )
                followed.add(url)

    def worklog(self, worklog_id: str) -> Any | None:
        """Return one raw worklog, None if Tempo has none of that id (404)."""
        try:
            return self._get(f"{self.url}{WORKLOGS}/{worklog_id}", {})
        except HttpStatusError as error:
            if error.status != 404:
                raise
            return None

    def first(self, **asked: Any) -> list[Any]:
        """Return at most one worklog that matches `asked`: enough to know that we may ask."""
        page = self._get(self.url + WORKLOGS, {**asked, "limit": 1})
        return _members(page, self.url)[0]

    def _get(self, url: str, parameters: dict[str, Any]) -> Any:
        response = self._session.get(url, params=parameters, allow_redirects=False)
        if response.is_redirect:
            raise TempoAnswerError(
                f"{self.url} sends us on to {_host(response.headers['Location'])}; if that is your "
                "Tempo, write its address into PMO_TEMPO_URL. The token was not sent there"
            )
        return _decoded(response)

    def _trusted(self, link: Any) -> str | None:
        """Return the next page's address, None where there is none; raise if it leaves the host."""
        if not link:
            return None
        if not isinstance(link, str):
            raise TempoAnswerError(
                f"{self.url}{WORKLOGS}: metadata.next is {link!r} and no link. {INTERFACE}"
            )
        url = urljoin(self.url + WORKLOGS, link)
        own, other = urlsplit(self.url), urlsplit(url)
        if (own.scheme, own.netloc) != (other.scheme, other.netloc):
            raise TempoAnswerError(
                f"{self.url}{WORKLOGS}: the next page is said to be at {_host(url)}, but we asked "
                f"{_host(self.url)}; the token was not sent there and nothing was landed. If that "
                "is your Tempo, write its address into PMO_TEMPO_URL"
            )
        return url


def _members(page: Any, url: str) -> tuple[list[Any], dict[str, Any]]:
    """Return `results` and `metadata` of a page, which the interface promises."""
    if isinstance(page, dict):
        results, metadata = page.get("results"), page.get("metadata")
        if isinstance(results, list) and isinstance(metadata, dict):
            return results, metadata
    seen = sorted(page) if isinstance(page, dict) else type(page).__name__
    raise TempoAnswerError(
        f"{url}{WORKLOGS}: expected an answer with 'results' and 'metadata', got {seen}; nothing "
        f"was landed. {INTERFACE}"
    )


def _check_place(metadata: dict[str, Any], size: int, read: int, url: str) -> None:
    """Hold a page to what it says of itself: a gap between two pages would look like deletions."""
    for name, expected in (("count", size), ("offset", read)):
        said = metadata.get(name)
        if said is not None and said != expected:
            raise TempoAnswerError(
                f"{url}{WORKLOGS}: metadata.{name} is {said!r} where {expected} was due after "
                f"{read} worklogs; nothing was landed. {INTERFACE}"
            )


def _decoded(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise TempoAnswerError(
            f"{_host(response.url)}{urlsplit(response.url).path} did not answer in JSON ({error}); "
            "is PMO_TEMPO_URL the base address, and does no login page or proxy stand in between?"
        ) from None


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
