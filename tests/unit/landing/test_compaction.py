"""Compaction changes where rows stand and nothing else."""

import json
import random
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from extractors import compaction
from extractors.compaction import compact, compact_if_due
from extractors.damage import DamagedLandingError
from extractors.landing import BusySourceError, Landing, Table
from extractors.sweeping import KEEP_RETIRED
from extractors.types import INTEGER, NUMBER, TEXT, columns
from pmo.clock import Clock
from pmo.manifests import committed, listed, live, live_files

ROWS = Table("source", "rows", columns(name=TEXT, size=INTEGER), ("name",))
OTHERS = Table("source", "others", columns(name=TEXT), ("name",))
TABLES = (ROWS, OTHERS)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path, Clock(pinned=date(2026, 6, 30)))


def land(landing, *names, table=ROWS, tables=TABLES, **more):
    with landing.batch("source", tables) as writer:
        writer.write(table, [{"name": name, **more} for name in names])
        writer.watermark_after["until"] = writer.watermark_before.get("until", 0) + 1


def read(landing, table="rows"):
    """All live rows of a table as one list, in the order of batches and rows."""
    files = live_files(landing.root, "source", table)
    shape = pa.unify_schemas([pq.read_schema(path) for path in files])
    rows = ds.dataset([str(path) for path in files], schema=shape).to_table().to_pylist()
    return sorted(rows, key=lambda row: (row["_batch_id"], row["_row_number"]))


def on_disk(landing):
    return sorted(
        str(path.relative_to(landing.root)) for path in landing.root.rglob("*") if path.is_file()
    )


def test_compaction_keeps_every_row_with_its_batch_and_number(landing):
    for night in range(5):
        land(landing, f"night {night}", "the same each night", size=night)
    before = read(landing)

    compact(landing, "source")

    assert len(before) == 10
    assert read(landing) == before
    assert len(live_files(landing.root, "source", "rows")) == 3  # its shape, the base, last night


def test_the_newest_batch_stays_as_it_is_for_it_is_the_watermark(landing):
    for _ in range(3):
        land(landing, "a")
    newest = landing.last("source")

    compact(landing, "source")

    assert landing.last("source") == newest
    assert landing.watermark("source") == {"until": 3}


def test_one_batch_is_not_compacted(landing):
    land(landing, "a")
    assert compact(landing, "source") is None


def test_manifests_of_compacted_batches_can_still_be_read(landing):
    for night in range(6):
        land(landing, str(night))
        if night in {2, 4}:
            before = committed(landing.root, "source")
            compact(landing, "source")
            assert committed(landing.root, "source") == before

    assert [batch.watermark_after["until"] for batch in committed(landing.root, "source")] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_a_reader_that_listed_its_files_before_can_read_them_after(landing):
    for night in range(4):
        land(landing, str(night))
    files = live_files(landing.root, "source", "rows")

    compact(landing, "source")
    land(landing, "next run")

    assert sum(pq.read_metadata(path).num_rows for path in files) == 4


def test_what_a_base_stands_for_is_removed_by_the_next_night(landing, monkeypatch):
    from pmo.clock import wall_time

    for night in range(4):
        land(landing, str(night))
    compact(landing, "source")
    crowded = on_disk(landing)

    later = wall_time() + KEEP_RETIRED
    monkeypatch.setattr("extractors.landing.wall_time", lambda: later)
    for table in TABLES:
        land(landing, "next night", table=table)

    kept = on_disk(landing)
    gone = [path for path in crowded if path not in kept]
    assert len([path for path in gone if path.endswith(".parquet")]) == 3
    assert len([path for path in gone if path.endswith(".json")]) == 3
    assert [row["name"] for row in read(landing)] == ["0", "1", "2", "3", "next night"]
    folders = [path for path in landing.root.rglob("*") if path.is_dir()]
    assert all(any(folder.iterdir()) for folder in folders)


def test_a_second_compaction_takes_the_base_in(landing):
    for night in range(4):
        land(landing, str(night))
    compact(landing, "source")
    for night in range(4, 8):
        land(landing, str(night))
    before = read(landing)

    compact(landing, "source")

    assert read(landing) == before
    assert len(live_files(landing.root, "source", "rows")) == 3
    assert [line.rows for line in live(landing.root, "source").lines] == [1] * 8


def test_a_large_file_is_named_by_the_base_and_not_written_again(landing, monkeypatch):
    land(landing, *map(str, range(20_000)))
    [large] = live_files(landing.root, "source", "rows")[1:]
    monkeypatch.setattr(compaction, "LARGE_BYTES", large.stat().st_size)
    for night in range(4):
        land(landing, f"night {night}")
    before = read(landing)

    compact(landing, "source")

    assert live_files(landing.root, "source", "rows")[1] == large
    assert len(live_files(landing.root, "source", "rows")) == 4
    assert read(landing) == before


