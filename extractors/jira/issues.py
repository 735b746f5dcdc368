"""Land changed issues, their links and their changelogs."""

import logging
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from typing import Any

from extractors.bulk import prefetched
from extractors.http import HttpStatusError
from extractors.jira.checkpoints import Checkpoints
from extractors.jira.columns import change_columns
from extractors.jira.errors import BadValueError, JiraAnswerError
from extractors.jira.feeds import Ahead
from extractors.jira.fields import FieldMap
from extractors.jira.intake import Intake
from extractors.jira.rows import Row, change_rows, issue_row, link_row
from extractors.jira.site import Site
from extractors.jira.tables import ISSUE_CHANGES, ISSUE_LINKS, ISSUES
from extractors.jira.usual import as_sent, history_id
from extractors.jira.values import at, instant, listed
from extractors.jira.window import Watermark, epoch_ms
from extractors.progress import Progress
from pmo.settings import Jira

log = logging.getLogger(__name__)

# Search refuses unbounded JQL; one day after the epoch is before any issue, in every time zone.
BEGINNING_MS = 86_400_000
IN_ORDER = "ORDER BY updated ASC, key ASC"
PAGES_AHEAD = 6  # a page asks for the next: the line rests whenever one has to wait for us
CHANGELOG_ISSUES = (
    100  # Jira takes 1000; small batches let the search in between, which waits for nothing
)

Histories = list[tuple[str, Any]]


def land_issues(
    settings: Jira, site: Site, intake: Intake, watermark: Watermark, fields: FieldMap
) -> None:
    """Land what changed since the watermark; changelogs are read meanwhile, on other threads."""
    changed = changed_since(watermark.since("issues_updated_ms"), settings.projects)
    progress = Progress("issues", _expected(site, changed))
    feed = IssueFeed(site, intake, watermark, fields)
    checkpoints = Checkpoints(intake.writer, watermark)
    pages = site.search(f"{changed} {IN_ORDER}", fields.requested, settings.page_size)
    with closing(prefetched(pages, PAGES_AHEAD)) as ahead:
        for page in ahead:
            feed.land(page)
            progress.add(len(page))
            if checkpoints.is_due:
                feed.settle(is_part=True)
                checkpoints.take()
    feed.settle()
    intake.done(progress, ISSUES)
    feed.done()


def changed_since(since_ms: int, projects: Iterable[str]) -> str:
    """Return the JQL for issues updated at or after `since_ms`.

    Epoch milliseconds, because a literal time has minutes only and is read in the time zone of
    the account's profile.
    """
    keys = ", ".join(f'"{key}"' for key in projects)
    scope = f"project in ({keys}) AND " if keys else ""
    return f"{scope}updated >= {max(BEGINNING_MS, since_ms)}"


def _expected(site: Site, jql: str) -> int | None:
    """Return how many issues there are to come; None, for it is only shown, if Jira won't say."""
    try:
        return site.count(jql)
    except (HttpStatusError, JiraAnswerError) as error:
        log.info("no count of the issues to read: %s", error)
        return None


class IssueFeed:
    """Issues with their links and changelogs, from the pages of a search into the batch."""

    def __init__(self, site: Site, intake: Intake, watermark: Watermark, fields: FieldMap) -> None:
        self._intake, self._watermark, self._fields = intake, watermark, fields
        self._window = watermark.window("issues")
        self._histories: Ahead[list[str], Histories] = Ahead(site.pool, site.changelogs)
        self._waiting: list[str] = []  # ids whose changelogs are not asked for yet
        self._links, self._changes = Progress("issue_links"), Progress("issue_changes")

    def land(self, page: Iterable[Any]) -> None:
        """Land a page, and of earlier ones the changelogs that have come meanwhile."""
        new = [raw for raw in page if self._is_new(raw)]
        landed: list[Any] = []

        def rows(raw: Any) -> list[Row]:
            row = issue_row(raw, self._fields)
            landed.append(raw)
            return [row]

        self._intake.land_all(ISSUES, new, rows)
        for raw in landed:
            self._land_links(raw)
        self._waiting += [issue_id for raw in new if (issue_id := _id_of(raw))]
        while len(self._waiting) >= CHANGELOG_ISSUES:
            batch = self._waiting[:CHANGELOG_ISSUES]
            self._waiting = self._waiting[CHANGELOG_ISSUES:]
            self._land_changes(self._histories.put(batch))

    def settle(self, *, is_part: bool = False) -> None:
        """Land every changelog that is due, and set the watermark to what was read.

        Of a part, an issue edited while we read says nothing: it stands where it stood before,
        far ahead of its neighbours in time, and what lies between is still to come.
        """
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._land_changes(self._histories.put(batch))
        self._land_changes(self._histories.rest())
        highest = self._window.settled if is_part else None
        self._watermark.advance("issues_updated_ms", "issues", self._window, highest)

    def done(self) -> None:
        """Say what came along with the issues."""
        self._intake.done(self._links, ISSUE_LINKS)
        self._intake.done(self._changes, ISSUE_CHANGES)

    def _is_new(self, raw: Any) -> bool:
        issue_id, changed_ms = _id_of(raw), _changed_ms(raw)
        return not issue_id or changed_ms is None or self._window.is_new(issue_id, changed_ms)

    def _land_links(self, raw: Any) -> None:
        if links := _links(raw):
            self._intake.land_all(ISSUE_LINKS, links, lambda each: [link_row(raw, each)])
            self._links.add(len(links))

    def _land_changes(self, batches: Iterable[Histories]) -> None:
        """Land the histories of some batches of issues, each item of a batch once."""
        for histories in batches:
            if columns := change_columns(histories):
                self._intake.writer.write_columns(ISSUE_CHANGES, columns)
            else:
                self._intake.land_all(ISSUE_CHANGES, histories, partial(_fresh, {}), _history)
            self._changes.add(len(histories))


def _id_of(raw: Any) -> str:
    return str(raw.get("id") or "") if isinstance(raw, dict) else ""


def _changed_ms(raw: Any) -> int | None:
    """Return when an issue was updated, None if that cannot be read."""
    try:
        found = instant(at(raw, "updated_at", "fields", "updated"), "updated_at")
    except BadValueError:
        return None
    return None if found is None else epoch_ms(found)


def _links(raw: Any) -> list[Any]:
    try:
        return list(listed(at(raw, "issuelinks", "fields", "issuelinks"), "issuelinks"))
    except BadValueError as error:
        # No list at all: taken for one link, it fails as one and so reaches the rejects.
        return [error.value]


def _fresh(seen: dict[tuple[str, str], int], item: tuple[str, Any]) -> list[Row]:
    """Return the rows of a history less those of items that came before, which `seen` counts."""
    issue_id, history = item
    rows = change_rows(issue_id, history)
    if rows:
        key = (issue_id, rows[0]["history_id"])
        known = seen.get(key, 0)
        seen[key] = max(known, len(rows))
        if known:
            return rows[known:]
    return rows


def _history(item: tuple[str, Any]) -> tuple[Any, str]:
    """Return the raw history, and how a reject names it."""
    issue_id, raw = item
    return as_sent(raw), f"{issue_id}/{history_id(raw) or '?'}"
