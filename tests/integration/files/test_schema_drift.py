"""An export that changes: columns that come, go, or no longer hold what they held."""

import logging
from datetime import date

import pytest

HEAD = "document_id,line,posting_date,cost_category,amount,currency,is_labour\n"


def posting(number, day="2026-05-01", amount="10.50", is_labour="no"):
    return f"D{number},1,{day},other,{amount},EUR,{is_labour}\n"


def postings(count, **changed):
    return "".join(posting(number, **changed) for number in range(count))


def refusal(office):
    [found] = office.rejects("table_name, column_name, value, _source_row, reason, fix")
    return found


@pytest.fixture
def office(office):
    """Yesterday's delivery was as agreed."""
    office.deliver("actuals.csv", HEAD + posting("yesterday"))
    office.extract()
    return office


@pytest.mark.parametrize(
    ("changed", "column", "sample", "what", "way_out"),
    [
        pytest.param(
            {"amount": '"1.234,56"'}, "amount", "1.234,56", "numbers",
            "write a layout with formats: {decimal: ',', thousands: '.'}", id="decimal sign",
        ),
        pytest.param(
            {"day": "31.05.2026"}, "posting_date", "31.05.2026", "dates",
            "name the form in a layout: date_formats (%d.%m.%Y)", id="date form",
        ),
        pytest.param(
            {"amount": "about 10"}, "amount", "about 10", "numbers",
            "if it changed for good, say how in a layout", id="words",
        ),
        pytest.param(
            {"is_labour": "maybe"}, "is_labour", "maybe", "true and false",
            "if it changed for good, say how in a layout", id="flag",
        ),
    ],
)  # fmt: skip
def test_a_column_that_changed_its_type_is_one_refusal_and_yesterday_stays(
    office, changed, column, sample, what, way_out
):
    office.deliver("actuals.csv", HEAD + postings(12, **changed))
    office.extract()

    table, named, value, row, reason, fix = refusal(office)
    assert (table, named, value, row) == ("actuals", column, sample, 0)
    assert reason.startswith(
        f"actuals.csv: {column} does not hold {what}: 12 of its 12 filled cells cannot be read, "
        f"such as {sample!r} (row 2), {sample!r} (row 3), {sample!r} (row 4)"
    )
    assert way_out in fix
    assert fix.startswith(f"have {column!r} exported as before")
    assert office.current("actuals", "document_id", ["document_id", "line"]) == [("Dyesterday",)]


def test_numbers_that_could_still_be_read_are_not_trusted_beside_another_decimal_sign(office):
    """`1.234` reads as a number, and is a thousand where the others write `1.234,56`."""
    rows = postings(40, amount="1.234") + postings(6, amount='"1.234,56"')
    office.deliver("actuals.csv", HEAD + rows)
    office.extract()

    assert "6 of its 46 filled cells" in refusal(office)[4]


def test_a_few_odd_cells_are_rejects_of_their_rows(office):
    rows = postings(8) + postings(4, amount="n.a.") + posting("x", amount='"12,50"')
    office.deliver("actuals.csv", HEAD + rows)
    office.extract()

    assert len(office.rejects()) == 5
    assert len(office.landed("actuals", "1")) == 1 + 8


def test_a_small_file_of_mistakes_is_told_cell_by_cell(office):
    office.deliver("actuals.csv", HEAD + postings(4, amount="n.a."))
    office.extract()

    assert [row for *_, row in office.rejects()] == [2, 3, 4, 5]


def test_a_drift_far_down_is_found_and_counted_exactly(office):
    office.deliver("actuals.csv", HEAD + postings(1_000) + postings(1_500, amount="n.a."))
    office.extract()

    assert "1,500 of its 2,500 filled cells" in refusal(office)[4]


def test_every_column_that_changed_is_named(office):
    rows = postings(12, day="31/05/2026", amount="'1'")
    office.deliver("actuals.csv", HEAD + rows)
    office.extract()

    _, column, value, _, reason, _ = refusal(office)
    assert column == "posting_date, amount"
    assert value == "31/05/2026 | '1'"
    assert reason.count("does not hold") == 2


def test_an_excel_column_whose_dates_became_text_is_refused(office):
    rows = [HEAD.strip().split(",")]
    rows += [["D", str(n), "May 31st", "other", 10, "EUR", "no"] for n in range(12)]
    office.deliver_book("actuals.xlsx", {"s": rows})
    office.extract()

    assert "posting_date does not hold dates: 12 of its 12" in refusal(office)[4]


def test_a_column_that_a_layout_renames_is_named_as_the_file_calls_it(office):
    office.layout(
        "finance",
        "match: sap.csv\ntables:\n- table: actuals\n  columns:\n    document_id: Beleg\n"
        "    line: Beleg\n    posting_date: {constant: 2026-05-31}\n"
        "    cost_category: {constant: other}\n    amount: Betrag\n    currency: {constant: EUR}\n",
    )
    office.deliver("sap.csv", "Beleg;Betrag\n" + "A;1.234,56\n" * 9)
    office.extract()

    reasons = [reason for (reason,) in office.rejects("reason")]
    assert any("amount (column 'Betrag') does not hold numbers: 9 of its 9" in r for r in reasons)


def test_a_new_column_lands_beside_its_row_and_is_named(office, caplog):
    with caplog.at_level(logging.WARNING):
        office.deliver(
            "actuals.csv", HEAD.rstrip() + ",Profit Centre\n" + posting("1").rstrip() + ",PC-9\n"
        )
        office.extract()

    assert office.landed("actuals", "extra")[-1] == ('{"Profit Centre": "PC-9"}',)
    assert office.landed("files", "unmapped_columns")[-1] == ('["Profit Centre"]',)
    assert "no column of actuals is called Profit Centre" in caplog.text


def test_a_required_column_that_is_gone_refuses_the_file_and_an_optional_one_is_empty(office):
    office.deliver("actuals.csv", HEAD.replace("amount", "total") + posting("1"))
    office.extract()
    assert "actuals needs the missing column(s) amount" in refusal(office)[4]

    office.deliver("actuals.csv", HEAD.replace(",is_labour", "") + "D2,1,2026-05-02,other,1,EUR\n")
    office.extract()
    assert office.current("actuals", "posting_date, is_labour", ["document_id", "line"]) == [
        (date(2026, 5, 2), None)
    ]
