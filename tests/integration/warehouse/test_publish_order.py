"""What stands when a publication stops halfway, and what makes two versions of two."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from pmo.clock import Clock
from warehouse.candidate import assemble
from warehouse.locking import BusyWarehouseError, warehouse_lock
from warehouse.publish import publish
from warehouse.versions import current_version


@pytest.fixture
def candidate(runtime, built):
    """Return a function that makes a candidate of `number`, with `statements` run on it."""

    def make(number, *statements):
        built(number)
        assemble(runtime)
        with duckdb.connect(str(runtime.home.candidate)) as connection:
            for statement in statements:
                connection.execute(statement)

    return make


@pytest.mark.parametrize("step", ["remember", "commit"])
def test_readers_keep_the_last_version_until_the_new_one_is_on_record(
    runtime, candidate, step, monkeypatch
):
    def stop(*_):
        raise OSError("no space left on device")

    candidate(1)
    first = publish(runtime)
    candidate(2)
    monkeypatch.setattr(f"warehouse.publish.{step}", stop)

    with pytest.raises(OSError, match="no space left"):
        publish(runtime)

    assert current_version(runtime.home) == first.version_id


def test_nobody_publishes_while_another_process_builds(runtime, candidate):
    candidate(1)

    with warehouse_lock(runtime.home), pytest.raises(BusyWarehouseError, match="wait for it"):
        publish(runtime)

    assert current_version(runtime.home) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            "update marts.fct_cost set amount = floor(amount / 2)",
            "update marts.fct_cost set amount = floor(amount / 2) + 1000",
            id="equal rows that become other equal rows",
        ),
        pytest.param(
            "select 1",
            "alter table marts.fct_cost alter number type bigint",
            id="a column of another type",
        ),
        pytest.param(
            "select 1",
            "alter table marts.fct_cost rename amount to cost",
            id="a column of another name",
        ),
    ],
)
def test_other_content_is_another_version(runtime, candidate, one, other):
    candidate(1, one)
    first = publish(runtime)
    candidate(1, other)

    assert publish(runtime).version_id != first.version_id


def test_the_rows_of_all_marts_are_counted(runtime, candidate):
    candidate(1, "delete from marts.fct_cost where amount >= 10")

    version = publish(runtime)

    assert (version.tables, version.rows) == (2, 1010)


def test_the_same_numbers_of_another_day_are_another_version(runtime, candidate):
    candidate(1)
    first = publish(runtime)
    candidate(1)
    later = publish(replace(runtime, clock=Clock(pinned=date(2026, 7, 1))))

    assert (first.version_id[:8], later.version_id[:8]) == ("20260630", "20260701")
    assert first.version_id[8:] == later.version_id[8:]
