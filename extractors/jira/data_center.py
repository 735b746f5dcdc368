"""Jira Data Center and Server, REST API v2; everything goes through our own session.

Raw objects leave as Cloud writes them: a person's `accountId` is the user key (the name on
versions that have none), which is what the changelog says too; a group's `groupId` is its name.
"""

import logging
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.errors import BadValueError, IncompleteSearchError
from extractors.jira.feeds import identity, refused
from extractors.jira.full_changelogs import FullChangelogs
from extractors.jira.people import grouped, issue_people, person, with_lead
from extractors.jira.rest import RestSite
from extractors.jira.scan import Clock, Scan
from extractors.jira.values import instant

log = logging.getLogger(__name__)

IDS_PAGE = 1000
USERS_PAGE = 1000
NO_USER_LIST = frozenset({403, 404, 405})  # before 10.3 and 11.0, or not for this account
ORDER_BY = re.compile(r"\border\s+by\b.*", re.IGNORECASE | re.DOTALL)


class DataCenter(RestSite):
    """One Jira that somebody runs themselves."""

    edition = "Data Center"
    platform = "/rest/api/2"

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

    def fields(self) -> list[Any]:
        """Return all fields, custom ones too."""
        return self.api.listed(f"{self.platform}/field")

    def statuses(self) -> list[Any]:
        """Return all statuses with their category."""
        return self.api.listed(f"{self.platform}/status")

    def projects(self) -> list[Any]:
        """Return live and archived projects."""
        path = f"{self.platform}/project"
        found = self.api.listed(path, expand="lead", includeArchived="true")
        for each in found:
            if isinstance(each, dict):
                with_lead(each).setdefault("archived", False)
        return found

    def versions(self, project: Any) -> list[Any]:
        """Return the versions of a raw project."""
        return self.api.listed(f"{self.platform}/project/{project['id']}/versions")

    def components(self, project: Any) -> list[Any]:
        """Return the components of a raw project, which newer versions do not name in them."""
        found = super().components(project)
        for each in found:
            if isinstance(each, dict):
                with_lead(each).setdefault("projectId", project["id"])
        return found

    def users(self) -> Iterator[Any]:
        """Yield all users; before 10.3 those with a dot in name or address, which is how it is.

        There a search is all that Jira offers, and it wants something to search for.
        """
        try:
            yield from map(person, self._user_list())
        except HttpStatusError as error:
            if error.status not in NO_USER_LIST:
                raise
            path = f"{self.platform}/user/search"
            found = self.api.listed_in_pages(path, USERS_PAGE, username=".", includeInactive="true")
            yield from map(person, found)

    def groups(self) -> list[Any]:
        """Return the groups, as many as Jira shows at once: their list has no pages."""
        path = f"{self.platform}/groups/picker"
        answer = self.api.get(path, query="", maxResults=1000)
        found, total = member(answer, "groups", list, path), member(answer, "total", int, path)
        if len(found) < total:
            log.warning(
                "%s shows %s of %s groups; the others and their members are not read. Ask Jira's "
                "administrator to raise jira.ajax.autocomplete.limit above %s",
                path,
                len(found),
                total,
                total,
            )
        return [grouped(each) for each in found]

    def members(self, group: Any) -> Iterator[Any]:
        """Yield the users of a raw group, inactive ones too."""
        return map(person, super().members(group))

    def search(self, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
        """Yield pages of issues by `updated`, whatever order `jql` asks for."""
        asked = list(dict.fromkeys([*fields, "updated"]))
        for page in self._scan(jql, asked, page_size):
            yield [issue_people(each) for each in page]

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
        return issue_people(super().issue(issue_id, fields))

    def changelogs(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, raw history) of `issue_ids`; see `FullChangelogs.read`."""
        return self._changelogs.read(issue_ids)

    def issue_worklogs(self, issue_id: str) -> list[Any]:
        """Return all worklogs of an issue that the account may see, none if the issue is gone."""
        return [_booked(each) for each in super().issue_worklogs(issue_id)]

    def worklogs(self, ids: Sequence[int]) -> list[Any]:
        """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""
        return [_booked(each) for each in super().worklogs(ids)]

    def _named(self, group: Any) -> dict[str, Any]:
        return {"groupname": str(group["groupId"])}

    def _user_list(self) -> Iterator[Any]:
        """Yield all users from the list of Jira 10.3 and 11.0 on."""
        path, seen = f"{self.platform}/user/list", set[str]()
        cursor: dict[str, str] = {}
        while True:
            page = self.api.get(path, maxResults=USERS_PAGE, **cursor)
            yield from member(page, "values", list, path)
            following = page.get("nextCursor")
            if page.get("isLast") is True or following is None:
                return
            if str(following) in seen:
                raise IncompleteSearchError(f"{path}: the cursor {following} repeats; run again")
            seen.add(str(following))
            cursor = {"cursor": str(following)}

    def _scan(self, jql: str, fields: list[str], page_size: int) -> Iterable[list[Any]]:
        where = ORDER_BY.sub("", jql).strip()

        def fetch(since: int | None, start: int) -> Any:
            bound = "" if since is None else f"updated >= {since}"
            query = " AND ".join(each for each in (f"({where})" if where else "", bound) if each)
            return self._searched(
                f"{query} ORDER BY updated ASC, key ASC".strip(),
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


def _booked(raw: Any) -> Any:
    """Return a worklog with its author as Cloud writes people."""
    if isinstance(raw, dict):
        person(raw.get("author"))
    return raw


def _clock(info: Any, overlap_minutes: int) -> Clock:
    """Return the server's time, ours where it does not tell."""
    try:
        told = instant(info.get("serverTime"), "serverTime")
    except BadValueError:
        told = None
    now = time.time() if told is None else told.timestamp()
    return Clock(server_ms=int(now * 1000), lag_ms=overlap_minutes * 60_000)
