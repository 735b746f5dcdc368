"""The small lists around the issues, read whole in each run."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira import list_rows
from extractors.jira.api import AGILE, PLATFORM, Api
from extractors.jira.errors import IncompleteSearchError, JiraAnswerError
from extractors.jira.feeds import Ahead
from extractors.jira.rows import Row
from extractors.jira.tables import BOARDS, FIELDS, PROJECTS, SPRINTS, STATUSES, USERS, VERSIONS
from extractors.landing import Table

log = logging.getLogger(__name__)

USERS_PAGE = 1000

SmallList = tuple[Table, list[Any], Callable[[Any], Row]]


def small_lists(api: Api, fields: list[Any]) -> Iterator[SmallList]:
    """Yield (table, raw objects, row function) of every small list; `fields` are read already."""
    projects = list(_projects(api))
    boards = list(_boards(api))
    live = [each for each in projects if _is_known(each) and not each.get("archived")]
    asked = [each for each in boards if _is_known(each)]
    yield FIELDS, fields, list_rows.field_row
    yield STATUSES, api.whole("statuses"), list_rows.status_row
    yield PROJECTS, projects, list_rows.project_row
    yield (
        VERSIONS,
        _gathered(Ahead(api, lambda each: _versions(api, each)), live),
        list_rows.version_row,
    )
    yield BOARDS, boards, list_rows.board_row
    yield (
        SPRINTS,
        _gathered(Ahead(api, lambda each: _sprints(api, each)), asked),
        list_rows.sprint_row,
    )
    yield USERS, list(_users(api)), list_rows.user_row


def _projects(api: Api) -> Iterator[Any]:
    """Yield projects by status, so that the flag is known where Jira leaves it out."""
    seen: set[str] = set()
    for status in ("live", "archived"):
        for each in api.paged(f"{PLATFORM}/project/search", status=status, expand="lead"):
            if _is_known(each):
                if str(each["id"]) in seen:
                    continue
                seen.add(str(each["id"]))
                each.setdefault("archived", status == "archived")
            yield each


def _is_known(raw: Any) -> bool:
    """Tell whether an object can be asked about; one that cannot still goes to the rejects."""
    return isinstance(raw, dict) and raw.get("id") is not None


def _versions(api: Api, project: Any) -> list[Any]:
    try:
        return api.whole("project_versions", str(project["id"]))
    except HttpStatusError as error:
        return _absent(error, "versions", project)


def _boards(api: Api) -> Iterator[Any]:
    try:
        yield from api.paged(f"{AGILE}/board")
    except HttpStatusError as error:
        if error.status != 404:
            raise
        log.warning("%s; this site has no Jira Software, so no boards and no sprints", error)


def _sprints(api: Api, board: Any) -> list[Any]:
    """Return a board's sprints; a kanban board has none and answers 400 when asked."""
    try:
        return list(api.paged(f"{AGILE}/board/{board['id']}/sprint"))
    except HttpStatusError as error:
        return [] if error.status == 400 else _absent(error, "sprints", board)


def _absent(error: HttpStatusError, what: str, parent: Any) -> list[Any]:
    if error.status != 404:
        raise error
    log.warning("%s of %s: %s; it was removed or hidden meanwhile", what, parent.get("name"), error)
    return []


def _users(api: Api) -> Iterator[Any]:
    """Yield all users; a page may be short before the last, so only an empty one ends them."""
    start, before = 0, None
    while True:
        page = api.get(f"{PLATFORM}/users/search", startAt=start, maxResults=USERS_PAGE)
        if not isinstance(page, list):
            raise JiraAnswerError(f"users/search: expected a list, got {type(page).__name__}")
        if not page:
            return
        if page == before:
            raise IncompleteSearchError(f"users/search repeats its page at {start}; run again")
        yield from page
        start, before = start + len(page), page


def _gathered(ahead: Ahead[Any, list[Any]], parents: list[Any]) -> list[Any]:
    """Return the children of all `parents`, each once: boards share sprints."""
    found: dict[str, Any] = {}
    for children in ahead.over(parents):
        for each in children:
            identity = each.get("id") if isinstance(each, dict) else None
            found.setdefault(str(identity) if identity is not None else f"?{len(found)}", each)
    return list(found.values())
