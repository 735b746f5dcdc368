"""The forms of export that layouts cover: signs, units, headings, merged cells, turned sheets."""

import json
from datetime import date
from decimal import Decimal

import pytest

from extractors.files import transposition

HEAD = "match: 'sap*'\n"
ACTUALS = """
tables:
- table: actuals
  columns:
    document_id: Doc
    line: {constant: "1"}
    posting_date: Date
    cost_category: {constant: other}
    amount: AMOUNT
    currency: {constant: EUR}
  extra: none
"""


def layout(amount, more=""):
    return HEAD + more + ACTUALS.replace("AMOUNT", amount)


def amounts(office):
    return office.landed("actuals", "document_id, amount")


def test_debit_and_credit_columns_become_one_signed_amount(office):
    office.layout("finance", layout("{column: Debit, minus: Credit, multiplier: 1000}"))
    office.deliver(
        "sap.csv",
        "Doc;Date;Debit;Credit\n"
        "A;2026-01-31;12.5;\nB;2026-01-31;;3\nC;2026-01-31;5;2\nD;2026-01-31;;\nE;2026-01-31;x;1\n",
    )
    office.extract()

    assert amounts(office) == [("A", 12500), ("B", -3000), ("C", 3000)]
    assert office.rejects("_source_row, reason") == [
        (5, "amount (column 'Debit') is empty, and actuals cannot do without it"),
        (6, "amount (column 'Debit') 'x − 1' is not a number"),
    ]


def test_a_column_of_signs_turns_credits_round_and_refuses_other_letters(office):
    sign = "{column: Betrag, sign: {column: S/H, positive: [S], negative: [H]}}"
    office.layout("finance", layout(sign))
    office.deliver(
        "sap.csv",
        "Doc;Date;Betrag;S/H\n"
        "A;2026-01-31;10;S\nB;2026-01-31;4;H\nC;2026-01-31;4-;H\nD;2026-01-31;4;X\n",
    )
    office.extract()

    assert amounts(office) == [("A", 10), ("B", -4), ("C", 4)]
    [(value, reason)] = office.rejects("value, reason")
    assert value == "4 X"
    assert "has the sign 'X' in column 'S/H', which is none of S, H" in reason


def test_of_several_columns_the_first_filled_counts_and_missing_ones_do_not_matter(office):
    office.layout("finance", layout("{column: [Net, Gross (2), Gross (1), Old name]}"))
    office.deliver(
        "sap.csv",
        "Doc;Date;Net;Gross;Gross\nA;2026-01-31;1;2;3\nB;2026-01-31;;2;3\nC;2026-01-31;;2;\n",
    )
    office.extract()

    assert amounts(office) == [("A", 1), ("B", 3), ("C", 2)]


def test_columns_none_of_which_is_there_refuse_the_file_by_their_names(office):
    office.layout("finance", layout("{column: [Net, Gross]}"))
    office.deliver("sap.csv", "Doc;Date;Amount\nA;2026-01-31;1\n")
    office.extract()

    [(reason, fix)] = office.rejects("reason, fix")
    assert reason == "sap.csv: the column 'Net' and 'Gross' are all missing"
    assert "the sheet has Doc, Date, Amount" in fix


def test_a_heading_is_found_by_how_it_begins_and_refused_if_two_begin_so(office):
    office.layout("finance", layout('"Amount in * EUR"'))
    office.deliver("sap_a.csv", "Doc;Date;Amount in T EUR\nA;2026-01-31;1\n")
    office.deliver("sap_b.csv", "Doc;Date;Amount in T EUR;Amount in M EUR\nA;2026-01-31;1;1\n")
    office.extract()

    assert amounts(office) == [("A", 1)]
    [(reason,)] = office.rejects("reason")
    assert reason == (
        "sap_b.csv: the heading 'Amount in * EUR' fits several columns, C and D: "
        "'Amount in T EUR' and 'Amount in M EUR'"
    )


