"""Land Tempo's worklogs: what changed since the last run, and what is gone.

Incremental by watermark (under `STATE`, beside the files that are known):

    updated     `updatedFrom` goes on at this day, less a day of overlap
    full_on     the day on which everything was read last
    scope       digest of what is asked for; when it changes, everything is read again
    refused     what holds of the rejects, see `tempo_refusals`

Tempo names no deletion. So the days of a window (now and then all days) are read whole and held
against what has landed of them: a worklog that is missing there and that Tempo does not know by its
id either is deleted. Asking for each by its id also finds those whose day was changed, and those
that no page held because another was deleted while we read.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from extractors.landing import BatchWriter, Landing
from extractors.timesheets.tempo_api import TempoApi
from extractors.timesheets.tempo_known import Known
from extractors.timesheets.tempo_pull import Pull, scope_of
from extractors.timesheets.tempo_refusals import Refusals
from pmo.clock import wall_time
from pmo.connections import Connection
from pmo.settings import Settings, Tempo

log = logging.getLogger(__name__)

STATE = "/tempo"  # no path of a file begins like this
OVERLAP = timedelta(days=1)  # `updatedFrom` is a day, in a time zone that nobody states
SLICE = timedelta(days=92)  # bounds what is compared at a time

Span = tuple[date | None, date | None]


def land_tempo(
    settings: Settings,
    landing: Landing,
    writer: BatchWriter,
    connection: Connection,
    sleep: Callable[[float], object] | None = None,
) -> None:
    """Write what changed in Tempo into a batch that is open, and move its watermark.

    Raises `HttpStatusError` (401 and 403 at once), `RetryLaterError`, `TempoAnswerError`.
    """
    tempo, today = settings.timesheets.tempo, landing.clock.today()
    before: dict[str, Any] = writer.watermark_before.get(STATE, {})
    began = max(landing.clock.now(), wall_time())
    window = today - timedelta(days=tempo.window_days)
    full_on = _full_on(before, today, tempo)
    refusals = Refusals(writer, before.get("refused", {}))
    with TempoApi(tempo, connection, sleep) as api, Known(landing) as known:
        pull = Pull(tempo, api, known, writer, refusals)
        if full_on is None:
            log.info("tempo: reading all days, to find what is gone")
            for first, last in all_days(tempo.since, window):
                pull.compare(first, last)
        else:
            pull.update(date.fromisoformat(before["updated"]) - OVERLAP, until=window)
            pull.compare(window, None)
        pull.settle(landing.clock.now())
    writer.watermark_after[STATE] = {
        "updated": _bookmark(before, pull.highest, began),
        "full_on": (full_on or today).isoformat(),
        "scope": pull.scope,
        "refused": refusals.open,
    }


def all_days(since: date, window: date) -> list[Span]:
    """Return closed intervals, None for an open end, that together hold every day once."""
    if since >= window:
        return [(None, None)]
    spans: list[Span] = [(None, since - timedelta(days=1))]
    while since < window:
        end = min(since + SLICE, window)
        spans.append((since, end - timedelta(days=1)))
        since = end
    return [*spans, (window, None)]


def _full_on(before: Mapping[str, Any], today: date, settings: Tempo) -> date | None:
    """Return the day on which everything was read last, None when that is due again."""
    if before.get("scope") != scope_of(settings):
        return None
    day = date.fromisoformat(before["full_on"])
    return day if today - day < timedelta(days=settings.full_days) else None


def _bookmark(before: Mapping[str, Any], highest: datetime | None, began: datetime) -> str:
    """Return the day to go on from: the newest change that was read, never past the run's begin."""
    reached = min(highest, began).date() if highest else began.date()
    return max(str(before.get("updated", "")), reached.isoformat())
