"""The bulk feeds: issues, changelogs, worklogs, deleted worklogs. Pages stream, nothing is kept.

A feed ends when Jira says so. Every other ending is an error, never a short table.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from extractors.http import HttpStatusError
from extractors.jira.api import PLATFORM, Api, member
from extractors.jira.errors import IncompleteSearchError, JiraAnswerError, SearchUnavailableError

log = logging.getLogger(__name__)

CHANGELOG_ISSUES = 250  # Jira takes 1000; smaller batches keep all threads busy and memory flat
CHANGELOG_PAGE = 5000  # histories, of at most 10,000
WORKLOG_IDS = 1000
GONE = frozenset({404, 410})

Item = TypeVar("Item")
Result = TypeVar("Result")


class Ahead(Generic[Item, Result]):
    """Run `work` on other threads, at most `limit` items ahead of whoever takes the results.

    Results come in the order of their items, so the same answers land as the same rows.
    """

    def __init__(self, api: Api, work: Callable[[Item], Result]) -> None:
        self._api, self._work = api, work
        self._limit = api.pool._max_workers
        self._waiting: deque[Future[Result]] = deque()

    def put(self, item: Item) -> Iterator[Result]:
        """Start on `item`; yield the oldest results while too many wait."""
        self._waiting.append(self._api.pool.submit(self._work, item))
        while len(self._waiting) > self._limit:
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[Result]:
        """Yield what is still under way."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def over(self, items: Iterable[Item]) -> Iterator[Result]:
        """Yield the results of all `items`."""
        for item in items:
            yield from self.put(item)
        yield from self.rest()


def search(api: Api, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
    """Yield the pages of issues that match `jql`; the next is fetched while one is worked on."""

    def fetch(token: str | None) -> Any:
        body = {"jql": jql, "fields": list(fields), "maxResults": page_size}
        return _searched(api, jql, body | ({"nextPageToken": token} if token else {}))

    seen: set[str] = set()
    page = fetch(None)
    while True:
        # An empty page is not the end: permission filtering can empty one mid-search.
        issues = member(page, "issues", list, "search/jql")
        token = _next_token(page, seen, jql)
        ahead = api.pool.submit(fetch, token) if token else None
        yield issues
        if ahead is None:
            return
        page = ahead.result()


def _searched(api: Api, jql: str, body: dict[str, Any]) -> Any:
    try:
        return api.post(f"{PLATFORM}/search/jql", body)
    except HttpStatusError as error:
        if error.status in GONE:
            raise SearchUnavailableError(
                f"{error}; this address does not serve Jira Cloud's search (API v3). Is "
                "PMO_JIRA_URL the base address of the site, https://<site>.atlassian.net? Data "
                "Center is not read"
            ) from None
        if error.status == 400:
            raise JiraAnswerError(
                f"{error}; the query was: {jql}. Check jira.projects in the settings"
            ) from None
        raise


def _next_token(page: dict[str, Any], seen: set[str], where: str) -> str | None:
    """Return the cursor of the page after `page`, None at the end; refuse to guess."""
    token = page.get("nextPageToken")
    if page.get("isLast") is True or token is None:
        if page.get("isLast") is False:
            raise IncompleteSearchError(
                f"no cursor after page {len(seen) + 1}, which is not the last: {where}; run again"
            )
        return None
    if not isinstance(token, str) or token in seen:
        raise IncompleteSearchError(
            f"the cursor repeats after page {len(seen) + 1}, so the rest cannot be read: {where}; "
            "run again"
        )
    seen.add(token)
    return token


class Changelogs:
    """Histories of many issues; `read` may be called from several threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._bulk = True

    def read(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, history) of `issue_ids`.

        The last history of a page may come again on the next (JRACLOUD-94906).
        """
        if self._bulk:
            try:
                return list(self._by_bulk(issue_ids))
            except HttpStatusError as error:
                if error.status not in GONE:
                    raise
                self._bulk = False
                log.warning("%s; reading changelogs issue by issue, which is slower", error)
        return [(each, history) for each in issue_ids for history in self._of_issue(each)]

    def _by_bulk(self, issue_ids: Sequence[str]) -> Iterator[tuple[str, Any]]:
        body: dict[str, Any] = {"issueIdsOrKeys": list(issue_ids), "maxResults": CHANGELOG_PAGE}
        seen: set[str] = set()
        while True:
            page = self._api.post(f"{PLATFORM}/changelog/bulkfetch", body)
            for each in member(page, "issueChangeLogs", list, "changelog/bulkfetch"):
                yield from _histories(each)
            token = _next_token(page, seen, "changelog/bulkfetch")
            if token is None:
                return
            body["nextPageToken"] = token

    def _of_issue(self, issue_id: str) -> Iterator[Any]:
        try:
            yield from self._api.paged(f"{PLATFORM}/issue/{issue_id}/changelog", page_size=100)
        except HttpStatusError as error:
            if error.status != 404:
                raise
            log.info("issue %s was deleted or hidden while it was read", issue_id)


def _histories(changelog: Any) -> Iterator[tuple[str, Any]]:
    """Yield (issue id, history); what is no changelog goes on under no issue, to be rejected."""
    issue_id, histories = "", None
    if isinstance(changelog, dict):
        issue_id, histories = str(changelog.get("issueId") or ""), changelog.get("changeHistories")
    if issue_id and isinstance(histories, list):
        yield from ((issue_id, history) for history in histories)
    else:
        yield "", changelog


def changed_worklogs(api: Api, feed: str, since: int) -> Iterator[tuple[list[Any], int]]:
    """Yield pages of `worklog/updated` or `worklog/deleted` from epoch ms `since`, with their end.

    Jira leaves out the last minute, so the end of the last page is a safe place to go on from.
    """
    path = f"{PLATFORM}/worklog/{feed}"
    while True:
        page = api.get(path, since=since)
        values = member(page, "values", list, path)
        until = page.get("until")
        until = until if isinstance(until, int) else since
        yield values, until
        if member(page, "lastPage", bool, path):
            return
        if until <= since:
            raise IncompleteSearchError(
                f"{path} does not move on from {since}: more worklogs share that moment than fit a "
                "page. Ask Jira's administrator whether a bulk change wrote them"
            )
        since = until


def worklogs(api: Api, ids: Sequence[int]) -> list[Any]:
    """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""
    path = f"{PLATFORM}/worklog/list"
    found = api.post(path, {"ids": list(ids)})
    if not isinstance(found, list):
        raise JiraAnswerError(f"{path}: expected a list, got {type(found).__name__}")
    return found
