"""Complete changelogs of many issues of Jira Cloud: in bulk, else issue by issue.

The bulk answer does not say how many histories there are. So of the first batch, and of some
after it, a sample is held to the `total` that the issue itself tells; where they differ the batch
is read again issue by issue, and from then on every batch is sampled.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, repeat
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.feeds import GONE, Unread, broken_off, next_token, withheld
from extractors.jira.usual import BULK_PAGE, BulkPage, history_id

log = logging.getLogger(__name__)

HISTORIES_PAGE = 5000  # histories, of at most 10,000
HISTORIES_OF_ISSUE = 100
SAMPLED_BATCHES = 8  # one of so many

Histories = list[tuple[str, Any]]


class Changelogs:
    """Histories of many issues; `read` may be called from several threads."""

    def __init__(self, api: Api, platform: str) -> None:
        self._api, self._platform = api, platform
        self._bulk = True
        self._is_doubted = False
        self._batches = count()

    def read(self, issue_ids: Sequence[str]) -> Histories:
        """Return (issue id, history) of `issue_ids`; an `Unread` stands for what Jira withholds.

        The last history of a page may come again on the next (JRACLOUD-94906).
        """
        if not self._bulk:
            return self._one_by_one(issue_ids)
        try:
            found = list(self._by_bulk(issue_ids))
        except HttpStatusError as error:
            if error.status not in GONE:
                raise
            self._bulk = False
            log.warning("%s; reading changelogs issue by issue, which is slower", error)
            return self._one_by_one(issue_ids)
        is_due = next(self._batches) % SAMPLED_BATCHES == 0
        return self._checked(issue_ids, found) if is_due or self._is_doubted else found

    def _checked(self, issue_ids: Sequence[str], found: Histories) -> Histories:
        """Return `found` if a sample of its issues has all histories, else what completes it."""
        read = _counted(found)
        totals = {each: self._total(each) for each in _sample(issue_ids, read)}
        short = _short(read, totals)
        if not short:
            return found
        # An issue may have changed since; only what stays short was left out.
        found = _united(found, self._by_bulk(short))
        read = _counted(found)
        if not (short := _short(read, totals)):
            return found
        self._is_doubted = True
        log.warning(
            "changelog/bulkfetch leaves histories out (issue %s: %s of %s); reading %s issues one "
            "by one, which is slower",
            short[0],
            read[short[0]],
            totals[short[0]],
            len(issue_ids),
        )
        singly = self._one_by_one(issue_ids)
        totals |= {each: raw["total"] for each, raw in singly if isinstance(raw, Unread)}
        found = _united(found, (each for each in singly if not isinstance(each[1], Unread)))
        read = _counted(found)
        return found + [
            (each, withheld(each, read[each], totals[each])) for each in _short(read, totals)
        ]

    def _total(self, issue_id: str) -> int:
        """Return how many histories an issue says it has, 0 if it is gone."""
        path = f"{self._platform}/issue/{issue_id}"
        try:
            issue = self._api.get(path, fields="updated", expand="changelog")
        except HttpStatusError as error:
            if error.status != 404:
                raise
            return 0
        return int(member(member(issue, "changelog", dict, path), "total", int, path))

    def _by_bulk(self, issue_ids: Sequence[str]) -> Iterator[tuple[str, Any]]:
        body: dict[str, Any] = {"issueIdsOrKeys": list(issue_ids), "maxResults": HISTORIES_PAGE}
        seen: set[str] = set()
        while True:
            try:
                page = self._api.post(f"{self._platform}/changelog/bulkfetch", body, BULK_PAGE)
            except HttpStatusError as error:
                raise broken_off(error, body) from None
            if isinstance(page, BulkPage):
                for usual in page.issueChangeLogs:
                    yield from zip(repeat(usual.issueId), usual.changeHistories, strict=False)
                page = {"nextPageToken": page.nextPageToken, "isLast": page.isLast}
            else:
                for each in member(page, "issueChangeLogs", list, "changelog/bulkfetch"):
                    yield from _histories(each)
            token = next_token(page, seen, "changelog/bulkfetch")
            if token is None:
                return
            body["nextPageToken"] = token

    def _one_by_one(self, issue_ids: Sequence[str]) -> Histories:
        return [(each, history) for each in issue_ids for history in self._of_issue(each)]

    def _of_issue(self, issue_id: str) -> list[Any]:
        """Return the histories of one issue, none if it is gone."""
        path = f"{self._platform}/issue/{issue_id}/changelog"
        found: list[Any] = []
        total = 0
        try:
            for page in self._api.pages(path, HISTORIES_OF_ISSUE):
                found += page["values"]
                total = max(total, int(page.get("total") or 0))
        except HttpStatusError as error:
            if error.status != 404:
                raise
            log.info("issue %s was deleted or hidden while it was read", issue_id)
            return []
        read = _counted([(issue_id, each) for each in found])[issue_id]
        return found if read >= total else [*found, withheld(issue_id, read, total)]


def _histories(changelog: Any) -> Iterator[tuple[str, Any]]:
    """Yield (issue id, history); what is no changelog goes on under no issue, to be rejected."""
    issue_id, histories = "", None
    if isinstance(changelog, dict):
        issue_id, histories = str(changelog.get("issueId") or ""), changelog.get("changeHistories")
    if issue_id and isinstance(histories, list):
        yield from ((issue_id, history) for history in histories)
    else:
        yield "", changelog


def _key(issue_id: str, history: Any) -> tuple[str, str]:
    """Return what tells a history from others; one without an id is like no other."""
    return issue_id, history_id(history) or f"?{id(history)}"


def _counted(found: Histories) -> Counter[str]:
    """Return how many histories there are of each issue, a repeated one counted once."""
    return Counter(issue_id for issue_id, _ in {_key(*each) for each in found})


def _short(read: Counter[str], totals: Mapping[str, int]) -> list[str]:
    """Return the issues of which fewer histories were read than there are."""
    return [each for each, total in totals.items() if read[each] < total]


def _united(first: Histories, second: Iterable[tuple[str, Any]]) -> Histories:
    """Return both, each history once."""
    return list({_key(*each): each for each in [*first, *second]}.values())


def _sample(issue_ids: Sequence[str], read: Counter[str]) -> list[str]:
    """Return whom a bulk answer is likeliest to cut short: the fullest issue and an empty one."""
    fullest = max(issue_ids, key=lambda each: read[each], default=None)
    empty = next((each for each in issue_ids if not read[each]), None)
    return [each for each in dict.fromkeys([fullest, empty]) if each is not None]
