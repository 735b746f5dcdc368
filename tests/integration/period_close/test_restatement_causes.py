from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.period_figures import EARNED
from expectations.restatement_facts import facts_behind
from tests.integration.period_close.rows import (
    AFTER,
    CLOSES,
    JUNE,
    LATER,
    budget_mart,
    changes,
    cost,
    posting,
    worked,
)


def test_a_corrected_ledger_file_is_one_restatement_that_names_file_row_and_batch(closed):
    batch = closed.land(
        "finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "150.50")]
    )
    closed.night(AFTER, [cost("300"), cost("150.50")])

    # 300 + 200 = 500.00 was closed; 300 + 150.50 = 450.50 is true now.
    key = ("2026-06", "fct_cost", "0107 · actual · travel", "base_amount")
    assert changes(closed) == [(*key, "500", "450.5", Decimal("-49.5"))]
    [row] = closed.quality("restatements")
    assert row["cause_kind"] == "corrected ledger"
    assert row["cause"] == f"ledger postings: 1 changed (ledger.csv row 3, batch {batch})"
    assert (row["source_files"], row["changed_rows"]) == ("ledger.csv", 1)
    assert (row["owner"], row["status"], row["first_seen_on"]) == (
        "Controlling",
        "standing",
        AFTER,
    )


def test_a_late_posting_of_another_category_is_told_from_the_rest_of_the_project(closed):
    batch = closed.land("finance", "late.csv", actuals=[posting("D9", "80", "licences")])
    closed.night(AFTER, [cost("500"), cost("80", "licences")])

    [row] = closed.quality("restatements")
    assert changes(closed)[0][2:] == (
        "0107 · actual · licences",
        "base_amount",
        None,
        "80",
        Decimal(80),
    )
    assert row["cause_kind"] == "late posting"
    assert row["cause"] == f"ledger postings: 1 added (late.csv row 2, batch {batch})"


def test_a_posting_that_a_file_no_longer_holds_is_a_cause(closed):
    batch = closed.land("finance", "ledger.csv", actuals=[posting("D1", "300")])
    closed.night(AFTER, [cost("300")])

    [row] = closed.quality("restatements")
    assert row["difference"] == -200
    assert row["cause"] == f"ledger postings: 1 removed (ledger.csv row 3, batch {batch})"


# Of a row of earned value: who, when and in what it is counted, and what speaks of tonight.
NO_FIGURES = {
    "project_key",
    "project_code",
    "as_of_date",
    "date_key",
    "is_period_end",
    "is_current",
    "currency",
    "ac_unpriced_count",
    "baseline_start_date",
    "baseline_finish_date",
}


MARTS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"


def test_every_figure_of_earned_value_is_frozen_and_knows_its_facts():
    declared = yaml.safe_load((MARTS / "finance" / "_finance__models.yml").read_text("utf-8"))
    [mart] = [each for each in declared["models"] if each["name"] == "fct_earned_value"]
    columns = {each["name"] for each in mart["columns"]}

    assert set(EARNED.split()) == columns - NO_FIGURES
    of_plan = set(facts_behind("fct_earned_value", "pv"))
    of_work = {"jira.issue_changes", "registers.progress", "timesheets.entries"}
    ahead = [each for each in columns if each.startswith("forecast_")]
    for column in ("ev", "sv", "spi", "sv_t", "spi_t", "earned_schedule", *ahead):
        assert set(facts_behind("fct_earned_value", column)) >= of_plan | of_work, column


def row_numbers(house, source, table):
    """Return what the landing calls the rows of `table`, by batch and key."""
    with duckdb.connect() as connection:
        files = f"{house.runtime.home.landing}/{source}/{table}/*/*.parquet"
        return connection.execute(
            f"select _batch_id, _row_number from read_parquet('{files}') "
            "where _row_number is not null order by all"
        ).fetchall()


def test_a_posting_released_from_quarantine_is_the_cause_and_named_with_its_place(house):
    batch = house.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "1")])
    (_, _), (_, second) = row_numbers(house, "finance", "actuals")
    house.keep_out(batch, second)
    house.night(CLOSES, [cost("300")])
    house.keep_out(batch)
    house.night(AFTER, [cost("301")])

    [row] = house.quality("restatements")
    assert (row["difference"], row["cause_kind"]) == (1, "released from quarantine")
    assert row["cause"] == (
        f"ledger postings: 1 released from quarantine (ledger.csv row 3, batch {batch})"
    )
    assert (row["source_table"], row["changed_rows"]) == ("finance.actuals", 1)


