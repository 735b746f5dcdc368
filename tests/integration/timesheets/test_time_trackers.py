"""Exports of time recording systems land without anybody writing a layout."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extractors.landing import Landing
from extractors.timesheets.extract import extract
from pmo.clock import Clock
from pmo.manifests import live_files
from pmo.settings import Settings

EXPORTS = Path(__file__).parent / "exports"


class Desk:
    """A drop folder for timesheets, and what landed from it."""

    def __init__(self, root):
        self.root, self.drop = root, root / "drop"
        self.drop.mkdir()
        self.sections = {}

    def deliver(self, name, text=None):
        if text is None:
            shutil.copy(EXPORTS / name, self.drop / name)
        else:
            (self.drop / name).write_text(text, "utf-8")

    def extract(self):
        organisation = {"name": "Test", "time_zone": "Europe/Berlin"}
        settings = Settings.model_validate({"organisation": organisation} | self.sections)
        extract(settings, Landing(self.root / "landing", Clock(date(2026, 6, 30))), self.drop)

    def landed(self, columns, table="entries"):
        files = [str(each) for each in live_files(self.root / "landing", "timesheets", table)]
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            rows = "from read_parquet(?, union_by_name = true) order by _batch_id, _row_number"
            return connection.execute(f"select {columns} from ({rows})", [files]).fetchall()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_toggls_durations_become_hours(desk):
    desk.deliver("toggl_detailed_2026-06.csv")
    desk.extract()

    columns = "person_id, project_code, work_date, hours, is_billable, issue_key, activity"
    ada, bob = "ada@example.com", "bob@example.com"
    assert desk.landed(columns) == [
        (ada, "P-100", date(2026, 6, 1), Decimal("3.5"), True, "ROAD-12", "Survey"),
        (ada, "P-100", date(2026, 6, 1), Decimal("0.01"), False, None, None),
        (bob, "P-200", date(2026, 6, 2), Decimal("50.25"), True, "RAIL-7", "night, site"),
        (bob, "P-200", date(2026, 6, 3), Decimal("0.25"), False, None, None),
        (bob, "P-200", date(2026, 6, 3), Decimal("0.75"), False, None, None),
    ]
    assert desk.landed("sum(hours)")[0] == (Decimal("54.76"),)
    assert {system for (system,) in desk.landed("system")} == {"toggl"}


def test_entries_without_ids_get_one_that_the_next_export_gives_again(desk):
    desk.deliver("toggl_detailed_2026-06.csv")
    desk.extract()
    first = desk.landed("entry_id")
    text = (EXPORTS / "toggl_detailed_2026-06.csv").read_text("utf-8")
    desk.deliver("toggl_again.csv", text.replace("Planning, with", "Planning with"))
    desk.extract()

    assert first[0] == ("toggl-ada@example.com-2026-06-01-08:00:00-1",)
    assert first[3:] == [
        ("toggl-bob@example.com-2026-06-03-09:00:00-1",),
        ("toggl-bob@example.com-2026-06-03-09:00:00-2",),
    ]
    assert desk.landed("entry_id")[5:] == first


def test_harvests_api_entries_land_with_their_issue(desk):
    desk.deliver("harvest_time_entries.csv")
    desk.extract()

    columns = "entry_id, person_id, project_code, work_date, hours, issue_key, approval_status"
    assert desk.landed(columns) == [
        (
            "harvest-636709355",
            "Kim Allen",
            "P-100",
            date(2026, 3, 2),
            Decimal("2.11"),
            "SHOP-41",
            "approved",
        ),
        (
            "harvest-636708723",
            "Kim Allen",
            "Online Store",
            date(2026, 3, 1),
            Decimal("1.35"),
            None,
            "open",
        ),
    ]
    assert desk.landed("is_billable, account, activity, updated_at")[0] == (
        True,
        "123 Industries",
        "Graphic Design",
        datetime(2026, 6, 27, 16, 47, 14, tzinfo=UTC),
    )


def test_harvests_api_answer_lands_as_its_table_does(desk):
    desk.deliver("harvest_time_entries.json")
    desk.extract()

    columns = "entry_id, person_id, project_code, work_date, hours, issue_key, approval_status"
    assert desk.landed(f"{columns}, is_billable") == [
        (
            *("harvest-636718192", "Bob Powell", "OS2", date(2026, 3, 21), Decimal("1.5")),
            *("SHOP-7", "approved", False),
        ),
        (
            *("harvest-636709355", "Kim Allen", "Online Store - Phase 1", date(2026, 3, 2)),
            *(Decimal("2.11"), None, "submitted", True),
        ),
    ]


def test_harvests_report_lands_with_either_decimal_sign(desk):
    desk.deliver("harvest_detailed_report.csv")
    desk.extract()

    columns = "entry_id, person_id, project_code, work_date, hours, issue_key, approval_status"
    day, own = date(2026, 6, 8), "harvest-2026-06-08-Ada-Lovelace-Bridge-Design"
    assert desk.landed(columns) == [
        (f"{own}-1", "Ada Lovelace", "P-100", day, Decimal("7.5"), "ROAD-12", "approved"),
        (f"{own}-2", "Ada Lovelace", "P-100", day, Decimal("0.5"), None, "open"),
        (f"{own}-3", "Ada Lovelace", "P-100", day, Decimal("0.25"), None, "open"),
        (
            "harvest-09.06.2026-Bob-Müller-Tunnel-Review-1",
            "Bob Müller",
            "Tunnel",
            date(2026, 6, 9),
            Decimal(2),
            None,
            "approved",
        ),
    ]


def test_sap_records_land_in_hours_with_their_chain_and_status(desk):
    desk.deliver("CATSDB_20260331.csv")
    desk.extract()

    columns = "entry_id, replaces_id, work_date, hours, approval_status, account"
    march = [date(2026, 3, day) for day in range(1, 5)]
    assert desk.landed(columns) == [
        ("cats-000000001001", None, march[1], Decimal(8), "cancelled", None),
        ("cats-000000001002", "cats-000000001001", march[1], Decimal("6.5"), "changed", None),
        ("cats-000000001003", "cats-000000001002", march[1], Decimal(7), "rejected", None),
        ("cats-000000001004", None, march[2], Decimal("1.5"), "approved", None),
        ("cats-000000001005", None, march[2], Decimal(4), "submitted", "000080001234"),
        ("cats-000000001006", None, march[3], Decimal(8), "cancelled", "000000410001"),
    ]
    columns = "person_id, project_code, activity, description, created_at, updated_at"
    assert desk.landed(columns)[3] == (
        "00000042",
        "P-100",
        "0800",
        "Besprechung",
        datetime(2026, 3, 2, 23, tzinfo=UTC),  # midnight in Berlin
        None,
    )
    [(row, reason)] = desk.landed("_source_row, reason", "rejects")
    assert row == 8
    assert "is in the unit 'TAG' (column 'MEINH')" in reason


def test_an_own_layout_comes_before_the_one_for_everybody(desk):
    folder = desk.root / "layouts"
    folder.mkdir()
    (folder / "own.yml").write_text(
        "match: 'toggl*'\ntables:\n- table: entries\n  columns: {entry_id: {template: 'own-{#}'},"
        " person_id: User, work_date: Start date, hours: {constant: 1}}\n"
    )
    desk.sections["timesheets"] = {"layouts": folder}
    desk.deliver("toggl_detailed_2026-06.csv")
    desk.extract()

    assert [each for (each,) in desk.landed("entry_id")] == [f"own-{n}" for n in range(1, 6)]


def test_canonical_files_are_read_as_ever_whatever_they_are_called(desk):
    desk.deliver("toggl.csv", "entry_id,person_id,work_date,hours\nT-1,E1,2026-06-01,2\n")
    desk.extract()

    assert desk.landed("entry_id, hours, system") == [("T-1", Decimal(2), None)]
    assert desk.landed("layout", "files") == [("canonical",)]


def test_what_nobody_recognises_says_what_is_missing(desk):
    desk.deliver("kimai.csv", "Date,From,To,Rate\n2026-06-01,08:00,09:00,100\n")
    desk.extract()

    [(reason,)] = desk.landed("reason", "rejects")
    assert "kimai.csv" in reason
