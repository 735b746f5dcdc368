"""An organisation that delivers everything, and what is left of it without one input or another.

The project is built once, by dbt. Without an input, the statements that dbt made of the models that
rest on it are run again, in dbt's order, in a copy of the warehouse: a second instead of a build.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.dbt_coverage.delivery import AS_OF, DELIVERY
from tests.integration.organisation import Organisation, failures


class Warehouse:
    """A warehouse in a file of its own, and the statements that made it."""

    def __init__(self, path: Path, nodes: list[Any]) -> None:
        self._path, self._nodes = path, nodes
        self._connection = duckdb.connect(str(path))
        self._connection.execute("set timezone = 'UTC'")

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def without(self, kept: dict[str, str]) -> None:
        """Build anew what rests on some models, of which only the rows that `kept` tells stay."""
        assert set(kept) <= {node.name for node in self._nodes}, "a model was renamed"
        stale: set[str] = set()
        for node in self._nodes:
            if node.name in kept:
                stale.add(node.unique_id)
                left = f"select * from ({node.compiled_code}) as kept where {kept[node.name]}"
                self._make(node, left)
            elif node.resource_type == "model" and stale & set(node.depends_on.nodes):
                stale.add(node.unique_id)
                self._make(node, node.compiled_code)

    def broken_tests(self) -> list[str]:
        """Return the names of the data tests that find something.

        Not of those that read the landing, where what was taken out still lies.
        """
        return [
            node.name
            for node in self._nodes
            if node.resource_type == "test" and node.config.severity.lower() == "error"
            if not any(name.startswith("source.") for name in node.depends_on.nodes)
            if self.rows(f"select count(*) from ({node.compiled_code}) as found") != [(0,)]
        ]

    def _make(self, node: Any, sql: str) -> None:
        place = node.relation_name
        if node.config.materialized == "view":
            self._connection.execute(f"create or replace view {place} as {sql}")
        else:
            # The table keeps what its contract never lets be empty.
            self._connection.execute(f"truncate {place}; insert into {place} by name {sql}")


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Return the file of the whole warehouse, and its nodes in the order of their building."""
    organisation = Organisation(tmp_path_factory.mktemp("everything"))
    for source, tables in DELIVERY.items():
        organisation.land(AS_OF, source, tables)
    command = ["build", "--exclude-resource-type", "unit_test"]
    result = organisation.dbt(command, AS_OF, "build", previous_as_of=date(2026, 6, 23).isoformat())
    assert result.success, result.exception or failures(result)
    return organisation.root / "warehouses" / "build" / "build.duckdb", [
        each.node for each in result.result.results
    ]


@pytest.fixture(scope="session")
def warehouse(
    everything: tuple[Path, list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Warehouse]]:
    """Return a function from what is kept of some models to the warehouse that is left."""
    whole, nodes = everything
    opened: list[Warehouse] = []

    def left(kept: dict[str, str]) -> Warehouse:
        folder = tmp_path_factory.mktemp("left")
        # The statements name the database, which is named after its file.
        found = Warehouse(Path(shutil.copy(whole, folder / whole.name)), nodes)
        opened.append(found)
        found.without(kept)
        return found

    yield left
    for each in opened:
        each.close()
