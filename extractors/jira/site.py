"""One interface to Jira, behind which Cloud and Data Center lie.

with open_site(settings.jira, connection) as site:
    for page in site.search("updated >= 86400000 ORDER BY updated", ["summary"], 100): ...
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Protocol, Self

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.cloud import Cloud
from extractors.jira.data_center import DataCenter
from extractors.jira.errors import UnknownSiteError
from pmo.connections import Connection
from pmo.settings import Jira

SERVER_INFO = "/rest/api/2/serverInfo"  # both editions serve it there


class Site(Protocol):
    """One Jira, whose every read is complete or raises; 403 is an `HttpStatusError` like others.

    Objects are raw, as Cloud writes them: people have an `accountId`, groups a `groupId`.
    """

    edition: str
    version: str  # as serverInfo says it, empty if it does not
    url: str
    pool: ThreadPoolExecutor  # as many threads as requests may be under way

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def check_access(self) -> str:
        """Return the account's name; raise at once when Jira does not know or want it."""

    def fields(self) -> list[Any]:
        """Return all fields, custom ones too."""

    def statuses(self) -> list[Any]:
        """Return all statuses with their category."""

    def priorities(self) -> list[Any]:
        """Return the priorities in Jira's order, the most urgent first."""

    def projects(self) -> Iterable[Any]:
        """Return live and archived projects, each with the flag `archived`."""

    def versions(self, project: Any) -> list[Any]:
        """Return the versions of a raw project."""

    def components(self, project: Any) -> list[Any]:
        """Return the components of a raw project."""

    def boards(self) -> Iterable[Any]:
        """Return all boards, none where the site has no Jira Software."""

    def sprints(self, board: Any) -> list[Any]:
        """Return the sprints of a raw board, none if it is of a kind that has none."""

    def users(self) -> Iterable[Any]:
        """Return all users, inactive ones too."""

    def groups(self) -> Iterable[Any]:
        """Return all groups."""

    def members(self, group: Any) -> Iterable[Any]:
        """Return the users of a raw group, inactive ones too."""

    def search(self, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
        """Yield pages of raw issues; one that is edited meanwhile may come twice."""

    def ids(self, jql: str) -> Iterator[list[tuple[str, str]]]:
        """Yield pages of (issue id, issue key); one that is edited meanwhile may come twice."""

    def count(self, jql: str) -> int:
        """Return how many issues Jira counts for `jql` (without ORDER BY)."""

    def issue(self, issue_id: str, fields: Sequence[str] = ("project", "updated")) -> Any | None:
        """Return one raw issue by its id, None if Jira knows none (404)."""

    def changelogs(self, issue_ids: Sequence[str]) -> list[tuple[str, Any]]:
        """Return (issue id, raw history) of at most 1000 issues; callable from several threads.

        A history may come twice. What is missing stands as `Unread` in place of a history.
        """

    def changed_worklogs(self, feed: str, since: int) -> Iterator[tuple[list[Any], int]]:
        """Yield pages of the feed `updated` or `deleted` from epoch ms `since`, with their end."""

    def issue_worklogs(self, issue_id: str) -> list[Any]:
        """Return all worklogs of an issue that the account may see, none if the issue is gone."""

    def worklogs(self, ids: Sequence[int]) -> list[Any]:
        """Return the bodies of at most 1000 worklogs, less those deleted or hidden meanwhile."""


def open_site(
    settings: Jira, connection: Connection, sleep: Callable[[float], object] | None = None
) -> Site:
    """Ask the address which edition it is and return its site; `sleep` waits for retries."""
    api = Api(settings, connection, sleep)
    try:
        info = _server_info(api)
        site = _site(api, info, settings.overlap_minutes)
        site.version = str(info.get("version") or "")
    except BaseException:
        api.close()
        raise
    return site


def _site(api: Api, info: dict[str, Any], overlap_minutes: int) -> Site:
    deployment = str(info["deploymentType"])
    match deployment.replace(" ", "").casefold():
        case "cloud":
            return Cloud(api)
        # Data Center calls itself Server, too.
        case "server" | "datacenter":
            return DataCenter(api, info, overlap_minutes)
    raise UnknownSiteError(
        f"{api.url}{SERVER_INFO} says deploymentType {deployment!r}; known are Cloud, Server and "
        "DataCenter. Is PMO_JIRA_URL the base address of a Jira?"
    )


def _server_info(api: Api) -> dict[str, Any]:
    try:
        info = api.get(SERVER_INFO)
    except HttpStatusError as error:
        if error.status in {404, 410}:
            raise UnknownSiteError(
                f"{error.said}. So it cannot be told whether this is Jira Cloud or Data Center: is "
                "PMO_JIRA_URL the base address of Jira (https://<site>.atlassian.net, or "
                "https://jira.example.com/jira where Jira has a context path), and does no proxy "
                f"hide {SERVER_INFO}?"
            ) from None
        raise
    member(info, "deploymentType", str, SERVER_INFO)
    return dict(info)