def test_a_posting_that_the_gate_keeps_out_since_is_a_cause(closed):
    (batch, _), (_, second) = row_numbers(closed, "finance", "actuals")
    closed.keep_out(batch, second)
    closed.night(AFTER, [cost("300")])

    [row] = closed.quality("restatements")
    assert (row["difference"], row["cause_kind"]) == (-200, "kept in quarantine")
    assert row["cause"].startswith("ledger postings: 1 kept in quarantine (ledger.csv row 3, ")


def test_what_stays_in_quarantine_is_no_cause(house):
    batch = house.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "1")])
    (_, first), _ = row_numbers(house, "finance", "actuals")
    house.keep_out(batch, first)
    house.night(CLOSES, [cost("1")])
    house.land("finance", "july.csv", actuals=[posting("D7", "12", day=date(2026, 7, 2))])
    house.night(AFTER, [cost("5")])

    [row] = house.quality("restatements")
    assert (row["cause_kind"], row["changed_rows"]) == ("settings or models", 0)


def test_a_worklog_released_from_quarantine_counts_against_the_one_before_it(house):
    projects = [{"project_code": "0107", "name": "Road", "jira_project_keys": "ROAD"}]
    house.land("registers", projects=projects)
    issue = {"issue_id": "1", "issue_key": "ROAD-1", "project_key": "ROAD"}
    logged = {"worklog_id": "W1", "issue_id": "1", "work_date": JUNE, "seconds": 7200}
    house.land("jira", issues=[issue], worklogs=[logged])
    batch = house.land("jira", worklogs=[{**logged, "seconds": 10800}])
    number = dict(row_numbers(house, "jira", "worklogs"))[batch]
    house.keep_out(batch, number, table="jira.worklogs")
    house.night(CLOSES, hours=worked(2))
    house.keep_out(batch, table="jira.worklogs")
    house.night(AFTER, hours=worked(3))

    [row] = house.quality("restatements")
    assert (row["difference"], row["cause_kind"]) == (1, "released from quarantine")
    assert row["cause"] == f"Jira worklogs: 1 released from quarantine (batch {batch})"


def test_a_posting_that_the_gate_only_reports_was_never_kept_out(closed):
    (batch, _), (_, second) = row_numbers(closed, "finance", "actuals")
    closed.keep_out(batch, reported=second)
    closed.night(AFTER, [cost("450")])

    [row] = closed.quality("restatements")
    assert row["cause_kind"] == "settings or models"


def test_an_entry_of_a_time_that_kept_no_word_of_quarantine_names_none(closed):
    [kept_out] = closed.runtime.home.closed.glob("entry=*/kept_out.parquet")
    kept_out.unlink()
    (batch, _), (_, second) = row_numbers(closed, "finance", "actuals")
    closed.keep_out(batch, second)
    closed.night(AFTER, [cost("300")])

    [row] = closed.quality("restatements")
    assert row["cause_kind"] == "settings or models"


def test_a_night_that_closes_nothing_is_no_entry_whatever_is_kept_out(closed):
    (batch, first), _ = row_numbers(closed, "finance", "actuals")
    closed.keep_out(batch, first)
    closed.night(AFTER, [cost("500")])

    assert len(closed.entries()) == 1


def test_a_posting_of_the_open_month_is_no_cause(closed):
    closed.land("finance", "july.csv", actuals=[posting("D7", "12", day=date(2026, 7, 2))])
    closed.night(AFTER, [cost("480")])

    [row] = closed.quality("restatements")
    assert (row["cause_kind"], row["changed_rows"]) == ("settings or models", 0)


def test_each_category_is_explained_by_its_own_postings(closed):
    corrected = [posting("D1", "300"), posting("D2", "150")]
    batch = closed.land("finance", "ledger.csv", actuals=corrected)
    late = [posting("D9", "80", "Licences "), posting("D8", "7", project="0112")]
    later = closed.land("finance", "late.csv", actuals=late)
    closed.night(
        AFTER, [cost("300"), cost("150"), cost("80", "licences"), cost("7", project="0112")]
    )

    told = {row["figure_key"]: row["cause"] for row in closed.quality("restatements")}
    assert told == {
        "0107 · actual · travel": f"ledger postings: 1 changed (ledger.csv row 3, batch {batch})",
        "0107 · actual · licences": f"ledger postings: 1 added (late.csv row 2, batch {later})",
        "0112 · actual · travel": f"ledger postings: 1 added (late.csv row 3, batch {later})",
    }


