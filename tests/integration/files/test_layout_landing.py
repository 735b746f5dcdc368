"""Files in forms of their own, through layouts."""

from datetime import date
from decimal import Decimal

SAP = """
match: "sap*.csv"
header_row: 3
skip_rows: ["^Summe"]
footer: "^Ende"
formats:
  decimal: ","
  thousands: "."
  strip_signs: ["€"]
  date_formats: ["%d.%m.%Y"]
  empty_values: ["k.A."]
tables:
  - table: actuals
    columns:
      document_id: {template: "{Buchungskreis}-{Beleg}"}
      line: Pos
      posting_date: Buchungsdatum
      project_code: {column: Projekt, optional: true}
      cost_category: {column: Kostenart, values: {"4711": labour}, otherwise: other}
      amount: {column: Betrag TEUR, multiplier: -1000}
      currency: {constant: EUR}
      vendor: Lieferant
    extra: none
  - table: commitments
    where_filled: [Bestellung]
    columns:
      order_id: Bestellung
      line: Pos
      order_date: Buchungsdatum
      cost_category: {constant: other}
      amount: {column: Betrag TEUR, multiplier: -1000}
      open_amount: {column: Betrag TEUR, multiplier: -1000}
      currency: {constant: EUR}
"""
EXPORT = """Export;SAP;;;;;;
;;;;;;;
Buchungskreis;Beleg;Pos;Buchungsdatum;Kostenart;Betrag TEUR;Lieferant;Bestellung
01;0077;1;31.01.2026;4711;1.200,5-;Müller;
01;0078;1;01.02.2026;4712;(0,25) €;k.A.;B-9
01;0079;1;31.02.2026;4712;5;;
Summe;;;;;1.205,75;;
02;;1;01.02.2026;4712;5;;
Ende der Liste;;;;;;;
03;0080;1;01.02.2026;4712;5;;
"""


def test_a_german_export_feeds_two_tables(office):
    office.layout("finance", SAP)
    office.deliver("sap_2026-01.csv", EXPORT, "cp1252")
    office.extract()

    columns = "document_id, posting_date, project_code, cost_category, amount, vendor, _source_row"
    assert office.landed("actuals", columns) == [
        ("01-0077", date(2026, 1, 31), None, "labour", Decimal(1200500), "Müller", 4),
        ("01-0078", date(2026, 2, 1), None, "other", Decimal(250), None, 5),
    ]
    assert office.landed("commitments", "order_id, open_amount") == [("B-9", Decimal(250))]
    assert office.landed("files", "table_name, layout, encoding, rows_read") == [
        ("actuals", "own", "cp1252", 4),
        ("commitments", "own", "cp1252", 1),
    ]


def test_rejects_of_a_layout_name_the_files_own_column(office):
    office.layout("finance", SAP)
    office.deliver("sap_2026-01.csv", EXPORT, "cp1252")
    office.extract()

    assert office.rejects("_source_row, column_name, value, reason") == [
        (
            6,
            "posting_date",
            "31.02.2026",
            "posting_date (column 'Buchungsdatum') '31.02.2026' is not a date",
        ),
        (8, "document_id", None, "document_id is empty, and actuals cannot do without it"),
    ]


def test_a_column_that_the_layout_needs_and_the_file_lacks_rejects_the_file(office):
    office.layout("finance", SAP)
    office.deliver("sap_2026-01.csv", EXPORT.replace("Lieferant", "Kreditor"), "cp1252")
    office.extract()

    [(table, row, reason)] = office.rejects("table_name, _source_row, reason")
    assert (table, row) == ("actuals", 3)
    assert reason == "sap_2026-01.csv: the column 'Lieferant' is missing"


HISTORY = """
match: log*.csv
tables:
  - table: projects
    per: [id]
    order_by: seen
    keep: last
    columns:
      project_code: id
      name: title
      stage: {column: stage, take: last}
      start_baseline: {column: start, take: first}
    extra: none
"""


def test_of_a_log_of_changes_the_last_record_lands_with_what_came_first(office):
    office.layout("registers", HISTORY)
    office.deliver(
        "log.csv",
        "id,title,stage,start,seen\n"
        "B,Bridge,Design,,2026-01-01\n"
        "A,Old name,Design,2026-03-01,2026-02-01\n"
        "A,New name,,2026-05-01,2026-03-01\n"
        "A,Oldest,Idea,,2026-01-01\n"
        "A,Lost,Design,2026-01-01,yesterday\n",
    )
    office.extract("registers")

    columns = "project_code, name, stage, start_baseline, _source_row"
    assert office.landed("projects", columns, "registers") == [
        ("B", "Bridge", "Design", None, 2),
        ("A", "New name", "Design", date(2026, 3, 1), 4),
    ]
    [(row, reason)] = office.rejects("_source_row, reason", "registers")
    assert (row, reason) == (6, "the row cannot be read: seen 'yesterday' is not a date")


def test_times_without_an_offset_are_the_organisations_unless_the_layout_says(office):
    layout = (
        "match: '*.csv'\n{formats}tables:\n- table: entries\n  columns:\n    {{entry_id: id,"
        " person_id: who, work_date: when, hours: hours, updated_at: when}}\n"
    )
    office.sections["organisation"] = {"name": "Test", "time_zone": "Europe/Berlin"}
    office.deliver("export.csv", "id,who,when,hours\n1,p,2026-01-05 12:00,1\n")
    for formats in ("", "formats: {time_zone: America/New_York}\n"):
        office.layout("timesheets", layout.format(formats=formats))
        office.extract("timesheets")

    times = office.landed("entries", "cast(updated_at as varchar)", "timesheets")
    assert times == [("2026-01-05 11:00:00+00",), ("2026-01-05 17:00:00+00",)]


def test_a_layout_reads_the_sheet_it_names(office):
    office.layout(
        "finance",
        "match: '*.xlsx'\nsheet: 'Kurse*'\ntables:\n- table: fx_rates\n  columns:\n"
        "    {date: Tag, from_currency: Von, to_currency: Nach, rate: Kurs}\n",
    )
    rows = [["Tag", "Von", "Nach", "Kurs"], ["2026-01-02", "USD", "EUR", 0.92]]
    office.deliver_book("budgets.xlsx", {"Deckblatt": [["x"]], "Kurse 2026": rows})
    office.deliver_book("other.xlsx", {"Deckblatt": [["x"]]})
    office.extract()

    assert office.landed("fx_rates", "_source_file, rate") == [("budgets.xlsx", Decimal("0.92"))]
    [(reason, fix)] = office.rejects("reason, fix")
    assert reason == "other.xlsx has no sheet 'Kurse*', which layout 'own' reads"
    assert "(sheets: Deckblatt)" in fix
