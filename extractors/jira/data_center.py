"""Jira Data Center and Server, REST API v2; everything goes through our own session.

Raw objects leave as Cloud writes them, see `shapes`.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.data_center_lists import DataCenterLists
from extractors.jira.errors import BadValueError
from extractors.jira.feeds import identity, refused
from extractors.jira.full_changelogs import FullChangelogs
from extractors.jira.scan import Clock, Scan
from extractors.jira.shapes import authored, epic_fields, issue
from extractors.jira.values import instant

IDS_PAGE = 1000
ORDER_BY = re.compile(r"\border\s+by\b.*", re.IGNORECASE | re.DOTALL)

ALTERNATIVES = re.compile(r"\bor\b", re.IGNORECASE)


class DataCenter(DataCenterLists):
    """One Jira that somebody runs themselves."""

    edition = "Data Center"

    def __init__(self, api: Api, info: Any, overlap_minutes: int) -> None:
        super().__init__(api)
        self._clock = _clock(info, overlap_minutes)
        self._changelogs = FullChangelogs(api, self.platform)

    def check_access(self) -> str:
        """Return the account's name; raise at once when Jira does not know or want it."""
        me = self.api.get(f"{self.platform}/myself")
        if not isinstance(me, dict):
            raise self.api.no_json("GET /myself", TypeError(f"got {type(me).__name__}"))
        return str(me.get("displayName") or me.get("name"))

    def search(self, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
        """Yield pages of issues by `updated`, whatever order `jql` asks for."""
        epics = self._epic_fields if "parent" in fields else ()
        asked = list(dict.fromkeys([*fields, *epics, "updated"]))
        for page in self._scan(jql, asked, page_size):
            yield [issue(each, epics) for each in page]

    def ids(self, jql: str) -> Iterator[list[tuple[str, str]]]:
        """Yield pages of (issue id, issue key) that match `jql`."""
        for page in self._scan(jql, ["updated"], IDS_PAGE):
            yield [identity(each, jql) for each in page]

    def count(self, jql: str) -> int:
        """Return how many issues match `jql`."""
        answer = self._searched(jql, startAt=0, maxResults=0, fields=["updated"])
        return int(member(answer, "total", int, "search"))

    def issue(self, issue_id: str, fields: Sequence[str] = ("project", "updated")) -> Any | None:
        """Return one raw issue by its id, None if Jira knows none (404); raise otherwise."""
        epics = self._epic_fields if "parent" in fields else ()
        return issue(super().issue(issue_id, [*fields, *epics]), epics)

    def changelogs(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, raw history) of `issue_ids`; see `FullChangelogs.read`."""
        return self._changelogs.read(issue_ids)

    def issue_worklogs(self, issue_id: str) -> list[Any]:
        """Return all worklogs of an issue that the account may see, none if the issue is gone."""
        return [authored(each) for each in super().issue_worklogs(issue_id)]

    def worklogs(self, ids: Sequence[int]) -> list[Any]:
        """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""
        return [authored(each) for each in super().worklogs(ids)]

    @cached_property
    def _epic_fields(self) -> tuple[str, ...]:
        return epic_fields(self.fields())

    def _scan(self, jql: str, fields: list[str], page_size: int) -> Iterable[list[Any]]:
        where = ORDER_BY.sub("", jql).strip()
        if ALTERNATIVES.search(where):
            where = f"({where})"

        def fetch(since: int | None, start: int) -> Any:
            bounds = [each for each in (where, since and f"updated >= {since}") if each]
            return self._searched(
                f"{' AND '.join(bounds)} ORDER BY updated ASC, key ASC".strip(),
                startAt=start,
                maxResults=page_size,
                fields=fields,
            )

        return Scan(fetch, self._clock, self.pool, jql).pages()

    def _searched(self, jql: str, **asked: Any) -> Any:
        try:
            return self.api.post(f"{self.platform}/search", {"jql": jql} | asked)
        except HttpStatusError as error:
            raise refused(error, jql) from None


def _clock(info: Any, overlap_minutes: int) -> Clock:
    """Return the server's time, ours where it does not tell."""
    try:
        told = instant(info.get("serverTime"), "serverTime")
    except BadValueError:
        told = None
    now = time.time() if told is None else told.timestamp()
    return Clock(server_ms=int(now * 1000), lag_ms=overlap_minutes * 60_000)