def test_a_posting_that_went_elsewhere_is_a_cause_where_it_was_and_where_it_is(closed):
    closed.land(
        "finance",
        "ledger.csv",
        actuals=[posting("D1", "300"), posting("D2", "200", project="0112")],
    )
    closed.night(AFTER, [cost("300"), cost("200", project="0112")])

    told = {row["figure_key"]: row["cause_kind"] for row in closed.quality("restatements")}
    assert told == dict.fromkeys(
        ("0107 · actual · travel", "0112 · actual · travel"), "corrected ledger"
    )


def test_a_file_delivered_for_another_table_takes_no_posting_back(closed):
    budget = {"project_code": "0107", "version": "approved", "version_date": JUNE}
    budget |= {"fiscal_period": "2026-06", "cost_category": "travel", "currency": "EUR"}
    closed.land("finance", "ledger.csv", budgets=[{**budget, "amount": Decimal(1)}])
    closed.night(AFTER, [cost("480")])

    [row] = closed.quality("restatements")
    assert row["cause_kind"] == "settings or models"


def test_a_posting_of_no_known_project_is_the_cause_of_what_is_unallocated(closed):
    closed.land(
        "finance",
        "late.csv",
        actuals=[posting("D9", "80", project="9999"), posting("D8", "5", project=None)],
    )
    closed.night(AFTER, [cost("500"), cost("85", project="UNALLOCATED")])

    [row] = closed.quality("restatements")
    assert (row["cause_kind"], row["changed_rows"]) == ("late posting", 2)


def test_a_project_that_is_registered_late_is_the_cause_of_what_leaves_unallocated(house):
    house.land("registers", projects=[{"project_code": "0107", "name": "Road"}])
    house.night(CLOSES, [cost("500"), cost("80", project="UNALLOCATED")])
    late = [{"project_code": "0107", "name": "Road"}, {"project_code": "0112", "name": "Lane"}]
    house.land("registers", projects=late)
    house.night(AFTER, [cost("500"), cost("80", project="0112")])

    told = {row["figure_key"]: row["cause_kind"] for row in house.quality("restatements")}
    assert told == dict.fromkeys(
        ("0112 · actual · travel", "UNALLOCATED · actual · travel"), "changed register of projects"
    )


def test_a_budget_line_explains_its_period_and_category_and_old_versions_are_no_figures(house):
    line = {"project_code": "0107", "version": "approved", "version_date": JUNE, "currency": "EUR"}

    def lines(june, other, may):
        told = (
            ("2026-06", "Travel", june),
            ("2026-06", "licences", other),
            ("2026-05", "travel", may),
        )
        return [
            {**line, "fiscal_period": period, "cost_category": category, "amount": Decimal(amount)}
            for period, category, amount in told
        ]

    def budget(june):
        return budget_mart(
            f"'0107', 'approved', 'travel', '2026-06', {june}, true",
            "'0107', 'original', 'travel', '2026-06', 999, false",
        )

    house.land("finance", budgets=lines(100, 50, 10))
    house.night(CLOSES, marts=budget(100))
    batch = house.land("finance", budgets=lines(120, 60, 20))
    house.night(AFTER, marts=budget(120))

    [figure] = house.quality("period_close_figures")
    assert (figure["figure_key"], figure["value"]) == ("0107 · approved · travel", "100")
    [row] = house.quality("restatements")
    assert row["cause"] == f"budget lines: 1 changed (budgets.csv row 2, batch {batch})"


def test_a_late_worklog_is_named_through_the_project_of_its_issue(house):
    projects = [{"project_code": "0107", "name": "Road", "jira_project_keys": "ROAD, LANE"}]
    house.land("registers", projects=projects)
    issue = {"issue_id": "1", "issue_key": "LANE-1", "project_key": "LANE"}
    house.land("jira", issues=[issue])
    house.night(CLOSES, hours=worked(8))
    late = {"worklog_id": "W2", "issue_id": "1", "work_date": JUNE, "seconds": 7200}
    batch = house.land("jira", worklogs=[late], issues=[issue])
    house.night(AFTER, hours=worked(10))

    [row] = house.quality("restatements")
    assert (row["column_name"], row["difference"], row["cause_kind"]) == (
        "hours",
        2,
        "late worklog",
    )
    assert row["cause"] == f"Jira worklogs: 1 added (batch {batch})"


