"""Complete changelogs of Data Center, which has no bulk of them: they come inside the issues."""

import logging
from collections.abc import Sequence
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.feeds import distinct, withheld
from extractors.jira.shapes import authored

log = logging.getLogger(__name__)

ISSUES_A_SEARCH = 50
NOT_SERVED = frozenset({404, 405})


class FullChangelogs:
    """Histories of many issues; `read` may be called from several threads."""

    def __init__(self, api: Api, platform: str) -> None:
        self._api, self._platform = api, platform

    def read(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, history) of `issue_ids`; an `Unread` stands for what Jira withholds."""
        found: list[tuple[str, Any]] = []
        for start in range(0, len(issue_ids), ISSUES_A_SEARCH):
            wanted = issue_ids[start : start + ISSUES_A_SEARCH]
            searched = self._searched(wanted)
            for each in wanted:
                histories = self._complete(each, searched.get(each))
                found += [(each, history) for history in histories]
        return found

    def _searched(self, issue_ids: Sequence[str]) -> dict[str, Any]:
        """Return the changelogs that a search shows, by issue id; it may show fewer than asked."""
        body = {
            "jql": f"id in ({', '.join(issue_ids)})",
            "startAt": 0,
            "maxResults": len(issue_ids),
            "fields": ["updated"],
            "expand": ["changelog"],
            # An issue that is gone would otherwise be an error of the query.
            "validateQuery": False,
        }
        try:
            page = self._api.post(f"{self._platform}/search", body)
        except HttpStatusError as error:
            if error.status != 400:
                raise
            log.info("%s; reading the changelogs of these issues one by one", error)
            return {}
        issues = member(page, "issues", list, "search")
        return {
            str(each["id"]): each.get("changelog")
            for each in issues
            if isinstance(each, dict) and each.get("id")
        }

    def _complete(self, issue_id: str, changelog: Any) -> list[Any]:
        """Return all histories of an issue, asking on where `changelog` does not hold them."""
        histories, total = _held(changelog)
        if changelog is None or len(histories) < total:
            changelog = self._of_issue(issue_id)
            if changelog is None:
                return []
            histories, total = _held(changelog)
        if len(histories) < total:
            histories += self._paged(issue_id)
        read = distinct(histories)
        histories = [authored(each) for each in histories]
        if read >= total:
            return histories
        log.warning("issue %s: Jira shows %s of %s histories", issue_id, read, total)
        return [*histories, withheld(issue_id, read, total)]

    def _of_issue(self, issue_id: str) -> Any:
        """Return the changelog of one issue, None if the issue is gone."""
        path = f"{self._platform}/issue/{issue_id}"
        try:
            found = self._api.get(path, fields="updated", expand="changelog")
        except HttpStatusError as error:
            if error.status != 404:
                raise
            log.info("issue %s was deleted or hidden while it was read", issue_id)
            return None
        return member(found, "changelog", dict, path)

    def _paged(self, issue_id: str) -> list[Any]:
        """Return the paged changelog of an issue, which only some versions serve."""
        try:
            return list(self._api.paged(f"{self._platform}/issue/{issue_id}/changelog", 100))
        except HttpStatusError as error:
            if error.status not in NOT_SERVED:
                raise
            return []


def _held(changelog: Any) -> tuple[list[Any], int]:
    """Return the histories that a changelog holds, and how many it says there are."""
    if changelog is None:
        return [], 0
    histories = list(member(changelog, "histories", list, "changelog"))
    total = changelog.get("total")
    return histories, total if isinstance(total, int) else len(histories)
