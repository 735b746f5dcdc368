"""Files from the drop folder to the rows that the models read."""

import json
import logging
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.files import arrivals

HEAD = "project_code,version,version_date,fiscal_period,cost_category,amount,currency\n"
KEY = ["project_code", "version", "version_date", "fiscal_period", "cost_category"]


def budget(code="P-001", amount="1200.50", currency="EUR"):
    return f"{code},approved,2026-01-15,2026-01,labour,{amount},{currency}\n"


def amounts(office):
    return office.current("budgets", "project_code, amount", KEY)


def test_a_canonical_file_lands_typed_with_its_place(office):
    office.deliver("budgets.csv", HEAD + budget("00042"))

    batch = office.extract()

    assert batch.rows_of("budgets") == 1
    columns = "project_code, version_date, amount, extra, _source_file, _source_sheet, _source_row"
    assert office.landed("budgets", columns) == [
        ("00042", date(2026, 1, 15), Decimal("1200.5000"), None, "budgets.csv", None, 2)
    ]
    [seen] = office.landed(
        "files", "file_name, table_name, layout, encoding, rows_read, rows_rejected"
    )
    assert seen == ("budgets.csv", "budgets", "canonical", "utf-8", 1, 0)


def test_a_missing_folder_means_not_kept_here(office):
    office.drop.rmdir()

    assert office.extract().rows == 0


def test_the_same_file_twice_lands_once(office):
    office.deliver("budgets.csv", HEAD + budget())

    assert [office.extract().rows_of("budgets") for _ in range(2)] == [1, 0]
    assert amounts(office) == [("P-001", Decimal("1200.5000"))]


