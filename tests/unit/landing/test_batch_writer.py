"""How rows become files, and how a long batch is committed in parts."""

from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from extractors import batch_writer
from extractors.landing import Landing, Table
from extractors.types import INTEGER, NUMBER, TEXT, columns
from pmo.clock import Clock
from pmo.manifests import committed

WIDE = Table("source", "wide", columns(name=TEXT, size=INTEGER, points=NUMBER), ("name",))
OTHERS = Table("source", "others", columns(name=TEXT), ("name",))
TABLES = (WIDE, OTHERS)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path, Clock(pinned=date(2026, 6, 30)))


def files_of(landing, batch, table):
    return sorted((landing.root / "source" / table / f"batch={batch.batch_id}").iterdir())


def names(landing, batch, table="wide"):
    return [
        (row["_row_number"], row["name"])
        for path in files_of(landing, batch, table)
        for row in pq.read_table(path).to_pylist()
    ]


def test_a_row_may_leave_out_columns_and_gets_nothing_there(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(WIDE, [{"points": Decimal("1.5")}, {"size": 3, "name": "b"}])

    [path] = files_of(landing, landing.last("source"), "wide")
    rows = pq.read_table(path, columns=["name", "size", "points"]).to_pylist()
    assert rows == [
        {"name": None, "size": None, "points": Decimal("1.500000")},
        {"name": "b", "size": 3, "points": None},
    ]


def test_one_misspelt_row_among_many_is_refused(landing):
    rows = [{"name": str(n)} for n in range(5000)]
    rows[4321] = {"nmae": "x"}
    with (
        pytest.raises(KeyError, match=r"source\.wide has no column \['nmae'\]"),
        landing.batch("source", TABLES) as writer,
    ):
        writer.write(WIDE, iter(rows))


def test_columns_land_in_turn_with_rows(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(WIDE, [{"name": "a"}])
        assert writer.write_columns(WIDE, {"name": ["b", "c"], "size": (1, None)}) == 2
        writer.write(WIDE, [{"name": "d"}])
        assert writer.rows(WIDE) == 4

    assert names(landing, landing.last("source")) == [(0, "a"), (1, "b"), (2, "c"), (3, "d")]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"name": ["a"], "nmae": ["b"]}, r"source\.wide has no column \['nmae'\]"),
        ({"name": ["a"], "size": [1, 2]}, "columns of source.wide differ in length"),
    ],
)
def test_columns_that_do_not_fit_the_table_are_refused(landing, given, refused):
    with (
        pytest.raises((KeyError, ValueError), match=refused),
        landing.batch("source", TABLES) as writer,
    ):
        writer.write_columns(WIDE, given)

    assert committed(landing.root, "source") == []


def test_what_waits_is_bounded_over_all_tables_together(landing, monkeypatch):
    monkeypatch.setattr(batch_writer, "ROWS_PER_FLUSH", 10)
    monkeypatch.setattr(batch_writer, "BYTES_IN_MEMORY", 20_000)
    most = 0
    with landing.batch("source", TABLES) as writer:
        for n in range(300):
            writer.write(WIDE, [{"name": f"{n} {'x' * 90}", "size": n}])
            writer.write(OTHERS, [{"name": "x" * 90}])
            most = max(most, sum(file.bytes for file in writer._files.values()))

    assert 10_000 < most <= 20_000
    groups = {
        table: pq.read_metadata(files_of(landing, landing.last("source"), table)[0]).num_row_groups
        for table in ("wide", "others")
    }
    assert groups["wide"] > 1
    assert [number for number, _ in names(landing, landing.last("source"))] == list(range(300))


def test_a_full_row_group_leaves_by_itself(landing, monkeypatch):
    monkeypatch.setattr(batch_writer, "ROWS_PER_FLUSH", 10)
    monkeypatch.setattr(batch_writer, "ROWS_PER_GROUP", 40)
    with landing.batch("source", TABLES) as writer:
        writer.write(WIDE, ({"size": n} for n in range(100)))

    [path] = files_of(landing, landing.last("source"), "wide")
    metadata = pq.read_metadata(path)
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [40, 40, 20]


def test_a_checkpoint_commits_what_was_written_and_says_that_more_follows(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(WIDE, [{"name": "a"}, {"name": "b"}])
        writer.watermark_after = {"until": 1, "seen": {"a": 1}}
        writer.checkpoint()
        assert [batch.complete for batch in committed(landing.root, "source")] == [False]
        assert writer.rows(WIDE) == 2
        assert writer.batch_rows == 0
        writer.write(WIDE, [{"name": "c"}])
        writer.watermark_after["seen"]["b"] = 2
        writer.watermark_after["until"] = 2
        assert writer.rows(WIDE) == 3

    first, second = committed(landing.root, "source")
    assert (first.complete, second.complete) == (False, True)
    assert first.batch_id < second.batch_id
    assert names(landing, first) == [(0, "a"), (1, "b")]
    assert names(landing, second) == [(0, "c")]
    assert first.watermark_after == second.watermark_before == {"until": 1, "seen": {"a": 1}}
    assert second.watermark_after == {"until": 2, "seen": {"a": 1, "b": 2}}


def test_what_fails_after_a_checkpoint_leaves_the_checkpoint_and_nothing_else(landing):
    with pytest.raises(RuntimeError), landing.batch("source", TABLES) as writer:
        writer.write(WIDE, [{"name": "a"}])
        writer.watermark_after["until"] = 1
        writer.checkpoint()
        writer.write(WIDE, [{"name": "b"}])
        writer.watermark_after["until"] = 2
        raise RuntimeError

    [batch] = committed(landing.root, "source")
    assert names(landing, batch) == [(0, "a")]
    assert landing.watermark("source") == {"until": 1}
    assert not (landing.root / "source" / ".scratch").exists() or not list(
        (landing.root / "source" / ".scratch").iterdir()
    )


def test_a_batch_from_before_there_were_checkpoints_is_complete(landing):
    with landing.batch("source", TABLES):
        pass

    [path] = (landing.root / "source" / "manifests").glob("*.json")
    path.write_text(path.read_text().replace('"complete": true,', ""))
    assert [batch.complete for batch in committed(landing.root, "source")] == [True]
