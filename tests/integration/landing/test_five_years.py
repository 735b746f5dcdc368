"""Five years of nights read as fast as the first week."""

import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from extractors.compaction import compact_if_due
from extractors.landing import Landing, Table
from extractors.types import INTEGER, TEXT, columns
from pmo.clock import Clock, wall_time
from pmo.manifests import committed, last, listed, live
from pmo.settings import LandingSettings

WEEK, NIGHTS = 7, 1825
AFTER = LandingSettings().compact_after_batches
TABLES = tuple(
    Table("source", f"table_{n}", columns(name=TEXT, size=INTEGER), ("name",)) for n in range(2)
)


def read_all(root: Path) -> tuple[int, int]:
    """Read every table as the warehouse does; return (rows, files opened)."""
    landed = live(root, "source")
    rows = files = 0
    with duckdb.connect() as connection:
        for table in TABLES:
            paths = [str(path) for path in landed.paths(table.name)]
            query = (
                "select count(*), sum(size), max(_batch_id) from "
                "read_parquet(?, union_by_name = true, hive_partitioning = false)"
            )
            found = connection.execute(query, [paths]).fetchone()
            rows, files = rows + found[0], files + len(paths)
    return rows, files


def seconds(root: Path) -> float:
    """Return the quickest of three reads, which other work on the machine disturbed least."""
    took = []
    for _ in range(3):
        began = time.perf_counter()
        read_all(root)
        took.append(time.perf_counter() - began)
    return min(took)


@pytest.fixture(scope="module")
def landings(tmp_path_factory):
    """A landing of a week, and one of five years."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        # Ten thousand flushes to the disk hold nothing that this module looks at.
        patch.setattr("os.fsync", lambda handle: None)
        for nights in (WEEK, NIGHTS):
            root = tmp_path_factory.mktemp(f"nights_{nights}")
            landing = Landing(root, Clock(date(2026, 6, 30)))
            for night in range(nights):
                now = wall_time() + timedelta(days=night)
                for module in ("landing", "compaction"):
                    patch.setattr(f"extractors.{module}.wall_time", lambda now=now: now)
                with landing.batch("source", TABLES) as writer:
                    writer.watermark_after["night"] = night
                    for table in TABLES:
                        writer.write(table, [{"name": f"{night}.{n}", "size": n} for n in (1, 2)])
                compact_if_due(landing, "source", AFTER)
            found.append(root)
    return found


def test_no_row_and_no_manifest_of_five_years_is_lost(landings):
    _, years = landings
    assert read_all(years)[0] == NIGHTS * len(TABLES) * 2
    nights = [batch.watermark_after["night"] for batch in committed(years, "source")]
    assert nights == list(range(NIGHTS))


def test_a_read_of_five_years_opens_no_more_files_than_one_of_a_month(landings):
    _, years = landings
    files = read_all(years)[1]
    assert files <= len(TABLES) * (1 + 1 + AFTER)  # its shape, the base, the batches since


def test_a_run_reads_one_manifest_to_know_where_to_go_on(landings, monkeypatch):
    _, years = landings
    opened = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or read_bytes(path))

    assert last(years, "source").watermark_after == {"night": NIGHTS - 1}

    assert len(opened) == 1
    assert len(listed(years, "source")[1]) <= AFTER


def test_five_years_are_read_about_as_fast_as_the_first_week(landings):
    week, years = landings
    # At most 31 small files instead of 7, and 250 times the rows; uncompacted it is 100 times.
    assert seconds(years) < 8 * seconds(week) + 0.05