def test_headings_over_two_rows_are_joined_and_merged_ones_filled_forward(office):
    office.layout("finance", layout('"2026 Actual"', "header_row: 2\nheader_rows: 2\n"))
    rows = [
        ["Export of May"],
        ["Doc", "Date", "2025", None, "2026", None],
        [None, None, "Plan", "Actual", "Plan", "Actual"],
        ["A", "2026-01-31", 1, 2, 3, 4],
    ]

    def merge(book):
        for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            book["s"].merge_cells(cells)

    office.deliver_book("sap.xlsx", {"s": rows}, touch=merge)
    office.extract()

    assert office.landed("actuals", "amount, _source_row") == [(4, 4)]


def test_a_merged_or_grouped_cell_is_filled_down_past_subtotals(office):
    text = layout("Amount", "fill_down: [Doc]\nskip_rows: ['^Total']\n")
    office.layout("finance", text.replace('{constant: "1"}', "Line"))
    rows = [
        ["Doc", "Line", "Date", "Amount"],
        ["A", "1", "2026-01-31", 1],
        [None, "2", "2026-01-31", 2],
        ["Total", None, None, 3],
        [None, "3", "2026-01-31", 4],
        ["B", "1", "2026-01-31", 5],
    ]

    office.deliver_book("sap.xlsx", {"s": rows}, touch=lambda book: book["s"].merge_cells("A2:A3"))
    office.extract()

    assert office.landed("actuals", "document_id, line, amount") == [
        ("A", "1", 1),
        ("A", "2", 2),
        ("A", "3", 4),
        ("B", "1", 5),
    ]


def test_a_turned_sheet_lands_a_record_a_column_and_rejects_name_the_cell(office):
    office.layout("finance", layout("Amount", "transposed: true\n"))
    office.deliver(
        "sap.csv",
        "Doc;A;B;C\nDate;2026-01-31;2026-02-28;2026-03-31\n\nAmount;1;exempt (Section 43);3\n",
    )
    office.extract()

    assert office.landed("actuals", "document_id, posting_date, amount, _source_row") == [
        ("A", date(2026, 1, 31), 1, 2),
        ("C", date(2026, 3, 31), 3, 4),
    ]
    [(value, reason, row, row_json)] = office.rejects("value, reason, _source_row, row_json")
    assert (value, row) == ("exempt (Section 43)", 3)
    assert reason == "amount (cell C4, 'Amount') 'exempt (Section 43)' is not a number"
    assert json.loads(row_json)["Doc"] == "B"


def test_a_turned_sheet_whose_row_cannot_be_cut_is_refused_whole(office):
    office.layout("finance", layout("Amount", "transposed: true\n"))
    office.deliver("sap.csv", 'Doc;A\nDate;"2026"-01-31\nAmount;1\n')
    office.extract()

    [(reason, row)] = office.rejects("reason, _source_row")
    assert (reason.split(":")[0], row) == ("sap.csv row 2", 2)
    assert amounts(office) == []


def test_a_sheet_too_large_to_be_turned_is_refused(office, monkeypatch):
    monkeypatch.setattr(transposition, "MAX_CELLS", 5)
    office.layout("finance", layout("Amount", "transposed: true\n"))
    office.deliver("sap.csv", "Doc;A;B\nDate;2026-01-31;2026-02-28\nAmount;1;2\n")
    office.extract()

    [(reason, fix)] = office.rejects("reason, fix")
    assert reason == "sap.csv is too large to be turned: more than 5 cells"
    assert fix == "deliver it with a record a row, or in several files"


def test_what_cannot_be_read_is_kept_beside_the_row_where_the_layout_says_so(office):
    office.layout(
        "registers",
        "match: p.csv\ntables:\n- table: projects\n  columns:\n    project_code: id\n    name: id\n"
        "    finish_baseline: {column: Finish, unreadable: extra}\n  extra: none\n",
    )
    office.deliver("p.csv", "id,Finish\nA,2026-05-01\nB,Exempt (Section 43)\n")
    office.extract("registers")

    assert office.landed("projects", "project_code, finish_baseline, extra", "registers") == [
        ("A", date(2026, 5, 1), None),
        ("B", None, '{"Finish": "Exempt (Section 43)"}'),
    ]
    assert office.rejects(source="registers") == []


