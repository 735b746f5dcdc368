"""Every promise of the publish gate is broken by a warehouse in which all is wrong."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from expectations.audit import Auditor
from expectations.duckdb_source import open_source
from expectations.results import PUBLISH
from expectations.suites.published import (
    DIMENSIONS,
    MARTS,
    CandidateFacts,
    LandedSum,
    published_suite,
)

TODAY = date(2026, 6, 30)
SUMS = [LandedSum("actual", "EUR", Decimal(1), 1)]
# What stands in each row, by type: ratios without a denominator, keys that no dimension has.
WRONG = {"VARCHAR": "'x'", "DOUBLE": "'infinity'", "DATE": "'2020-01-01'", "BOOLEAN": "true"}


@pytest.fixture(scope="module")
def columns(empty):
    """Return the types of the marts' columns, by table."""
    found = {}
    with duckdb.connect(str(empty.home.build), read_only=True) as built:
        for table, column, kind in built.execute(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = 'marts' order by table_name, column_index"
        ).fetchall():
            found.setdefault(table, {})[column] = kind
    return found


@pytest.fixture(scope="module")
def suite(columns):
    facts = CandidateFacts(
        TODAY,
        columns,
        published_rows=dict.fromkeys(columns, 1000),
        sums={"fct_cost": SUMS, "fct_budget": SUMS},
        project_codes=("P-1",),
    )
    return published_suite(facts)


def wrong(table, column, kind):
    """Return a value that breaks what is promised of the column, as SQL."""
    match table, column:
        case "dim_project", "status":
            return "'active'"
        case _, "ev":
            return "9"
        case _ if DIMENSIONS.get(column) == table:
            return "'20260101'"
    value = WRONG.get(kind, "'2020-01-01 12:00:00'" if kind.startswith("TIME") else "7")
    return f"cast({value} as {kind})"


def damaged(columns, path):
    """Make each mart with two rows alike of wrong values, and one of nothing."""
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(f"create schema {MARTS}")
        for table, kinds in columns.items():
            values = ", ".join(
                f'cast({wrong(table, name, kind)} as {kind}) as "{name}"'
                for name, kind in kinds.items()
            )
            warehouse.execute(f"create table {MARTS}.{table} as select {values} from range(2)")
            warehouse.execute(f"insert into {MARTS}.{table} default values")
    return path


def judged(path, suite, settings):
    """Return (table, promise, column) of the promises that are kept, and of those that are not."""
    kept = {True: [], False: []}
    with open_source(path) as source:
        auditor = Auditor(PUBLISH, settings, source)
        for table, promises in suite.items():
            for finding in auditor.audit(MARTS, MARTS, table, promises):
                found = finding.result
                kept[found.is_kept].append((table, found.expectation, found.column_name))
    return kept[True], kept[False]


def test_no_promise_outlives_a_warehouse_in_which_all_is_wrong(columns, suite, empty, tmp_path):
    path = damaged(columns, tmp_path / "candidate.duckdb")

    kept, broken = judged(path, suite, empty.settings)

    assert len(broken) > 200
    assert {name for _, name, _ in broken} == {
        "all_projects",
        "as_of_day",
        "conserved",
        "filled",
        "finite",
        "grain",
        "identity",
        "not_collapsed",
        "one_of",
        "reference",
    }
    assert kept == []


def test_of_a_warehouse_of_nothing_only_the_promises_of_what_was_delivered_break(suite, empty):
    _, broken = judged(empty.home.build, suite, empty.settings)

    assert {name for _, name, _ in broken} == {"all_projects", "conserved", "not_collapsed"}