def test_a_changed_rate_is_a_cause_where_the_person_has_booked(house):
    rate = {"person_id": "E1", "valid_from": date(2026, 1, 1), "currency": "EUR"}
    house.land("finance", "rates.csv", rates=[{**rate, "hourly_cost": Decimal(80)}])
    priced = worked(8)[0] | {"base_cost_amount": Decimal(640)}
    house.night(CLOSES, hours=[priced])
    house.land("finance", "rates.csv", rates=[{**rate, "hourly_cost": Decimal(90)}])
    house.night(AFTER, hours=[priced | {"base_cost_amount": Decimal(720)}])

    [row] = house.quality("restatements")
    assert (row["old_value"], row["new_value"]) == ("640", "720")
    assert row["cause_kind"] == "changed cost rate"


# June ends at the organisation's midnight: 4 hours after that of UTC, or 3 or 5.5 before it.
@pytest.mark.parametrize(
    ("zone", "created", "is_of_june"),
    [
        ("UTC", datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC), True),
        ("UTC", datetime(2026, 7, 1, tzinfo=UTC), False),
        ("America/New_York", datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), True),
        ("America/New_York", datetime(2026, 7, 1, 4, tzinfo=UTC), False),
        ("Europe/Moscow", datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC), True),
        ("Europe/Moscow", datetime(2026, 6, 30, 21, tzinfo=UTC), False),
        # Without summer time since long.
        ("Asia/Kolkata", datetime(2026, 6, 30, 18, 29, 59, tzinfo=UTC), True),
        ("Asia/Kolkata", datetime(2026, 6, 30, 18, 30, tzinfo=UTC), False),
    ],
)
def test_an_instant_is_of_the_period_in_which_the_organisations_clocks_put_it(
    house, zone, created, is_of_june
):
    house.in_zone(zone)
    projects = [{"project_code": "0107", "name": "Road", "jira_project_keys": "ROAD"}]
    house.land("registers", projects=projects)
    issue = {"issue_id": "1", "issue_key": "ROAD-1", "project_key": "ROAD"}
    issue |= {"created_at": created}
    house.land("jira", issues=[issue])
    house.night(CLOSES, hours=worked(8))
    house.land("jira", issues=[issue | {"issue_key": "LANE-1", "project_key": "LANE"}])
    house.night(AFTER, hours=worked(10))

    [row] = house.quality("restatements")
    assert row["cause_kind"] == ("re-keyed issue" if is_of_june else "settings or models")


def test_a_rate_of_a_role_is_a_cause_for_it_and_that_of_another_person_is_none(house):
    def rates(of_role, of_another):
        told = {"role": "Engineer", "valid_from": date(2026, 1, 1), "currency": "EUR"}
        return [
            {**told, "hourly_cost": Decimal(of_role)},
            {**told, "person_id": "E9", "hourly_cost": Decimal(of_another)},
        ]

    house.land("finance", "rates.csv", rates=rates(80, 70))
    priced = worked(8)[0] | {"base_cost_amount": Decimal(640)}
    house.night(CLOSES, hours=[priced])
    house.land("finance", "rates.csv", rates=rates(90, 75))
    house.night(AFTER, hours=[priced | {"base_cost_amount": Decimal(720)}])

    [row] = house.quality("restatements")
    assert row["cause"].startswith("cost rates: 1 changed (rates.csv row 2, ")


def test_an_exchange_rate_is_a_cause_for_who_spends_in_its_currency(house):
    def rates(dollar):
        told = {"date": JUNE, "to_currency": "eur"}
        return [
            {**told, "from_currency": "usd", "rate": Decimal(dollar)},
            {**told, "from_currency": "CHF", "rate": Decimal(dollar)},
        ]

    house.land("finance", "rates.csv", fx_rates=rates("0.90"))
    house.night(CLOSES, [cost("90") | {"currency": "USD"}])
    house.land("finance", "rates.csv", fx_rates=rates("0.95"))
    house.night(AFTER, [cost("95") | {"currency": "USD"}])

    [row] = house.quality("restatements")
    assert row["cause"].startswith("exchange rates: 1 changed (rates.csv row 2, ")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"open_amount": Decimal(10)}, "settings or models"),
        ({"amount": Decimal(90)}, "corrected order"),
    ],
)
def test_an_order_that_is_partly_paid_has_not_changed(house, changed, kind):
    order = {"order_id": "O1", "line": "1", "order_date": JUNE, "project_code": "0107"}
    order |= {"cost_category": "travel", "currency": "EUR"}
    order |= {"amount": Decimal(100), "open_amount": Decimal(40)}
    house.land("finance", "orders.csv", commitments=[order])
    house.night(CLOSES, [cost("100", kind="committed")])
    house.land("finance", "orders.csv", commitments=[order | changed])
    house.night(AFTER, [cost("90", kind="committed")])

    [row] = house.quality("restatements")
    assert row["cause_kind"] == kind


