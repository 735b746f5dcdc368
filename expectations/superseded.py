"""Rows that were kept out while they counted, of deliveries whose place others have taken since.

Nobody judges them again, and yet a past day and the versions of a register are read from them; so
they stay out. Else a person's week of 400 hours would come to count on the day on which it is put
right, and for all the time before.
"""

from pathlib import Path

import duckdb

from expectations import store
from pmo.home import Home

COLLECT = """
insert into gate.superseded by name
select distinct kept.* from read_parquet($files, union_by_name = true) as kept
where kept.source = '{source}' and kept.disposition = 'quarantined'
and kept.row_number is not null and exists (
    select 1 from landed.{source}__files as later
    where later.table_name = kept.table_name and later.file_name = kept.source_file
    and later._batch_id > kept.batch_id
)
"""
KEEP_OUT = """
insert into gate.quarantined
select distinct source, table_name, batch_id, row_number from gate.superseded
where source = '{source}'
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `gate.superseded`, empty, with the columns of the quarantine."""
    connection.register("nothing", store.QUARANTINE.empty_table())
    connection.execute("create table gate.superseded as from nothing")
    connection.unregister("nothing")


def keep_out(connection: duckdb.DuckDBPyConnection, home: Home, source: str) -> None:
    """Put what the last nights kept out of superseded files of `source` there, and keep it out."""
    found = [str(path) for path in (_current(home), _superseded(home)) if path.exists()]
    if found:
        connection.execute(COLLECT.format(source=source), {"files": found})
        connection.execute(KEEP_OUT.format(source=source))


def write(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write `gate.superseded` beside tonight's quarantine; to be done before that is replaced."""
    rows = connection.execute("from gate.superseded order by all").to_arrow_table()
    if rows.num_rows or _superseded(home).exists():
        store.write_table(_superseded(home), rows.cast(store.QUARANTINE))


def _current(home: Home) -> Path:
    return home.quarantine / "current.parquet"


def _superseded(home: Home) -> Path:
    return home.quarantine / "superseded.parquet"
