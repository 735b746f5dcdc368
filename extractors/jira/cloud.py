"""Jira Cloud, REST API v3.

The `jira` package serves the authentication check and the lists that come in one piece (fields,
statuses, versions). Everything paged or large goes through our own session, because the package
(3.10.5)
- retries neither 500, 502, 504 nor read time-outs, waits at most 60 s whatever `Retry-After` says,
  raises `ValueError` when that is a date or a fraction, and has no timeout by default;
- ends a paged list at the first page that is shorter than asked for, which loses the rest;
- knows neither `changelog/bulkfetch` nor `worklog/updated|list|deleted`, and holds all pages;
- writes the request's headers, token included, into its exceptions.
So its retries are switched off and our adapter is mounted on its session: the adapter raises every
refusal itself, and the package's own exceptions never come to be.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from jira import JIRA

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member, mended
from extractors.jira.changelogs import Changelogs
from extractors.jira.errors import SearchUnavailableError
from extractors.jira.feeds import GONE, broken_off, identity, next_token, refused
from extractors.jira.rest import RestSite
from extractors.jira.usual import SEARCH_PAGE, WORKLOGS, SearchPage

IDS_PAGE = 5000  # Jira's most when neither fields nor expansions are asked for
USERS_PAGE = 1000


class Cloud(RestSite):
    """One site of Jira Cloud."""

    edition = "Cloud"
    platform = "/rest/api/3"

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._client = _client(api)
        self._changelogs = Changelogs(api, self.platform)

    def close(self) -> None:
        """End both sessions."""
        super().close()
        self._client.close()

    def check_access(self) -> str:
        """Return the account's name; raise at once when Jira does not know or want it."""
        try:
            me = self._client.myself()
        except ValueError as error:
            raise self.api.no_json("GET /myself", error) from None
        if not isinstance(me, dict):
            raise self.api.no_json("GET /myself", TypeError(f"got {type(me).__name__}"))
        return str(me.get("displayName") or me.get("accountId"))

    def whole(self, name: str, *arguments: str) -> list[dict[str, Any]]:
        """Return the raw objects of a list that the package's method `name` reads in one piece."""
        try:
            found = getattr(self._client, name)(*arguments)
            return [mended(each if isinstance(each, dict) else each.raw) for each in found]
        except (ValueError, TypeError, AttributeError) as error:
            raise self.api.no_json(f"{name} {' '.join(arguments)}".strip(), error) from None

    def fields(self) -> list[Any]:
        """Return all fields, custom ones too."""
        return self.whole("fields")

    def statuses(self) -> list[Any]:
        """Return all statuses with their category."""
        return self.whole("statuses")

    def versions(self, project: Any) -> list[Any]:
        """Return the versions of a raw project."""
        return self.whole("project_versions", str(project["id"]))

    def priorities(self) -> list[Any]:
        """Return the priorities in Jira's order, from the paged list once the plain one is gone."""
        try:
            return super().priorities()
        except HttpStatusError as error:
            if error.status not in GONE:
                raise
            return list(self.api.paged(f"{self.platform}/priority/search"))

    def projects(self) -> Iterator[Any]:
        """Yield projects by status, so that the flag is known where Jira leaves it out."""
        seen: set[str] = set()
        path = f"{self.platform}/project/search"
        for status in ("live", "archived"):
            for each in self.api.paged(path, status=status, expand="lead"):
                if isinstance(each, dict) and each.get("id") is not None:
                    if str(each["id"]) in seen:
                        continue
                    seen.add(str(each["id"]))
                    each.setdefault("archived", status == "archived")
                yield each

    def users(self) -> Iterator[Any]:
        """Yield all users that have or had an account."""
        return self.api.listed_in_pages(f"{self.platform}/users/search", USERS_PAGE)

    def groups(self) -> Iterator[Any]:
        """Yield all groups; one without an id goes by its name."""
        for each in self.api.paged(f"{self.platform}/group/bulk"):
            if isinstance(each, dict) and each.get("groupId") is None:
                each["groupId"] = each.get("name")
            yield each

    def search(self, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
        """Yield the pages of issues that match `jql`; the next is fetched while one is in use."""

        def fetch(token: str | None) -> Any:
            body = {"jql": jql, "fields": list(fields), "maxResults": page_size}
            return self._searched(body | ({"nextPageToken": token} if token else {}))

        seen: set[str] = set()
        page = fetch(None)
        while True:
            if isinstance(page, SearchPage):
                head = {"nextPageToken": page.nextPageToken, "isLast": page.isLast}
            else:
                head = page
            # An empty page is not the end: permission filtering can empty one mid-search.
            token = next_token(head, seen, jql) if isinstance(head, dict) else None
            ahead = self.pool.submit(fetch, token) if token else None
            yield self._issues(page)
            if ahead is None:
                return
            page = ahead.result()

    def _issues(self, page: Any) -> list[Any]:
        """Return the issues of a page of the search."""
        if isinstance(page, SearchPage):
            page = {"issues": self.api.decoded(bytes(page.issues), "search/jql")}
        return cast(list[Any], member(page, "issues", list, "search/jql"))

    def ids(self, jql: str) -> Iterator[list[tuple[str, str]]]:
        """Yield pages of (issue id, issue key) that match `jql`."""
        for page in self.search(jql, ["id", "key"], IDS_PAGE):
            yield [identity(each, jql) for each in page]

    def count(self, jql: str) -> int:
        """Return about how many issues match `jql`; what changed just now may be missing."""
        path = f"{self.platform}/search/approximate-count"
        try:
            answer = self.api.post(path, {"jql": jql})
        except HttpStatusError as error:
            raise refused(error, jql) from None
        return int(member(answer, "count", int, path))

    def changelogs(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, raw history) of `issue_ids`; see `Changelogs.read`."""
        return self._changelogs.read(issue_ids)

    def worklogs(self, ids: Sequence[int]) -> list[Any]:
        """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""
        path = f"{self.platform}/worklog/list"
        return self.api.as_list(self.api.post(path, {"ids": list(ids)}, WORKLOGS), path)

    def _searched(self, body: dict[str, Any]) -> Any:
        try:
            return self.api.post(f"{self.platform}/search/jql", body, SEARCH_PAGE)
        except HttpStatusError as error:
            if error.status in GONE:
                raise SearchUnavailableError(
                    f"{error.said}; this address calls itself Jira Cloud and does not serve its "
                    "search (API v3). Is PMO_JIRA_URL the base address of the site, "
                    "https://<site>.atlassian.net?"
                ) from None
            broken = broken_off(error, body)
            raise (refused(error, body["jql"]) if broken is error else broken) from None


def _client(api: Api) -> JIRA:
    # No request before the adapter is mounted, hence no server information at construction.
    client = JIRA(
        server=api.url,
        options={"rest_api_version": "3"},
        get_server_info=False,
        max_retries=0,
        timeout=None,
    )
    client._session.auth = api.session.auth
    for scheme, adapter in api.session.adapters.items():
        client._session.mount(scheme, adapter)
    return client
