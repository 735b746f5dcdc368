"""Large files stream: memory does not grow with their rows, and no file is held whole."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from extractors.files import xlsx_reader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="peak memory is told in kilobytes on Linux"),
]

# Runs in a process of its own, whose peak is then its own; prints rows and peak in megabytes.
LAND = """
import re, sys
from datetime import date
from pathlib import Path
from extractors.finance.extract import extract
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.settings import Settings

root = Path(sys.argv[1])
settings = Settings.model_validate({"organisation": {"name": "Test"}})
batch = extract(settings, Landing(root / "landing", Clock(date(2026, 6, 30))), root / "drop")
# The high-water mark of this program; that of getrusage remembers the process that began it.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(batch.rows_of("actuals"), batch.rows_of("rejects"), peak // 1024)
"""
HEAD = "document_id,line,posting_date,cost_category,amount,currency,vendor,text"


def postings(count):
    for n in range(count):
        day = f"2026-05-{n % 28 + 1:02}"
        text = f"Invoice {n} of the services of a month"
        yield [f"D{n}", "1", day, "other", f"{n}.50", "EUR", f"Vendor {n % 997}", text]


def write_csv(path, count):
    with path.with_suffix(".csv").open("w") as stream:
        stream.write(HEAD + "\n")
        stream.writelines(",".join(row) + "\n" for row in postings(count))


def write_book(path, count):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("actuals")
    sheet.append(HEAD.split(","))
    for row in postings(count):
        sheet.append(row)
    book.save(path.with_suffix(".xlsx"))


def peak(folder: Path, write, count):
    (folder / "drop").mkdir(parents=True)
    write(folder / "drop" / "actuals", count)
    run = subprocess.run(
        [sys.executable, "-c", LAND, str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    rows, rejects, megabytes = map(int, run.stdout.split())
    assert (rows, rejects) == (count, 0)
    return megabytes


def test_memory_stays_flat_as_a_csv_grows(tmp_path):
    small = peak(tmp_path / "few", write_csv, 20_000)
    large = peak(tmp_path / "many", write_csv, 300_000)

    # What a batch holds back before it writes, and the values that a reader remembers.
    assert large - small < 130
    assert large < 350


def test_a_large_workbook_is_read_row_by_row(tmp_path, monkeypatch):
    """Of a sheet beyond what is remembered, no row is held when the last one is read."""
    monkeypatch.setattr(xlsx_reader, "REMEMBERED_CELLS", 1_000)
    write_book(tmp_path / "actuals", 1_500)

    tracemalloc.start()
    [sheet] = xlsx_reader.open_xlsx(tmp_path / "actuals.xlsx", "actuals.xlsx")
    rows = sheet.rows()
    last = next(row for row in rows if row.number == 1_501)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert last.cells[0] == "D1499"
    assert held < 1_400_000  # 1.0 million for the parser; the rows would take 0.7 more
