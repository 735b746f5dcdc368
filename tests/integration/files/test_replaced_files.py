"""One period, one file: corrections under a new name, second copies, and years that follow."""

import logging
import os

import pytest

LEDGER = """
match: "actuals_*.csv"
PERIOD
tables:
- table: actuals
  columns:
    document_id: doc
    line: {constant: "1"}
    posting_date: day
    cost_category: {constant: other}
    amount: amount
    currency: {constant: EUR}
"""
BY_NAME = LEDGER.replace("PERIOD", 'period: "actuals_([0-9]{4}-[0-9]{2})"')
BY_COLUMN = LEDGER.replace("PERIOD", "period: {column: day, as_month: true}")
HEAD = "doc,day,amount\n"
MAY, JUNE = "A,2026-05-01,10\nB,2026-05-02,20\n", "C,2026-06-01,30\n"
FIXED_MAY = "A,2026-05-01,11\n"


@pytest.fixture
def ledger(office):
    office.layout("finance", BY_NAME)
    return office


def send(office, name, rows, age=0):
    """Deliver a file that was changed `age` hours ago."""
    path = office.deliver(name, HEAD + rows)
    moment = 1_780_000_000 - 3600 * age
    os.utime(path, (moment, moment))


def amounts(office):
    return [
        (doc, int(amount))
        for doc, amount in office.current("actuals", "document_id, amount", ["document_id", "line"])
    ]


def test_a_correction_under_a_new_name_replaces_its_period_and_the_old_rows_stay_in_landing(ledger):
    send(ledger, "actuals_2026-05.csv", MAY)
    send(ledger, "actuals_2026-06.csv", JUNE)
    ledger.extract()
    send(ledger, "actuals_2026-05_v2.csv", FIXED_MAY)
    ledger.extract()

    assert amounts(ledger) == [("A", 11), ("C", 30)]
    assert ("B", 20) in ledger.landed("actuals", "document_id, cast(amount as integer)")
    replaced = ("actuals_2026-05.csv", 0, "actuals_2026-05_v2.csv")
    assert replaced in ledger.landed("files", "file_name, rows_read, counts_in")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("actuals_2026-05.csv", "actuals_2026-05_v2.csv"),
        ("actuals_2026-05_z.csv", "actuals_2026-05 (2).csv"),
    ],
)
def test_of_two_files_of_a_period_in_one_night_the_one_changed_last_counts(ledger, first, second):
    send(ledger, second, FIXED_MAY, age=1)
    send(ledger, first, MAY, age=2)
    ledger.extract()

    assert amounts(ledger) == [("A", 11)]


def test_a_correction_that_cannot_be_read_leaves_the_period_as_it_was(ledger):
    send(ledger, "actuals_2026-05.csv", MAY, age=1)
    send(ledger, "actuals_2026-05_v2.csv", '"A,2026-05-01,11')
    ledger.extract()
    send(ledger, "actuals_2026-05_v3.csv", "A,2026-05-01,eleven\n")
    ledger.extract()

    assert amounts(ledger) == [("A", 10), ("B", 20)]


def test_the_replaced_file_does_not_come_back_when_the_layout_changes(ledger):
    send(ledger, "actuals_2026-05.csv", MAY, age=1)
    ledger.extract()
    send(ledger, "actuals_2026-05 (2).csv", FIXED_MAY, age=5)  # copied with its own, older time
    ledger.extract()
    ledger.layout("finance", BY_NAME + "  extra: none\n")
    ledger.extract()

    assert amounts(ledger) == [("A", 11)]


def test_a_replaced_file_that_is_itself_corrected_is_the_newer_one(ledger):
    send(ledger, "actuals_2026-05.csv", MAY)
    ledger.extract()
    send(ledger, "actuals_2026-05_v2.csv", FIXED_MAY)
    ledger.extract()
    send(ledger, "actuals_2026-05.csv", "D,2026-05-09,40\n")
    ledger.extract()

    assert amounts(ledger) == [("D", 40)]


def test_a_period_can_stand_in_a_column(office):
    office.layout("finance", BY_COLUMN)
    send(office, "actuals_a.csv", MAY + JUNE)
    office.extract()
    send(office, "actuals_b.csv", FIXED_MAY + "D,2026-06-05,40\n")
    office.extract()

    assert amounts(office) == [("A", 11), ("D", 40)]


