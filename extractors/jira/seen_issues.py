"""Note which issues a run reads, for its batch is not to be seen before it is committed."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from extractors.jira.issue_ids import Ints, IssueIds, ProjectCodes, parsed_page, united
from extractors.jira.site import Site

PAGES_AT_ONCE = 50


class SeenIssues:
    """Every issue that came by a search of `site`."""

    def __init__(self, site: Site, codes: ProjectCodes) -> None:
        self._inner, self._codes = site, codes
        self._pages: list[tuple[Ints, Ints, Ints]] = []
        self._waiting: list[tuple[str, str]] = []

    @property
    def site(self) -> Site:
        """The site, whose searches are listened to."""
        return cast(Site, self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def search(self, jql: str, fields: Sequence[str], page_size: int) -> Iterator[list[Any]]:
        """Yield the pages that `site` yields."""
        for page in self._inner.search(jql, fields, page_size):
            self._waiting += [
                (str(each["id"]), each["key"])
                for each in page
                if isinstance(each, dict)
                and str(each.get("id")).isdecimal()
                and isinstance(each.get("key"), str)
            ]
            if len(self._waiting) > PAGES_AT_ONCE * page_size:
                self._turn()
            yield page

    def issues(self) -> IssueIds:
        """Return what was seen so far."""
        self._turn()
        seen = united(self._pages)
        self._pages = [
            (seen.ids, seen.projects, seen.numbers)
        ]  # or a million issues are kept twice
        return seen

    def _turn(self) -> None:
        self._pages.append(parsed_page(self._waiting, self._codes))
        self._waiting = []
