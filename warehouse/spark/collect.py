"""Marts leave Spark as Parquet, and enter the private DuckDB file as their contracts say."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import MARTS, literal, open_new, quoted
from warehouse.errors import BuildFailedError


def collect_marts(build: Path, folder: Path, nodes: Iterable[Any]) -> list[str]:
    """Make `build` anew from the Parquet tables below `folder`, one a mart among dbt's `nodes`.

    Types, not-null constraints and comments are those of the contract. Returns the tables' names.
    Raises `BuildFailedError` where a table lacks a column or breaks a constraint.
    """
    marts = [node for node in nodes if _is_mart(node)]
    with open_new(build) as connection:
        connection.execute(f"create schema {quoted(MARTS)}")
        for node in marts:
            try:
                _collect(connection, folder / f"{MARTS}.db" / node.name, node)
            except duckdb.Error as error:
                raise BuildFailedError(f"{MARTS}.{node.name} as Spark left it: {error}") from error
    return [node.name for node in marts]


def _is_mart(node: Any) -> bool:
    return bool(node.resource_type == "model" and node.schema == MARTS)


def _collect(connection: duckdb.DuckDBPyConnection, folder: Path, node: Any) -> None:
    place = f"{quoted(MARTS)}.{quoted(node.name)}"
    columns = list(node.columns.values())
    definitions = ", ".join(
        f"{quoted(each.name)} {each.data_type}" + (" not null" if _is_required(each) else "")
        for each in columns
    )
    values = ", ".join(f"cast({quoted(each.name)} as {each.data_type})" for each in columns)
    connection.execute(f"create table {place} ({definitions})")
    connection.execute(
        f"insert into {place} select {values} from read_parquet(?)", [str(folder / "*.parquet")]
    )
    connection.execute(f"comment on table {place} is {literal(node.description)}")
    for each in columns:
        connection.execute(
            f"comment on column {place}.{quoted(each.name)} is {literal(each.description)}"
        )


def _is_required(column: Any) -> bool:
    return any(each.type == "not_null" for each in column.constraints)