@pytest.mark.parametrize(("entity", "number"), [("worklog", "W1"), ("issue", "1")])
def test_a_deletion_is_a_cause_where_the_work_was(house, entity, number):
    projects = [{"project_code": "0107", "name": "Road", "jira_project_keys": "ROAD"}]
    house.land("registers", projects=projects)
    logged = {"worklog_id": "W1", "issue_id": "1", "work_date": JUNE, "seconds": 7200}
    issue = {"issue_id": "1", "issue_key": "ROAD-1", "project_key": "ROAD"}
    house.land("jira", issues=[issue], worklogs=[logged])
    house.night(CLOSES, hours=worked(2))
    gone = {"entity": entity, "entity_id": number, "classification": "deleted"}
    batch = house.land("jira", deletions=[gone])
    house.night(AFTER)

    [row] = house.quality("restatements")
    assert (row["difference"], row["cause_kind"]) == (-2, "deletion")
    assert row["cause"] == f"deletions: 1 added (batch {batch})"


def entry(number, hours, **changed):
    given = {"entry_id": number, "person_id": "E1", "work_date": JUNE, "project_code": "0107"}
    return given | {"hours": Decimal(hours)} | changed


def test_an_entry_is_of_the_project_that_its_hours_count_in(house):
    named_otherwise = {"project_code": "the road"}
    house.land("timesheets", entries=[entry("T1", 8, **named_otherwise)])
    hours = worked(8)[0] | {"source": "timesheets", "source_id": "T1"}
    house.night(CLOSES, hours=[hours])
    batch = house.land("timesheets", entries=[entry("T1", 6, **named_otherwise)])
    house.night(AFTER, hours=[hours | {"hours": Decimal(6)}])

    [row] = house.quality("restatements")
    assert row["cause"] == f"timesheet entries: 1 changed (entries.csv row 2, batch {batch})"


def test_of_several_tables_the_one_with_most_rows_leads_and_a_moved_row_counts_once(house):
    projects = [{"project_code": "0107", "name": "Road", "jira_project_keys": "ROAD"}]
    house.land("registers", projects=projects)
    issue = {"issue_id": "1", "issue_key": "ROAD-1", "project_key": "ROAD"}
    house.land("jira", issues=[issue])
    house.land("timesheets", entries=[entry("T1", 8)])
    house.night(CLOSES, hours=worked(8))
    logged = {"worklog_id": "W2", "issue_id": "1", "work_date": JUNE, "seconds": 7200}
    jira = house.land("jira", worklogs=[logged])
    moved = entry("T1", 8, work_date=date(2026, 6, 15))
    sheets = house.land("timesheets", entries=[moved, entry("T2", 1)])
    house.night(AFTER, hours=worked(11))

    [row] = house.quality("restatements")
    assert row["cause"] == (
        "timesheet entries: 1 added, 1 changed "
        f"(entries.csv row 2, 3, batch {sheets}); Jira worklogs: 1 added (batch {jira})"
    )
    assert (row["cause_kind"], row["changed_rows"]) == ("corrected timesheet", 3)


def test_the_cause_is_looked_for_since_the_last_entry_of_the_record(closed):
    closed.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "150")])
    closed.night(AFTER, [cost("450")])
    late = [posting("D9", "80")]
    batch = closed.land("finance", "late.csv", actuals=late)
    closed.night(LATER, [cost("530")])

    newest = max(closed.quality("restatements"), key=lambda row: row["first_seen_on"])
    assert newest["cause"] == f"ledger postings: 1 added (late.csv row 2, batch {batch})"


def test_what_was_let_in_by_an_earlier_night_is_told_once(house):
    batch = house.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "1")])
    (_, _), (_, second) = row_numbers(house, "finance", "actuals")
    house.keep_out(batch, second)
    house.night(CLOSES, [cost("300")])
    house.keep_out(batch)
    house.night(AFTER, [cost("301")])
    house.night(LATER, [cost("305")])

    newest = max(house.quality("restatements"), key=lambda row: row["first_seen_on"])
    assert newest["cause_kind"] == "settings or models"
