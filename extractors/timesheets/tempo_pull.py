"""One run's reading of Tempo: land what differs from what has landed, and find what is gone."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from extractors.landing import BatchWriter
from extractors.progress import Progress
from extractors.timesheets.tables import TEMPO_WORKLOGS
from extractors.timesheets.tempo_api import TempoApi
from extractors.timesheets.tempo_errors import BadWorklogError
from extractors.timesheets.tempo_known import Known
from extractors.timesheets.tempo_refusals import Refusals
from extractors.timesheets.tempo_rows import Row, digested, ident, mended, worklog_row
from pmo.settings import Tempo

log = logging.getLogger(__name__)

LOSS = "Tempo"


class Pull:
    """Compares what Tempo lists with what is known; `highest` is the newest change it read."""

    def __init__(
        self, settings: Tempo, api: TempoApi, known: Known, writer: BatchWriter, refusals: Refusals
    ) -> None:
        self.scope = scope_of(settings)
        self.highest: datetime | None = None
        self._settings, self._api, self._known = settings, api, known
        self._writer, self._refusals = writer, refusals
        self._missing: set[str] = set()
        self._changed: set[str] = set()  # known, and landed anew: perhaps under another day
        self._compared = 0
        self._progress = Progress("tempo worklogs")

    def update(self, since: date, until: date) -> None:
        """Land what changed from the day `since` on of the work done before the day `until`."""
        self._land(self._listed(updatedFrom=since.isoformat()), until=until)

    def compare(self, first: date | None, last: date | None) -> None:
        """Read the closed interval of work days whole, and note what is missing there.

        None is an open end.
        """
        days = {"from": first, "to": last}
        asked = {name: day.isoformat() for name, day in days.items() if day}
        expected = self._known.between(first, last, self.scope)
        seen = self._land(self._listed(**asked), expected=expected)
        self._compared += len(expected)
        self._missing |= expected.keys() - seen - self._changed

    def settle(self, now: datetime) -> None:
        """Ask for each missing worklog by its id; land those that are there, delete the others."""
        lost, share = len(self._missing), self._settings.max_lost_share
        if lost >= max(self._settings.min_lost, 1) and lost > share * self._compared:
            self._refusals.refuse(LOSS, _mass_loss(lost, self._compared, share), {})
        else:
            self._refusals.settle(LOSS)
            gone = [each for each in sorted(self._missing, key=int) if self._is_gone(each)]
            rows = [{**row, "deleted_at": now} for row in self._known.rows(gone)]
            self._writer.write(TEMPO_WORKLOGS, rows)
            for worklog_id in gone:
                self._refusals.settle(_name(worklog_id))
            if gone:
                log.info("tempo: %s worklogs are gone", f"{len(gone):,}")
        self._progress.done(self._writer.rows(TEMPO_WORKLOGS), len(self._refusals.open))

    def _listed(self, **asked: str) -> Iterator[list[Any]]:
        filters = self._settings.project_ids
        return self._api.pages(**asked, **({"projectId": list(filters)} if filters else {}))

    def _land(
        self,
        pages: Iterable[list[Any]],
        until: date | None = None,
        expected: Mapping[str, str] = MappingProxyType({}),
    ) -> set[str]:
        """Land what is new or differs, of days before `until`; return the ids of all of these.

        `expected` are the digests that are likely to be asked for: the others cost a look-up.
        """
        seen: set[str] = set()
        for page in pages:
            rows = {row["tempo_worklog_id"]: row for row in self._readable(page)}
            times = [row["updated_at"] for row in rows.values() if row["updated_at"]]
            self.highest = max([*times, *([self.highest] if self.highest else [])], default=None)
            rows = {key: row for key, row in rows.items() if not until or row["work_date"] < until}
            digests = {key: expected[key] for key in rows if key in expected}
            digests |= self._known.digests(rows.keys() - digests.keys())
            changed = {key: row for key, row in rows.items() if digests.get(key) != row["digest"]}
            self._writer.write(TEMPO_WORKLOGS, changed.values())
            self._changed |= changed.keys() & digests.keys()
            self._missing -= rows.keys()
            seen |= rows.keys()
            self._progress.add(len(page))
        return seen

    def _readable(self, page: list[Any]) -> Iterator[Row]:
        for raw in page:
            try:
                row = worklog_row(raw, self._settings, self.scope)
            except BadWorklogError as error:
                self._refusals.refuse(_named(raw), error, raw)
                continue
            self._refusals.settle(_name(row["tempo_worklog_id"]))
            yield row

    def _is_gone(self, worklog_id: str) -> bool:
        raw = self._api.worklog(worklog_id)
        if raw is not None:
            self._land([[raw]])
        return raw is None


def scope_of(settings: Tempo) -> str:
    """Return a digest of what decides which worklogs are read, and into which columns."""
    attributes = [settings.account_attribute, settings.activity_attribute]
    return digested([sorted(settings.project_ids), attributes, TEMPO_WORKLOGS.version])


def _name(worklog_id: str) -> str:
    return f"Tempo worklog {worklog_id}"


def _named(raw: Any) -> str:
    try:
        return _name(ident(raw))
    except BadWorklogError:
        return f"Tempo worklog without id ({digested(mended(repr(raw)))})"


def _mass_loss(lost: int, compared: int, share: float) -> BadWorklogError:
    return BadWorklogError(
        "",
        f"{lost} of {compared}",
        f"{lost:,} of {compared:,} worklogs that have landed are no longer listed by Tempo, more "
        f"than timesheets.tempo.max_lost_share ({share:g}) lets go at once; none was taken for "
        "deleted, and their hours still count",
        "look whether the owner of the token lost a permission; if they were deleted in truth, "
        "raise the share for one run",
    )