def test_a_value_is_cut_out_of_the_files_name_or_out_of_a_cell(office):
    text = layout("Amount").replace("Date\n", "{file_name: '_(.+)_', values: {May: 2026-05-31}}\n")
    office.layout(
        "finance",
        text.replace(
            "    document_id: Doc", "    document_id: {column: Doc, pattern: 'no. ([0-9]+)'}"
        ),
    )
    office.deliver("2026/sap_May_x.csv", "Doc,Amount\nInvoice no. 77,1\nplain,2\n")
    office.deliver("2026/sap.csv", "Doc,Amount\nA,1\n")
    office.extract()

    assert office.landed("actuals", "document_id, posting_date") == [
        ("77", date(2026, 5, 31)),
        ("plain", date(2026, 5, 31)),
    ]
    [(reason,)] = office.rejects("reason")
    assert (
        reason
        == "2026/sap.csv: nothing in the name 'sap.csv' fits '_(.+)_', which the layout looks for"
    )


def test_renamed_values_are_known_in_any_case(office):
    text = layout("Amount").replace("{constant: other}", "{column: Kind, values: {Labour: work}}")
    office.layout("finance", text)
    office.deliver("sap.csv", "Doc,Date,Kind,Amount\nA,2026-01-31,LABOUR,1\n")
    office.extract()

    assert office.landed("actuals", "cost_category") == [("work",)]


def test_a_row_needs_one_of_several_columns_filled(office):
    text = layout("{column: [Net, Gross]}").replace(
        "  columns:", "  where_filled: [[Net, Gross]]\n  columns:"
    )
    office.layout("finance", text)
    office.deliver("sap.csv", "Doc,Date,Net,Gross\nA,2026-01-31,,1\nB,2026-01-31,,\n")
    office.extract()

    assert amounts(office) == [("A", 1)]
    assert office.rejects() == []


def test_every_sheet_that_a_layout_names_is_read_and_hidden_ones_too(office):
    office.layout("finance", layout("Amount", "sheet: '2026-*'\n"))
    head = ["Doc", "Date", "Amount"]
    sheets = {
        "Cover": [["x"]],
        "2026-01": [head, ["A", "2026-01-31", 1]],
        "2026-02": [head, ["B", "2026-02-28", 2]],
    }

    def hide(book):
        book["2026-02"].sheet_state = "hidden"

    office.deliver_book("sap.xlsx", sheets, touch=hide)
    office.extract()

    assert office.landed("actuals", "document_id, _source_sheet") == [
        ("A", "2026-01"),
        ("B", "2026-02"),
    ]


@pytest.mark.parametrize("extra", ["all", "[Amount, 'Note*']"])
def test_extra_takes_all_columns_or_those_that_are_named(office, extra):
    office.layout("finance", layout("Amount").replace("extra: none", f"extra: {extra}"))
    office.deliver("sap.csv", "Doc,Date,Amount,Note (old)\nA,2026-01-31,1,x\n")
    office.extract()

    [(kept,)] = office.landed("actuals", "extra")
    named = {"Amount": "1", "Note (old)": "x"}
    everything = named | {"Doc": "A", "Date": "2026-01-31"}
    assert json.loads(kept) == (everything if extra == "all" else named)


def test_amounts_in_millions_are_exact(office):
    text = layout("{column: Amount, multiplier: 1000000}", "formats: {strip_signs: ['£', m]}\n")
    office.layout("finance", text)
    office.deliver("sap.csv", "Doc,Date,Amount\nA,2026-01-31,£0.1m\nB,2026-01-31,(£1.25m)\n")
    office.extract()

    assert amounts(office) == [("A", Decimal(100_000)), ("B", Decimal(-1_250_000))]
