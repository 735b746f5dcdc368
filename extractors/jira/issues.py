"""Land changed issues, their links and their changelogs."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from extractors.jira.errors import BadValueError
from extractors.jira.feeds import Ahead
from extractors.jira.fields import FieldMap
from extractors.jira.intake import Intake
from extractors.jira.rows import Row, change_rows, issue_row, link_row
from extractors.jira.site import Site
from extractors.jira.tables import ISSUE_CHANGES, ISSUE_LINKS, ISSUES
from extractors.jira.values import at, instant, listed
from extractors.jira.window import Watermark, Window, epoch_ms
from extractors.progress import Progress
from pmo.settings import Jira

# Search refuses unbounded JQL; one day after the epoch is before any issue, in every time zone.
BEGINNING_MS = 86_400_000
CHANGELOG_ISSUES = 250  # Jira takes 1000; smaller batches keep all threads busy and memory flat

Histories = list[tuple[str, Any]]


def land_issues(
    settings: Jira, site: Site, intake: Intake, watermark: Watermark, fields: FieldMap
) -> None:
    """Land what changed since the watermark; changelogs are read meanwhile, on other threads."""
    progress, window = Progress("issues"), watermark.window("issues")
    links, changes = Progress("issue_links"), Progress("issue_changes")
    histories: Ahead[list[str], Histories] = Ahead(site.pool, site.changelogs)
    query = changed_since(watermark.since("issues_updated_ms"), settings.projects)
    waiting: list[str] = []
    for page in site.search(query, fields.requested, settings.page_size):
        for raw in page:
            waiting += _land_issue(raw, intake, window, fields, links)
        while len(waiting) >= CHANGELOG_ISSUES:
            batch, waiting = waiting[:CHANGELOG_ISSUES], waiting[CHANGELOG_ISSUES:]
            _land_changes(histories.put(batch), intake, changes)
        progress.add(len(page))
    if waiting:
        _land_changes(histories.put(waiting), intake, changes)
    _land_changes(histories.rest(), intake, changes)
    intake.done(progress, ISSUES)
    intake.done(links, ISSUE_LINKS)
    intake.done(changes, ISSUE_CHANGES)
    watermark.advance("issues_updated_ms", "issues", window)


def changed_since(since_ms: int, projects: Iterable[str]) -> str:
    """Return the JQL for issues updated at or after `since_ms`.

    Epoch milliseconds, because a literal time has minutes only and is read in the time zone of
    the account's profile.
    """
    keys = ", ".join(f'"{key}"' for key in projects)
    scope = f"project in ({keys}) AND " if keys else ""
    return f"{scope}updated >= {max(BEGINNING_MS, since_ms)} ORDER BY updated ASC, key ASC"


def _land_issue(
    raw: Any, intake: Intake, window: Window, fields: FieldMap, links: Progress
) -> list[str]:
    """Land one issue and its links; return its id if its changelog has to be read."""
    issue_id = str(raw.get("id") or "") if isinstance(raw, dict) else ""
    changed_ms = _changed_ms(raw)
    if issue_id and changed_ms is not None and not window.is_new(issue_id, changed_ms):
        return []
    if intake.land(ISSUES, raw, lambda each: [issue_row(each, fields)]):
        for link in _links(raw):
            intake.land(ISSUE_LINKS, link, lambda each: [link_row(raw, each)])
            links.add(1)
    return [issue_id] if issue_id else []


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


def _land_changes(batches: Iterable[Histories], intake: Intake, progress: Progress) -> None:
    """Land the histories of some batches of issues, each item of a batch once."""
    for histories in batches:
        intake.land_all(ISSUE_CHANGES, histories, partial(_fresh, {}), _history)
        progress.add(len(histories))


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
    history_id = raw.get("id") if isinstance(raw, dict) else None
    return raw, f"{issue_id}/{history_id or '?'}"
