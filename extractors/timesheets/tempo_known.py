"""What has landed of Tempo, as it stands: to land only what changed, and to miss what is gone."""

from collections.abc import Collection, Sequence
from datetime import date
from types import TracebackType
from typing import Self

import duckdb

from extractors.landing import Landing
from extractors.timesheets.tables import SOURCE, TEMPO_WORKLOGS
from extractors.timesheets.tempo_rows import Row
from pmo.manifests import live_files

NEWEST = """
select * from read_parquet(?, union_by_name = true, hive_partitioning = false)
qualify row_number() over (
    partition by tempo_worklog_id order by _batch_id desc, _row_number desc
) = 1
"""
KNOWN = """
create temp table known as
select tempo_worklog_id, digest, scope, work_date, deleted_at is not null as is_deleted
from ({newest})
"""
WHOLE = "select {columns} from ({newest}) where tempo_worklog_id in (select unnest(?))"
STANDING = "select tempo_worklog_id, digest from known where not is_deleted and {which}"
BETWEEN = """work_date between coalesce(?, date '0001-01-01') and coalesce(?, date '9999-12-31')
and scope = ?"""


class Known:
    """The newest landed row of each worklog, without those that are gone; a context manager."""

    def __init__(self, landing: Landing) -> None:
        self._files = [str(each) for each in live_files(landing.root, SOURCE, TEMPO_WORKLOGS.name)]
        self._db = duckdb.connect()
        self._db.execute("set timezone = 'UTC'")
        self._db.execute(KNOWN.format(newest=NEWEST), [self._files])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def digests(self, ids: Collection[str]) -> dict[str, str]:
        """Return the digest of each of `ids` that stands, by id."""
        if not ids:
            return {}
        which = "tempo_worklog_id in (select unnest(?))"
        rows = self._db.execute(STANDING.format(which=which), [list(ids)]).fetchall()
        return dict(rows)

    def between(self, first: date | None, last: date | None, scope: str) -> dict[str, str]:
        """Return the digests of what was seen under `scope` in the closed interval of work days.

        None is an open end.
        """
        rows = self._db.execute(STANDING.format(which=BETWEEN), [first, last, scope]).fetchall()
        return dict(rows)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """Return the landed rows of `ids` whole, without their lineage."""
        if not ids:
            return []  # the landing is read for this once more, whole
        query = WHOLE.format(columns=", ".join(TEMPO_WORKLOGS.columns.names), newest=NEWEST)
        found = self._db.execute(query, [self._files, list(ids)]).to_arrow_table()
        rows: list[Row] = found.to_pylist()
        return rows