def test_a_file_that_holds_a_part_of_anothers_periods_is_refused_with_the_way_out(office):
    office.layout("finance", BY_COLUMN)
    send(office, "actuals_a.csv", MAY + JUNE)
    office.extract()
    send(office, "actuals_b.csv", FIXED_MAY)
    office.extract()

    assert amounts(office) == [("A", 10), ("B", 20), ("C", 30)]
    [(reason, fix)] = office.rejects("reason, fix")
    assert reason == (
        "actuals_b.csv: it holds 2026-05, which actuals_a.csv holds together with 2026-06"
    )
    assert fix == "deliver all of these periods in one file, or the correction as actuals_a.csv"


def test_a_file_without_any_period_is_refused(office):
    office.layout("finance", BY_COLUMN)
    send(office, "actuals_a.csv", "A,soon,1\n")
    office.extract()

    [(reason,)] = office.rejects("reason")
    assert "no row says which period it is of, and layout 'own' asks for it" in reason


def test_of_a_key_the_latest_period_counts_in_whatever_order_the_files_come(ledger):
    send(ledger, "actuals_2026-06.csv", "A,2026-06-30,2\n", age=2)
    send(ledger, "actuals_2026-05.csv", "A,2026-05-31,1\n", age=1)
    ledger.extract()
    assert amounts(ledger) == [("A", 2)]

    send(ledger, "actuals_2026-05.csv", "A,2026-05-31,9\nB,2026-05-31,3\n")
    ledger.extract()
    assert amounts(ledger) == [("A", 2), ("B", 3)]


def test_the_same_content_under_another_name_lands_once_with_a_warning(office, caplog):
    office.layout("finance", LEDGER.replace("PERIOD", ""))
    send(office, "actuals_1.csv", MAY)
    office.extract()
    send(office, "actuals_1 - copy.csv", MAY)
    with caplog.at_level(logging.WARNING):
        office.extract()

    assert len(office.landed("actuals", "1")) == 2
    assert "actuals_1 - copy.csv holds the same as actuals_1.csv" in caplog.text
    send(office, "actuals_1.csv", FIXED_MAY)
    office.layout("finance", LEDGER.replace("PERIOD", "fill_down: [doc]"))
    office.extract()
    assert amounts(office) == [("A", 11)]


def test_the_same_rows_under_names_that_say_another_period_are_two_deliveries(ledger):
    send(ledger, "actuals_2026-05.csv", MAY)
    send(ledger, "actuals_2026-06.csv", MAY)
    ledger.extract()

    assert len(ledger.landed("actuals", "1")) == 4


def test_a_file_overwritten_with_anothers_content_no_longer_says_what_it_said(office):
    office.layout("finance", LEDGER.replace("PERIOD", ""))
    send(office, "actuals_1.csv", MAY)
    send(office, "actuals_2.csv", JUNE)
    office.extract()
    send(office, "actuals_2.csv", MAY)
    office.extract()

    assert amounts(office) == [("A", 10), ("B", 20)]


def test_a_table_that_the_layout_no_longer_feeds_is_empty_again(office):
    office.layout("finance", LEDGER.replace("PERIOD", ""))
    send(office, "actuals_1.csv", MAY)
    office.extract()
    other = LEDGER.replace("PERIOD", "").replace("actuals\n", "commitments\n")
    other = other.replace("document_id", "order_id").replace("posting_date", "order_date")
    office.layout("finance", other.replace("    currency", "    open_amount: amount\n    currency"))
    office.extract()

    assert amounts(office) == []
    assert len(office.current("commitments", "order_id", ["order_id", "line"])) == 2


def test_files_of_a_period_in_a_column_are_ordered_by_it_in_one_night_too(office):
    office.layout("finance", BY_COLUMN)
    send(office, "actuals_a.csv", "A,2026-06-30,2\n", age=2)
    send(office, "actuals_b.csv", "A,2026-05-31,1\n", age=1)
    office.extract()

    assert amounts(office) == [("A", 2)]


def test_two_forms_of_one_register_are_ordered_by_their_periods(office):
    layout = (
        "match: old_*.csv\nperiod: '_([0-9]{4})'\ntables:\n- table: projects\n"
        "  columns: {project_code: id, name: title}\n  extra: none\n"
    )
    office.layout("registers", layout)
    later = layout.replace("old_", "new_").replace("title", "label")
    (office.root / "layouts" / "registers" / "later.yml").write_text(later, "utf-8")
    office.deliver("new_2018.csv", "id,label\nP,Eighteen\n")
    office.deliver("old_2017.csv", "id,title\nP,Seventeen\n")
    office.extract("registers")

    assert office.current("projects", "name", ["project_code"], "registers") == [("Eighteen",)]
    batches = office.landed("projects", "_batch_id", "registers")
    assert len(set(batches)) == 2
