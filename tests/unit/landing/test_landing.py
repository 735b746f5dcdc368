from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest

from extractors.landing import BusySourceError, Landing, Table
from extractors.types import INTEGER, TEXT, columns
from pmo.clock import Clock
from pmo.manifests import committed

ROWS = Table("source", "rows", columns(name=TEXT, size=INTEGER), ("name",))
OTHERS = Table("source", "others", columns(name=TEXT), ("name",))
TABLES = (ROWS, OTHERS)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path, Clock(pinned=date(2026, 6, 30)))


def landed(landing, batch, table="rows"):
    files = sorted((landing.root / "source" / table / f"batch={batch.batch_id}").glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_a_batch_lands_its_rows_with_where_and_when_they_came_from(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "a", "size": 1}, {"name": "b"}])

    batch = landing.last("source")
    assert landed(landing, batch) == [
        {
            "name": name,
            "size": size,
            "_batch_id": batch.batch_id,
            "_row_number": number,
            "_extracted_at": datetime(2026, 6, 30, 5, tzinfo=UTC),
        }
        for number, (name, size) in enumerate([("a", 1), ("b", None)])
    ]
    assert (batch.rows, batch.rows_of("rows"), batch.rows_of("others")) == (2, 2, 0)


def test_one_manifest_commits_all_tables_of_a_batch(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "a"}])
        writer.write(OTHERS, [{"name": "x"}])

    [batch] = committed(landing.root, "source")
    assert {table.table: table.rows for table in batch.tables} == {"rows": 1, "others": 1}


def test_rows_keep_their_numbers_over_many_flushes(landing, monkeypatch):
    monkeypatch.setattr("extractors.batch_writer.ROWS_PER_FLUSH", 3)
    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, ({"name": str(n)} for n in range(5)))
        writer.write(ROWS, ({"name": str(n)} for n in range(5, 10)))

    rows = landed(landing, landing.last("source"))
    assert [(row["name"], row["_row_number"]) for row in rows] == [(str(n), n) for n in range(10)]


def test_the_watermark_is_the_last_committed_one(landing):
    assert landing.watermark("source") == {}
    with landing.batch("source", TABLES) as writer:
        writer.watermark_after["until"] = 7
    with landing.batch("source", TABLES) as writer:
        assert writer.watermark_before == {"until": 7}
        writer.watermark_after["until"] = 8

    assert landing.watermark("source") == {"until": 8}


def test_a_batch_that_fails_leaves_nothing(landing):
    with pytest.raises(RuntimeError), landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "a"}])
        writer.watermark_after["until"] = 7
        raise RuntimeError

    assert committed(landing.root, "source") == []
    assert landing.watermark("source") == {}
    assert not list(landing.root.rglob("part-*.parquet"))


def test_data_of_a_killed_run_is_swept_by_the_next(landing):
    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "kept"}])
    orphan = landing.root / "source" / "rows" / "batch=20990101T000000000000Z-dead"
    orphan.mkdir()
    pq.write_table(ROWS.schema.empty_table(), orphan / "part-0.parquet")

    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "new"}])

    assert not orphan.exists()
    assert [batch.rows for batch in committed(landing.root, "source")] == [1, 1]


def test_every_table_has_a_file_before_its_first_row(landing):
    landing.prepare(TABLES)

    for table in TABLES:
        [file] = (landing.root / "source" / table.name).rglob("*.parquet")
        assert pq.read_schema(file).equals(table.schema)


def test_a_misspelt_column_is_refused_not_dropped(landing):
    with (
        pytest.raises(KeyError, match=r"source\.rows has no column \['nmae'\]"),
        landing.batch("source", TABLES) as writer,
    ):
        writer.write(ROWS, [{"nmae": "a"}])


def test_two_runs_at_once_do_not_mix(landing):
    other = Landing(landing.root, landing.clock)
    with (
        landing.batch("source", TABLES),
        pytest.raises(BusySourceError, match="another process is landing 'source'"),
        other.batch("source", TABLES),
    ):
        pytest.fail("the second run got in")


def test_the_manifest_names_every_file_with_its_digest(landing):
    import hashlib

    with landing.batch("source", TABLES) as writer:
        writer.write(ROWS, [{"name": "a"}])

    [table] = [each for each in landing.last("source").tables if each.table == "rows"]
    [file] = table.files
    content = (landing.root / file.path).read_bytes()
    assert (file.rows, file.sha256) == (1, hashlib.sha256(content).hexdigest())
