"""Complete changelogs of many issues of Jira Cloud: in bulk, else issue by issue."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.feeds import GONE, next_token

log = logging.getLogger(__name__)

HISTORIES_PAGE = 5000  # histories, of at most 10,000


class Changelogs:
    """Histories of many issues; `read` may be called from several threads."""

    def __init__(self, api: Api, platform: str) -> None:
        self._api, self._platform = api, platform
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
        body: dict[str, Any] = {"issueIdsOrKeys": list(issue_ids), "maxResults": HISTORIES_PAGE}
        seen: set[str] = set()
        while True:
            page = self._api.post(f"{self._platform}/changelog/bulkfetch", body)
            for each in member(page, "issueChangeLogs", list, "changelog/bulkfetch"):
                yield from _histories(each)
            token = next_token(page, seen, "changelog/bulkfetch")
            if token is None:
                return
            body["nextPageToken"] = token

    def _of_issue(self, issue_id: str) -> Iterator[Any]:
        path = f"{self._platform}/issue/{issue_id}/changelog"
        try:
            yield from self._api.paged(path, page_size=100)
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
