"""Hold two warehouses against each other, cell by cell and in both directions."""

from pathlib import Path
from typing import Any

import duckdb

SHOWN = 3
Row = tuple[Any, ...]


def differences(nightly: Path, full: Path, *, is_whole: bool = True) -> list[str]:
    """Return in words how the tables of two warehouses differ; empty when no cell does.

    Every table is compared, so a model that is new, or newly incremental, joins by itself; unless
    `is_whole`, the full refresh may have left some out. A null equals a null and nothing else, and
    a row that stands twice differs from one.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{nightly}' as nightly (read_only)")
        connection.execute(f"attach '{full}' as full_refresh (read_only)")
        found = _tables(connection, "nightly")
        wanted = _tables(connection, "full_refresh")
        alone = found ^ wanted if is_whole else wanted - found
        said = [f"{table}: is in one of the two only" for table in sorted(alone)]
        for table in sorted(found & wanted):
            said += _of_table(connection, table)
    return said


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    query = """
        select schema_name || '.' || table_name from duckdb_tables()
        where database_name = ? and schema_name in ('staging', 'intermediate', 'marts')
    """
    return {name for (name,) in connection.execute(query, [database]).fetchall()}


def _of_table(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    columns = [
        [row[0] for row in connection.execute(f"describe {side}.{table}").fetchall()]
        for side in ("nightly", "full_refresh")
    ]
    if columns[0] != columns[1]:
        return [f"{table}: columns {columns[0]} are not {columns[1]}"]
    rows = "from {}.{} except all from {}.{} order by all"
    more = connection.execute(rows.format("nightly", table, "full_refresh", table)).fetchall()
    missing = connection.execute(rows.format("full_refresh", table, "nightly", table)).fetchall()
    if not more and not missing:
        return []
    said = f"{table}: {len(more)} rows only nightly, {len(missing)} only after a full refresh"
    shown = [_beside(row, missing, columns[0]) for row in more[:SHOWN]]
    shown += [_words(row, columns[0]) for row in missing[:SHOWN] if not more]
    return ["\n  ".join([said, *shown])]


def _beside(row: Row, others: list[Row], columns: list[str]) -> str:
    """Return the first cells of `row`, and those in which its likest among `others` differs."""
    if not others:
        return _words(row, columns)
    likest = max(others, key=lambda other: sum(map(_same, row, other)))
    cells = zip(columns, row, likest, strict=True)
    told = [f"{name}: {here!r} | {there!r}" for name, here, there in cells if here != there]
    return f"{_words(row[:3], columns)} differs in {', '.join(told)}"


def _same(here: Any, there: Any) -> bool:
    return bool(here == there)


def _words(row: Row, columns: list[str]) -> str:
    return ", ".join(f"{name}={cell!r}" for name, cell in zip(columns, row, strict=False))
