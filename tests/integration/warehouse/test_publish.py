import subprocess
import sys
import textwrap

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.build import drop_leftovers
from warehouse.candidate import NothingBuiltError, assemble, load_quality
from warehouse.locking import BusyWarehouseError, warehouse_lock
from warehouse.publish import NothingToPublishError, publish
from warehouse.versions import (
    UnknownVersionError,
    current_version,
    list_versions,
    prune,
    rollback,
)


def published_number(runtime):
    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        [(number,)] = connection.execute("select distinct number from marts.fct_cost").fetchall()
    return number


def publish_number(runtime, built, number):
    built(number)
    assemble(runtime)
    return publish(runtime)


def test_only_marts_and_quality_are_published(runtime, built):
    publish_number(runtime, built, 1)

    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        schemas = {
            row[0]
            for row in connection.execute("select schema_name from duckdb_tables()").fetchall()
        }
    assert schemas == {"marts", "quality"}


def test_constraints_types_and_comments_survive(runtime, built):
    publish_number(runtime, built, 1)

    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        columns = connection.execute(
            "select column_name, data_type, is_nullable, comment from duckdb_columns() "
            "where table_name = 'fct_cost' order by column_index"
        ).fetchall()
        [(comment,)] = connection.execute(
            "select comment from duckdb_tables() where table_name = 'fct_cost'"
        ).fetchall()
    assert columns == [
        ("number", "INTEGER", False, None),
        ("amount", "DECIMAL(18,2)", True, "In euro."),
    ]
    assert comment == "One row per number."


def test_the_same_numbers_again_are_the_same_version(runtime, built):
    first = publish_number(runtime, built, 1)
    again = publish_number(runtime, built, 1)

    assert again.version_id == first.version_id
    assert len(list_versions(runtime.home)) == 1


def test_other_numbers_are_another_version_and_rollback_brings_back_the_first(runtime, built):
    first = publish_number(runtime, built, 1)
    second = publish_number(runtime, built, 2)
    assert (published_number(runtime), current_version(runtime.home)) == (2, second.version_id)

    rollback(runtime.home)

    assert (published_number(runtime), current_version(runtime.home)) == (1, first.version_id)


def test_rollback_to_a_version_that_is_not_kept_names_those_that_are(runtime, built):
    version = publish_number(runtime, built, 1)

    with pytest.raises(UnknownVersionError, match=f"kept are: {version.version_id}"):
        rollback(runtime.home, "20200101-00000000")
    with pytest.raises(UnknownVersionError, match="no version before the current one"):
        rollback(runtime.home)


def test_the_oldest_versions_go(runtime, built):
    made = [publish_number(runtime, built, number).version_id for number in range(5)]

    kept = [version.version_id for version in list_versions(runtime.home)]
    assert kept == made[:1:-1]
    assert len(list(runtime.home.published.glob("*.duckdb"))) == 3


def test_the_current_version_stays_however_old(runtime, built):
    made = [publish_number(runtime, built, number).version_id for number in range(3)]
    rollback(runtime.home, made[0])

    assert prune(runtime.home, keep=1) == [made[1]]
    assert {version.version_id for version in list_versions(runtime.home)} == {made[0], made[2]}
    assert published_number(runtime) == 0


def test_a_version_knows_its_name_and_the_one_before(runtime, built):
    first = publish_number(runtime, built, 1)
    second = publish_number(runtime, built, 2)

    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        row = connection.execute(
            "select version_id, previous_version_id, cast(as_of as varchar) from quality.version"
        ).fetchone()
    assert row == (second.version_id, first.version_id, "2026-06-30")


def test_quality_tables_come_along_and_are_loaded_anew_after_a_gate(runtime, built):
    folder = runtime.home.quality / "expectation_results"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"gate": ["landing"]}), folder / "landing.parquet")
    built(1)
    assemble(runtime)
    pq.write_table(pa.table({"gate": ["publish"], "more": [1]}), folder / "publish.parquet")
    load_quality(runtime)
    publish(runtime)

    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        rows = connection.execute(
            "select gate, more from quality.expectation_results order by gate"
        ).fetchall()
    assert rows == [("landing", None), ("publish", 1)]


def test_the_same_numbers_keep_their_version_and_show_the_newest_quality(runtime, built):
    folder = runtime.home.quality / "alerts"
    folder.mkdir(parents=True)
    first = publish_number(runtime, built, 0)
    versions = set()
    for note in ("open", "acknowledged"):
        pq.write_table(pa.table({"status": [note]}), folder / "current.parquet")
        versions.add(publish_number(runtime, built, 1).version_id)

    assert len(versions) == 1
    with duckdb.connect(str(runtime.home.portfolio), read_only=True) as connection:
        assert connection.execute("select status from quality.alerts").fetchall() == [
            ("acknowledged",)
        ]
        assert connection.execute("select previous_version_id from quality.version").fetchall() == [
            (first.version_id,)
        ]


def test_a_mart_that_no_model_builds_any_more_is_dropped(runtime, built):
    built(1)

    assert drop_leftovers(runtime.home.build, {"dim_project"}) == ["fct_cost"]
    assert drop_leftovers(runtime.home.build, {"dim_project"}) == []
    with duckdb.connect(str(runtime.home.build), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
    assert tables == [("marts", "dim_project"), ("staging", "private")]


def test_nothing_built_and_nothing_assembled_say_what_to_do(runtime):
    with pytest.raises(NothingBuiltError, match="`pmo run`"):
        assemble(runtime)
    with pytest.raises(NothingToPublishError, match="`pmo run`"):
        publish(runtime)


def test_only_one_process_builds_or_publishes(runtime, built):
    built(1)
    with warehouse_lock(runtime.home), pytest.raises(BusyWarehouseError, match="wait for it"):
        assemble(runtime)


READER = textwrap.dedent(
    """
    import sys, time, duckdb
    seen = set()
    end = time.monotonic() + 60
    print("reading", flush=True)
    while time.monotonic() < end:
        with duckdb.connect(sys.argv[1], read_only=True) as connection:
            numbers = {
                connection.execute(
                    f"select min(number), max(number), count(*) from marts.{table}"
                ).fetchone()
                for table in ("dim_project", "fct_cost")
            }
            said = connection.execute("select version_id from quality.version").fetchone()
        assert len(numbers) == 1, numbers
        [(low, high, count)] = numbers
        assert (low, count) == (high, 1000), numbers
        seen.add((said, low))
        assert len({version for version, _ in seen}) == len(seen), seen
        if low == int(sys.argv[2]):
            print(len(seen), flush=True)
            break
    """
)


def test_a_reader_in_a_loop_never_fails_and_never_sees_a_mixture(runtime, built):
    last = 15
    publish_number(runtime, built, 0)
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(runtime.home.portfolio), str(last)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout.readline() == "reading\n"
        for number in range(1, last + 1):
            publish_number(runtime, built, number)
        said, errors = reader.communicate(timeout=90)

    assert (reader.returncode, errors) == (0, "")
    assert int(said) > 1
