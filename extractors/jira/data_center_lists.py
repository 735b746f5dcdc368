"""The lists of Data Center and Server: what is configured, and who is there."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.api import member
from extractors.jira.errors import IncompleteSearchError
from extractors.jira.rest import RestSite
from extractors.jira.shapes import grouped, person, with_lead

log = logging.getLogger(__name__)

USERS_PAGE = 1000
GROUPS_PAGE = 1000
NO_USER_LIST = frozenset({403, 404, 405})  # before 10.3 and 11.0, or not for this account


class DataCenterLists(RestSite):
    """Answers the small lists, in the shapes of Cloud."""

    platform = "/rest/api/2"

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
            found: Iterable[Any] = list(self._user_list())
        except HttpStatusError as error:
            if error.status not in NO_USER_LIST:
                raise
            path = f"{self.platform}/user/search"
            found = self.api.listed_in_pages(path, USERS_PAGE, username=".", includeInactive="true")
        yield from map(person, found)

    def groups(self) -> list[Any]:
        """Return the groups, as many as Jira shows at once: their list has no pages."""
        path = f"{self.platform}/groups/picker"
        answer = self.api.get(path, query="", maxResults=GROUPS_PAGE)
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
