"""Land changed and deleted worklogs."""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from extractors.bulk import prefetched
from extractors.jira.checkpoints import Checkpoints
from extractors.jira.columns import worklog_columns
from extractors.jira.errors import BadValueError
from extractors.jira.feeds import WORKLOG_IDS, Ahead
from extractors.jira.intake import Intake
from extractors.jira.rows import Row, deletion_row, worklog_row
from extractors.jira.site import Site
from extractors.jira.tables import DELETIONS, WORKLOGS
from extractors.jira.usual import as_sent
from extractors.jira.values import at, integer
from extractors.jira.window import Watermark, Window
from extractors.progress import Progress

PAGES_AHEAD = 3
UPDATED, DELETED = "worklogs_until_ms", "worklogs_deleted_until_ms"


def land_worklogs(site: Site, intake: Intake, watermark: Watermark) -> None:
    """Land what changed: first the ids, then the bodies, read on other threads."""
    progress, window = Progress("worklogs"), watermark.window("worklogs")
    checkpoints = Checkpoints(intake.writer, watermark)
    bodies: Ahead[list[int], list[Any]] = Ahead(site.pool, site.worklogs)
    until = watermark.before.get(UPDATED, 0)
    changed = site.changed_worklogs("updated", watermark.since(UPDATED))
    with closing(prefetched(changed, PAGES_AHEAD)) as ahead:
        for values, reached in ahead:
            ids = [
                worklog_id
                for each in values
                if (worklog_id := _changed_id(each, intake, window)) is not None
            ]
            for start in range(0, len(ids), WORKLOG_IDS):
                _land(bodies.put(ids[start : start + WORKLOG_IDS]), intake, progress)
            until = max(until, reached)
            if checkpoints.is_due:
                _land(bodies.rest(), intake, progress)
                watermark.advance(UPDATED, "worklogs", window, until)
                checkpoints.take()
    _land(bodies.rest(), intake, progress)
    intake.done(progress, WORKLOGS)
    watermark.advance(UPDATED, "worklogs", window, until)


def land_deletions(site: Site, intake: Intake, watermark: Watermark) -> None:
    """Land the ids of deleted worklogs."""
    progress, window = Progress("deletions"), watermark.window("deletions")
    until = watermark.before.get(DELETED, 0)
    for values, reached in site.changed_worklogs("deleted", watermark.since(DELETED)):
        for raw in values:
            identity = _identity(raw)
            if identity is None or window.is_new(*identity):
                intake.land(DELETIONS, raw, _deletion)
        progress.add(len(values))
        until = max(until, reached)
    intake.done(progress, DELETIONS)
    watermark.advance(DELETED, "deletions", window, until)


def _changed_id(raw: Any, intake: Intake, window: Window) -> int | None:
    """Return the id of a worklog whose body has to be read."""
    identity = _identity(raw)
    if identity is None:
        # Without an id there is no body to ask for: the announcement itself is rejected.
        intake.land(WORKLOGS, raw, _worklog)
        return None
    return int(identity[0]) if window.is_new(*identity) else None


def _identity(raw: Any) -> tuple[str, int] | None:
    """Return (id, epoch ms) of a change, None if it does not say."""
    try:
        worklog_id = integer(at(raw, "worklog_id", "worklogId"), "worklog_id")
        changed_ms = integer(at(raw, "updated_at", "updatedTime"), "updated_at")
    except BadValueError:
        return None
    return None if worklog_id is None or changed_ms is None else (str(worklog_id), changed_ms)


def _land(pages: Iterable[list[Any]], intake: Intake, progress: Progress) -> None:
    for found in pages:
        if columns := worklog_columns(found):
            intake.writer.write_columns(WORKLOGS, columns)
        else:
            intake.land_all(WORKLOGS, found, _worklog, lambda raw: (as_sent(raw), ""))
        progress.add(len(found))


def _worklog(raw: Any) -> list[Row]:
    return [worklog_row(raw)]


def _deletion(raw: Any) -> list[Row]:
    return [deletion_row(raw)]