def test_a_corrected_file_replaces_what_it_said_rows_left_out_included(office):
    office.deliver("budgets.csv", HEAD + budget("P-001", "10") + budget("P-002", "20"))
    office.extract()
    office.deliver("budgets.csv", HEAD + budget("P-001", "11"))
    office.extract()

    assert amounts(office) == [("P-001", Decimal(11))]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(HEAD.replace(",amount", ",amnt") + budget("P-001", "99"), id="no amount"),
        pytest.param(HEAD + budget() + '"P-002,approved', id="cut off in a quotation"),
        pytest.param(HEAD + budget("P-001", "n.a."), id="no row readable"),
        pytest.param("", id="empty"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_yesterdays_delivery(office, broken):
    office.deliver("budgets.csv", HEAD + budget("P-001", "10"))
    office.extract()
    office.deliver("budgets.csv", broken)

    batch = office.extract()

    assert (batch.rows_of("budgets"), batch.rows_of("rejects")) == (0, 1)
    assert amounts(office) == [("P-001", Decimal(10))]


def test_a_truncated_workbook_is_one_reject_and_the_other_files_land(office):
    path = office.deliver_book("actuals.xlsx", {"Sheet1": [["document_id"] * 30] * 200})
    path.write_bytes(path.read_bytes()[:-900])
    office.deliver("budgets.csv", HEAD + budget())

    office.extract()

    [(table, row, reason, fix)] = office.rejects("table_name, _source_row, reason, fix")
    assert (table, row) == (None, 0)
    assert reason.startswith("actuals.xlsx is damaged or was cut off")
    assert "deliver it again" in fix
    assert len(amounts(office)) == 1


def test_a_missing_required_column_rejects_the_file_and_says_what_it_has(office):
    office.deliver("budgets.csv", "project_code,version,amount\nP-001,approved,1\n")
    office.extract()

    [(table, row, reason, fix)] = office.rejects("table_name, _source_row, reason, fix")
    assert (table, row) == ("budgets", 1)
    assert reason == (
        "budgets.csv: budgets needs the missing column(s) "
        "version_date, fiscal_period, cost_category, currency"
    )
    assert "(found: project_code, version, amount)" in fix
    assert office.landed("files", "*") == []


def test_section_43_is_a_reject_with_its_place_and_never_43(office):
    office.deliver("budgets.csv", HEAD + budget() + budget("P-002", "N/A (Section 43)"))
    office.extract()

    [(place, column, value, reason, fix, row)] = office.rejects(
        "(_source_file, _source_row), column_name, value, reason, fix, row_json"
    )
    assert place == ("budgets.csv", 3)
    assert (column, value) == ("amount", "N/A (Section 43)")
    assert reason == "amount 'N/A (Section 43)' is not a number"
    assert "1234.50" in fix
    assert json.loads(row)["project_code"] == "P-002"
    assert amounts(office) == [("P-001", Decimal("1200.5000"))]
    assert office.landed("files", "rows_read, rows_rejected") == [(2, 1)]


def test_a_row_with_several_bad_cells_is_one_reject(office):
    office.deliver(
        "budgets.csv", HEAD + "P-001,approved,soon,2026-01,labour,much,\n" + budget("P-002")
    )
    office.extract()

    [(_, column, value, row)] = office.rejects()
    assert (column, value, row) == ("version_date, amount, currency", "soon | much | ", 2)


def test_a_missing_required_cell_is_a_reject(office):
    office.deliver("budgets.csv", HEAD + budget(currency=" ") + budget("P-002"))
    office.extract()

    [(reason,)] = office.rejects("reason")
    assert reason == "currency is empty, and budgets cannot do without it"


def test_a_text_that_holds_the_delimiter_shifts_no_columns(office):
    office.deliver("budgets.csv", HEAD + budget("P-001, phase 2") + budget("P-002"))
    office.extract()

    [(reason,)] = office.rejects("reason")
    assert "more cells than the 7 headings" in reason
    assert [code for code, _ in amounts(office)] == ["P-002"]


def test_empty_rows_are_passed_over_and_duplicates_are_landed(office):
    office.deliver("budgets.csv", HEAD + budget() + ",,,,,,\n\n" + budget())

    assert office.extract().rows_of("budgets") == 2
    assert office.landed("budgets", "_source_row") == [(2,), (5,)]
    assert office.rejects() == []


def test_an_unknown_column_lands_in_extra_and_is_named(office, caplog):
    office.deliver("budgets.csv", HEAD.rstrip() + ",Owner,\n" + budget().rstrip() + ",Lee,x\n")
    with caplog.at_level(logging.WARNING):
        office.extract()

    assert office.landed("budgets", "extra") == [('{"Owner": "Lee", "column I": "x"}',)]
    assert "budgets.csv: no column of budgets is called Owner" in caplog.text


def test_a_remark_beside_a_table_in_a_workbook_lands_in_extra(office):
    row = [*budget().strip().split(","), None, "asked Lee"]
    office.deliver_book("budgets.xlsx", {"s": [HEAD.strip().split(","), row]})
    office.extract()

    assert office.landed("budgets", "extra") == [('{"column I": "asked Lee"}',)]


@pytest.mark.parametrize(
    ("encoding", "category"),
    [("gb18030", "人工成本"), ("utf-16", "人工成本"), ("utf-8-sig", "Löhne"), ("cp1252", "Löhne")],
)
def test_a_file_in_another_encoding_lands_as_it_was_written(office, encoding, category):
    row = budget().replace("labour", category)
    office.deliver("budgets.csv", HEAD + row, encoding)
    office.extract()

    assert office.landed("budgets", "cost_category") == [(category,)]


def test_headings_in_another_case_or_with_blanks_are_the_canonical_ones(office):
    office.deliver("budgets.csv", HEAD.replace("project_code", " Project Code ") + budget())

    assert office.extract().rows_of("budgets") == 1


def test_a_heading_that_stands_twice_rejects_the_file(office):
    office.deliver("budgets.csv", HEAD.rstrip() + ",amount\n" + budget().rstrip() + ",7\n")
    office.extract()

    [(reason,)] = office.rejects("reason")
    assert reason == "budgets.csv: the heading 'amount' stands twice, in columns F and H"


def test_a_workbook_with_excels_own_dates_numbers_and_months(office):
    day = datetime.fromisoformat
    head = HEAD.strip().split(",")
    row = ["007", "approved", day("2026-01-15"), day("2026-10-01"), "labour", 0.1, "EUR"]
    office.deliver_book("budgets.xlsx", {"Export": [head, row]})
    office.extract()

    columns = "project_code, version_date, fiscal_period, amount, _source_sheet, _source_row"
    assert office.landed("budgets", columns) == [
        ("007", date(2026, 1, 15), "2026-10", Decimal("0.1"), "Export", 2)
    ]


def test_sheets_named_after_tables_each_feed_their_own(office):
    rates = [["date", "from_currency", "to_currency", "rate"], ["2026-01-02", "USD", "EUR", 0.92]]
    budgets = [HEAD.strip().split(","), budget().strip().split(",")]
    office.deliver_book("export.xlsx", {"Notes": [["x"]], "FX Rates": rates, "budgets": budgets})

    batch = office.extract()

    assert (batch.rows_of("fx_rates"), batch.rows_of("budgets")) == (1, 1)
    assert office.landed("fx_rates", "_source_sheet, rate") == [("FX Rates", Decimal("0.92"))]


def test_a_workbook_is_taken_whole_or_not_at_all(office):
    good = [HEAD.strip().split(","), budget().strip().split(",")]
    office.deliver_book("export.xlsx", {"budgets": good, "fx_rates": [["date"], ["2026-01-02"]]})

    batch = office.extract()

    assert (batch.rows_of("budgets"), batch.rows_of("files")) == (0, 0)
    [(table, reason)] = office.rejects("table_name, reason")
    assert table == "fx_rates"
    assert reason.startswith("export.xlsx sheet 'fx_rates': fx_rates needs the missing column(s)")


def test_a_formula_without_its_result_is_a_reject_with_the_formula(office):
    rows = [HEAD.strip().split(","), budget(amount="=1+1").strip().split(",")]
    rows.append(budget("P-002").strip().split(","))
    office.deliver_book("budgets.xlsx", {"s": rows})
    office.extract()

    [(_, column, value, row)] = office.rejects()
    assert (column, value, row) == ("amount", "=1+1", 2)


def test_a_file_nobody_can_place_is_a_reject_that_tells_how(office):
    office.deliver("spending.csv", "a,b\n1,2\n")
    office.deliver("minutes.docx", b"PK")
    office.extract()

    found = dict(office.rejects("_source_file, reason || ' → ' || fix"))
    assert "unknown file spending.csv → rename it to one of actuals, " in found["spending.csv"]
    assert ".docx is no kind of file that is read" in found["minutes.docx"]


def test_a_file_is_known_by_how_its_name_begins_in_any_folder(office):
    head = "project_code,objective_id,share\n"
    office.deliver("2026/project_objectives-q1.csv", head + "P-1,O-1,0.5\n")

    assert office.extract("registers").rows_of("project_objectives") == 1
    assert office.landed("project_objectives", "_source_file", "registers") == [
        ("2026/project_objectives-q1.csv",)
    ]


def test_temporary_files_are_passed_over(office):
    for name in ("~$budgets.xlsx", ".budgets.csv", "budgets.csv.part", ".git/budgets.csv"):
        office.deliver(name, "x")

    assert office.extract().rows == 0


def test_a_file_whose_name_is_no_utf8_lands_under_a_name_that_can_be_stored(office):
    folder = os.fsencode(office.drop)
    Path(os.fsdecode(folder + b"/budgets-\xb2\xe2.csv")).write_text(HEAD + budget())

    office.extract()
    assert office.landed("budgets", "_source_file") == [("budgets-\\xb2\\xe2.csv",)]


def test_a_rejected_file_is_not_rejected_again_every_night(office):
    office.deliver("spending.csv", "a,b\n1,2\n")

    assert [office.extract().rows_of("rejects") for _ in range(2)] == [1, 0]


def test_a_layout_that_arrives_later_reads_the_file_that_was_refused(office):
    office.deliver("spending.csv", "d,f,r\n2026-01-02,USD,0.92\n")
    office.extract()
    office.layout(
        "finance",
        "match: spending*.csv\ntables:\n- table: fx_rates\n  columns:\n"
        "    {date: d, from_currency: f, to_currency: {constant: EUR}, rate: r}\n",
    )

    assert office.extract().rows_of("fx_rates") == 1


@pytest.mark.parametrize(
    ("decided", "unmapped"),
    [
        pytest.param("", '["desk"]', id="nobody spoke of it"),
        pytest.param("  extra: [desk]\n", "[]", id="the layout names it"),
    ],
)
def test_a_column_is_unmapped_until_a_layout_speaks_of_it(office, decided, unmapped):
    office.layout(
        "finance",
        "match: spending*.csv\ntables:\n- table: fx_rates\n  columns:\n"
        f"    {{date: d, from_currency: f, to_currency: {{constant: EUR}}, rate: r}}\n{decided}",
    )
    office.deliver("spending.csv", "d,f,r,desk\n2026-01-02,USD,0.92,FX-1\n")
    office.extract()

    assert office.landed("fx_rates", "extra") == [('{"desk": "FX-1"}',)]
    assert office.landed("files", "unmapped_columns") == [(unmapped,)]


def test_a_file_still_being_written_is_left_for_the_next_run(office, monkeypatch, caplog):
    path = office.deliver("budgets.csv", HEAD + budget())
    copyfile = arrivals.shutil.copyfile

    def copy_while_it_grows(source, target):
        copyfile(source, target)
        with path.open("a") as stream:
            stream.write(budget("P-002"))

    monkeypatch.setattr(arrivals.shutil, "copyfile", copy_while_it_grows)
    assert office.extract().rows == 0
    assert "budgets.csv is still being written" in caplog.text

    monkeypatch.undo()
    assert office.extract().rows_of("budgets") == 2


def test_a_file_that_may_not_be_opened_is_a_reject_and_is_tried_again(office, monkeypatch):
    office.deliver("budgets.csv", HEAD + budget())

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(arrivals.shutil, "copyfile", refused)
    office.extract()
    assert office.rejects("reason") == [("budgets.csv cannot be opened: Permission denied",)]

    monkeypatch.undo()
    assert office.extract().rows_of("budgets") == 1


def test_a_timesheet_is_known_by_its_columns(office):
    text = (
        "entry_id,person_id,work_date,hours,updated_at\n1,p,2026-01-05,7.5,2026-01-05T18:00:00Z\n"
    )
    office.deliver("export (3).csv", text)
    office.extract("timesheets")

    assert office.landed(
        "entries", "entry_id, hours, cast(updated_at as varchar)", "timesheets"
    ) == [("1", Decimal("7.5"), "2026-01-05 18:00:00+00")]


def test_a_file_larger_than_a_flush_lands_whole(office):
    count = 60_000
    rows = "".join(budget(f"P-{n:06}", str(n)) for n in range(count))
    office.deliver("budgets.csv", HEAD + rows)

    assert office.extract().rows_of("budgets") == count
    [found] = office.query(
        "select count(*), sum(amount), max(_source_row) "
        f"from ({office.macros().landed('finance', 'budgets')})"
    )
    assert found == (count, Decimal(count * (count - 1) // 2), count + 1)
