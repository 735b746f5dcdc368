"""A compaction may be killed at any instruction; readers never notice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from extractors.compaction import compact
from extractors.landing import Landing, Table
from extractors.types import INTEGER, TEXT, columns
from pmo.clock import Clock
from pmo.manifests import committed, live, live_files

PROGRAM = Path(__file__).with_name("killed_compactions.py")
ROWS = Table("source", "rows", columns(name=TEXT, size=INTEGER), ("name",))
OTHERS = Table("source", "others", columns(name=TEXT), ("name",))
TABLES = (ROWS, OTHERS)


def opened(root):
    return Landing(root, Clock(date(2026, 6, 30)))


def land(landing, nights, rows=3):
    for night in range(nights):
        with landing.batch("source", TABLES) as writer:
            writer.write(ROWS, [{"name": f"{night}", "size": n} for n in range(rows)])
            writer.write(OTHERS, [{"name": f"{night}"}])


def read(root, table="rows"):
    """Every row of a table, sorted, as DuckDB reads the files that count now."""
    files = [str(path) for path in live_files(root, "source", table)]
    query = "from read_parquet(?, union_by_name = true, hive_partitioning = false) order by all"
    with duckdb.connect() as connection:
        return connection.execute(query, [files]).fetchall()


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A landing with a base and batches after it, and copies killed at each operation."""
    root, copies = tmp_path_factory.mktemp("landing"), tmp_path_factory.mktemp("copies")
    land(opened(root), 4)
    compact(opened(root), "source")
    land(opened(root), 4)
    subprocess.run(
        [sys.executable, PROGRAM, root, copies],
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[3])},
    )
    return root, sorted(copies.iterdir())


def test_readers_find_every_row_once_wherever_a_compaction_was_killed(killed):
    root, copies = killed
    assert len(copies) > 10  # the operations of one compaction; the last copy lived through
    for copy in copies:
        assert read(copy) == read(root)
        assert read(copy, "others") == read(root, "others")


def test_some_were_killed_before_the_base_counted_and_only_the_last_after(killed):
    root, copies = killed
    before = live(root, "source").base
    assert [live(copy, "source").base == before for copy in copies[:-1]] == [True] * (
        len(copies) - 1
    )
    assert live(copies[-1], "source").base != before


def test_a_killed_compaction_is_repeated_and_leaves_nothing_behind(killed):
    root, copies = killed
    for copy in copies:
        compact(opened(copy), "source")
        assert read(copy) == read(root)
        assert len(committed(copy, "source")) == 8
    shapes = [
        sorted(str(path.relative_to(copy)) for path in copy.rglob("*.parquet") if path.is_file())
        for copy in copies
    ]
    assert all(shape == shapes[-1] for shape in shapes)


COMPACT = """
import sys
from datetime import date
from pathlib import Path
from extractors.compaction import compact
from extractors.landing import Landing
from pmo.clock import Clock
print("ready", flush=True)
sys.stdin.readline()
compact(Landing(Path(sys.argv[1]), Clock(date(2026, 6, 30))), "source")
"""


def compact_for(root, seconds=None):
    """Compact in a process that is killed after `seconds`; return how long it took, None if so."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMPACT, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()
    began = time.perf_counter()
    if seconds is not None:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return time.perf_counter() - began if process.returncode == 0 else None


def test_a_reader_in_a_loop_misses_and_doubles_no_row_while_compactions_run_and_die(tmp_path):
    landing, stop = opened(tmp_path), threading.Event()
    land(landing, 10)
    landed = [read(tmp_path)]
    reads, wrong = [], []

    def read_on():
        while not stop.is_set():
            wanted = set(landed[-1])
            try:
                found = read(tmp_path)
            except duckdb.Error as error:
                wrong.append(error)
                return
            reads.append(len(found))
            if len(set(found)) < len(found) or wanted - set(found):
                wrong.append((len(found), len(wanted)))
                return

    reader = threading.Thread(target=read_on)
    reader.start()
    dice, killed = random.Random(3), 0
    try:
        whole = compact_for(tmp_path)
        for _ in range(10):
            land(landing, 6)
            landed.append(read(tmp_path))
            killed += compact_for(tmp_path, dice.uniform(0, whole)) is None
    finally:
        stop.set()
        reader.join()

    assert wrong == []
    assert killed
    assert len(reads) > 10
    assert len(read(tmp_path)) == 70 * 3