def test_columns_of_several_versions_are_united_by_name(landing):
    wider = Table("source", "rows", columns(name=TEXT, size=INTEGER, note=TEXT), ("name",), 2)
    land(landing, "old", size=1)
    land(landing, "new", table=wider, tables=(wider, OTHERS), note="n")
    land(landing, "old again", size=2)
    land(landing, "newest", table=wider, tables=(wider, OTHERS))
    before = read(landing)

    compact(landing, "source")

    assert read(landing) == before
    assert [(row["name"], row["size"], row["note"]) for row in before] == [
        ("old", 1, None),
        ("new", None, "n"),
        ("old again", 2, None),
        ("newest", None, None),
    ]
    assert live(landing.root, "source").base.tables[0].schema_version == 2


def test_a_column_that_changed_its_type_keeps_both_types_in_files_of_their_own(landing):
    retyped = Table("source", "rows", columns(name=TEXT, size=NUMBER), ("name",), 2)
    for _ in range(2):
        land(landing, "old", size=1)
    for _ in range(3):
        land(landing, "new", table=retyped, tables=(retyped, OTHERS))

    compact(landing, "source")

    [whole, number] = live(landing.root, "source").base.tables[0].files
    types = [
        pq.read_schema(landing.root / each.path).field("size").type for each in (whole, number)
    ]
    assert types == [ROWS.schema.field("size").type, retyped.schema.field("size").type]
    assert (whole.rows, number.rows) == (2, 2)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b" "), "SHA-256"),
        (lambda path: path.unlink(), "is gone"),
    ],
)
def test_a_damaged_file_stops_compaction_before_anything_changes(landing, harm, said):
    for night in range(4):
        land(landing, str(night))
        land(landing, str(night), table=OTHERS)
    victim = live_files(landing.root, "source", "rows")[2]
    harm(victim)
    before = on_disk(landing)

    with pytest.raises(DamagedLandingError, match=said) as error:
        compact(landing, "source")

    assert str(victim) in str(error.value)
    assert "backup" in str(error.value)
    assert on_disk(landing) == before


def test_a_manifest_that_counts_other_rows_than_its_file_stops_compaction(landing):
    for night in range(3):
        land(landing, str(night))
    manifest = sorted((landing.root / "source" / "manifests").glob("*.json"))[0]
    said = json.loads(manifest.read_text("utf-8"))
    said["tables"][0]["files"][0]["rows"] = 2
    manifest.write_text(json.dumps(said), "utf-8")

    with pytest.raises(DamagedLandingError, match="holds 1 rows, its manifest says 2"):
        compact(landing, "source")


def test_a_file_that_reads_otherwise_than_it_was_written_is_not_believed(landing, monkeypatch):
    for night in range(3):
        land(landing, str(night))
    before = on_disk(landing)

    class Forgetful(pq.ParquetWriter):
        def write_table(self, table, **options):
            super().write_table(table.slice(1), **options)

    monkeypatch.setattr(compaction.pq, "ParquetWriter", Forgetful)
    with pytest.raises(DamagedLandingError, match="does not read as it was written"):
        compact(landing, "source")

    monkeypatch.undo()
    with landing.locked("source"):
        assert on_disk(landing) == before


def test_compaction_waits_until_enough_batches_have_gathered(landing):
    for night in range(5):
        land(landing, str(night))
        assert compact_if_due(landing, "source", after_batches=5) is None

    land(landing, "5")
    assert compact_if_due(landing, "source", after_batches=5)
    assert compact_if_due(landing, "source", after_batches=5) is None


def test_a_source_that_is_being_landed_is_not_compacted(landing):
    for night in range(3):
        land(landing, str(night))
    other = Landing(landing.root, landing.clock)
    with landing.batch("source", TABLES), pytest.raises(BusySourceError):
        compact(other, "source")


def test_a_clock_that_is_set_back_does_not_hide_the_next_batch(landing, monkeypatch):
    from pmo.clock import wall_time

    land(landing, "first")
    land(landing, "second")
    compact(landing, "source")
    earlier = wall_time() - timedelta(days=400)
    monkeypatch.setattr("extractors.landing.wall_time", lambda: earlier)

    land(landing, "third")

    assert [row["name"] for row in read(landing)] == ["first", "second", "third"]
    assert landing.watermark("source") == {"until": 3}


def test_small_row_groups_of_many_nights_become_one(landing):
    for night in range(12):
        land(landing, str(night))

    compact(landing, "source")

    [base] = live(landing.root, "source").base.tables[0].files
    assert pq.read_metadata(landing.root / base.path).num_row_groups == 1


def test_any_order_of_landing_and_compacting_keeps_all_rows(landing, monkeypatch):
    from pmo.clock import wall_time

    now, dice = wall_time(), random.Random(7)
    expected = []
    monkeypatch.setattr(compaction, "LARGE_BYTES", 30_000)
    for step in range(60):
        now += timedelta(hours=dice.choice([1, 30]))
        for module in ("landing", "compaction"):
            monkeypatch.setattr(f"extractors.{module}.wall_time", lambda now=now: now)
        names = [f"{step}.{n}" for n in range(dice.choice([0, 1, 200]))]
        land(landing, *names)
        expected += names
        if dice.random() < 0.3:
            compact(landing, "source")
        assert [row["name"] for row in read(landing)] == expected
    assert len(listed(landing.root, "source")[1]) < 20
    assert len(live_files(landing.root, "source", "rows")) < 20
