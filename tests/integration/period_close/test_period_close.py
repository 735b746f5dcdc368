from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.alerts import set_status
from expectations.period_close import close_periods
from expectations.period_figures import EARNED
from expectations.periods import PeriodError, close_period, list_periods, reopen_period
from expectations.restatement_facts import facts_behind
from warehouse.candidate import assemble

# June ends on Tuesday; 6 July is a holiday. Its working days: 1, 2, 3, 7, 8. It closes on the 9th.
BEFORE, CLOSES, AFTER = date(2026, 7, 8), date(2026, 7, 9), date(2026, 7, 10)
LATER = date(2026, 7, 20)
JUNE = date(2026, 6, 12)


def cost(amount, category="travel", day=JUNE, project="0107", kind="actual"):
    return {
        "project_code": project,
        "cost_type": kind,
        "cost_category": category,
        "posting_date": day,
        "currency": "EUR",
        "base_amount": Decimal(amount),
    }


def posting(document, amount, category="travel", day=JUNE, project="0107"):
    return {
        "document_id": document,
        "line": "1",
        "posting_date": day,
        "project_code": project,
        "cost_category": category,
        "amount": Decimal(amount),
        "currency": "EUR",
    }


def changes(house):
    names = ("fiscal_period", "mart", "figure_key", "column_name", "old_value", "new_value")
    return [
        (*(row[name] for name in names), row["difference"]) for row in house.quality("restatements")
    ]


@pytest.fixture
def closed(house):
    """June closed with 500.00 of travel, from two postings."""
    house.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "200")])
    house.night(CLOSES, [cost("300"), cost("200")])
    return house


def test_a_period_closes_when_five_whole_working_days_lie_behind_its_end(house):
    before = house.night(BEFORE, [cost("500")])
    then = house.night(CLOSES, [cost("500")])

    assert (before.closed, then.closed) == ((), ("2026-06",))
    [row] = house.quality("period_close")
    assert (row["closed_on"], row["status"], row["rule"]) == (
        CLOSES,
        "closed",
        "5 working days after its end",
    )
    assert (row["period_start_date"], row["period_end_date"]) == (
        date(2026, 6, 1),
        date(2026, 6, 30),
    )


def test_figures_of_a_period_are_frozen_by_project_and_category(house):
    costs = [
        cost("300"),
        cost("200", "Travel"),
        cost("70", "licences"),
        cost("40", project="0112"),
        cost("999", day=date(2026, 7, 1)),
    ]
    hours = [
        {"project_code": "0107", "work_date": JUNE, "hours": Decimal("7.5"), "source_id": "1"},
        {"project_code": "0107", "work_date": JUNE, "hours": Decimal("0.25"), "source_id": "2"},
    ]
    house.night(CLOSES, costs, hours)

    figures = {
        (row["mart"], row["figure_key"], row["column_name"]): row["value"]
        for row in house.quality("period_close_figures")
    }
    assert figures == {
        ("fct_cost", "0107 · actual · travel", "base_amount"): "500",
        ("fct_cost", "0107 · actual · licences", "base_amount"): "70",
        ("fct_cost", "0112 · actual · travel", "base_amount"): "40",
        ("fct_timesheet", "0107", "hours"): "7.75",
    }


def test_years_before_the_first_figure_are_no_periods_to_close(house):
    outcome = house.night(LATER, [cost("10", day=date(2026, 5, 5)), cost("500")])

    assert outcome.closed == ("2026-05", "2026-06")


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


def test_the_closed_figure_stays_readable_beside_the_present_one(closed):
    closed.night(AFTER, [cost("450.50")])

    [figure] = closed.quality("period_close_figures")
    assert (figure["value"], figure["present_value"]) == ("500", "450.5")


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


def test_the_open_month_may_change_as_it_likes(closed):
    outcome = closed.night(AFTER, [cost("500"), cost("77", day=date(2026, 7, 2))])

    assert (outcome.restated, changes(closed)) == (0, [])


def test_the_same_night_twice_adds_nothing(closed):
    once = closed.night(AFTER, [cost("450.50")])
    recorded = len(closed.entries())
    again = closed.night(AFTER, [cost("450.50")])
    next_night = closed.night(LATER, [cost("450.50")])

    assert (once.restated, again.restated, next_night.restated) == (1, 0, 0)
    assert len(closed.entries()) == recorded == 2
    assert len(changes(closed)) == 1


def test_what_was_never_published_was_never_closed(house):
    house.night(CLOSES, [cost("1")], is_published=False)
    assert house.entries() == []
    house.night(AFTER, [cost("500")])

    [figure] = house.quality("period_close_figures")
    assert (figure["value"], changes(house)) == ("500", [])


def test_a_restatement_that_was_never_published_is_forgotten(closed):
    closed.night(AFTER, [cost("1")], is_published=False)
    closed.night(LATER, [cost("500")])

    assert changes(closed) == []


def test_closed_figure_and_differences_make_up_the_present_one(closed):
    for day, amount in ((AFTER, "450"), (LATER, "470")):
        closed.night(day, [cost(amount)])

    told = [(row["old_value"], row["new_value"]) for row in closed.quality("restatements")]
    assert told == [("500", "450"), ("450", "470")]
    assert sum(row["difference"] for row in closed.quality("restatements")) == 470 - 500


def test_a_figure_that_came_back_keeps_its_story_and_raises_no_alert(closed):
    closed.night(AFTER, [cost("450")])
    closed.night(LATER, [cost("500")])

    assert [row["status"] for row in closed.quality("restatements")] == ["reversed"] * 2
    assert closed.alerts() == []


def test_a_period_has_one_alert_and_a_new_change_asks_again(closed):
    closed.night(AFTER, [cost("450"), cost("5", "licences")])
    [alert] = closed.alerts()
    set_status(closed.runtime, alert["alert_id"], "waived", "Ada", "known")
    closed.night(AFTER, [cost("450"), cost("5", "licences")])
    assert [each["status"] for each in closed.alerts()] == ["waived"]
    closed.night(LATER, [cost("440"), cost("5", "licences")])

    [newer] = closed.alerts()
    assert newer["alert_id"] != alert["alert_id"]
    assert (newer["status"], newer["row_count"]) == ("open", 3)
    assert "period 2026-06" in newer["title"]


def test_a_night_of_an_earlier_day_adds_nothing_and_shows_what_stood(closed):
    closed.night(LATER, [cost("450")])
    recorded = len(closed.entries())
    closed.night(AFTER, [cost("7")])
    assert (changes(closed), len(closed.quality("period_close"))) == ([], 1)
    closed.night(BEFORE, [cost("7")])
    assert closed.quality("period_close") == []

    assert len(closed.entries()) == recorded
    assert closed.night(LATER, [cost("450")]).restated == 0


def test_a_snapshot_of_the_last_day_is_frozen_and_compared(house):
    def risks(score):
        return [
            {"project_code": "0107", "date_day": day, "open_risks": 2, "total_score": score}
            for day in (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1))
        ]

    house.night(CLOSES, [cost("1")], risks=risks(20))
    house.land(
        "registers",
        risks=[
            {
                "risk_id": "R1",
                "project_code": "0107",
                "observed_on": date(2026, 6, 20),
                "title": "Ground water",
                "probability": Decimal(2),
                "impact": Decimal(2),
            }
        ],
    )
    house.night(AFTER, [cost("1")], risks=risks(24))

    [row] = house.quality("restatements")
    assert (row["mart"], row["column_name"], row["difference"]) == (
        "fct_risk_daily",
        "total_score",
        4,
    )
    assert row["cause"].startswith("risk observations: 1 added (risks.csv row 2")


def worked(hours):
    return [
        {
            "project_code": "0107",
            "person_id": "E1",
            "source": "jira",
            "source_id": "W1",
            "work_date": JUNE,
            "currency": "EUR",
            "hours": Decimal(hours),
        }
    ]


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


def publish_calendar(house):
    """Let BI read a calendar, which the commands look into."""
    home = house.runtime.home
    home.candidate.replace(home.build)
    assemble(house.runtime)
    home.candidate.replace(home.portfolio)


def test_a_reopened_period_takes_new_figures_when_it_closes_again(closed):
    publish_calendar(closed)
    reopen_period(closed.on(AFTER), "2026-06", "Ada", "invoice of June came late")
    open_night = closed.night(date(2026, 7, 13), [cost("600")])
    assert (open_night.closed, open_night.restated) == ((), 0)
    assert [row["status"] for row in closed.quality("period_close")] == ["reopened"]
    # Reopened on Friday the 10th: 13, 14, 15, 16 and 17 are its working days.
    assert closed.night(date(2026, 7, 17), [cost("600")]).closed == ()
    again = closed.night(date(2026, 7, 18), [cost("610")])

    assert again.closed == ("2026-06",)
    assert [
        (row["close_number"], row["status"], row["rule"]) for row in closed.quality("period_close")
    ] == [
        (1, "superseded", "5 working days after its end"),
        (2, "closed", "5 working days after it was reopened"),
    ]
    assert [row["value"] for row in closed.quality("period_close_figures")] == ["500", "610"]
    assert closed.night(LATER, [cost("610")]).restated == 0
    closed.night(LATER, [cost("611")])
    [row] = closed.quality("restatements")
    assert (row["close_number"], row["old_value"], row["new_value"]) == (2, "610", "611")


def test_a_reopened_period_with_restatements_raises_no_alert_any_more(closed):
    closed.night(AFTER, [cost("450")])
    publish_calendar(closed)
    reopen_period(closed.runtime, "2026-06", "Ada", "known")
    closed.night(AFTER, [cost("450")])

    assert closed.alerts() == []
    assert [row["status"] for row in closed.quality("restatements")] == ["superseded"]


def test_somebody_may_close_a_period_before_its_time(house):
    house.night(date(2026, 7, 2), [cost("500")])
    publish_calendar(house)
    close_period(house.runtime, "2026-06", "Ada", "the board meets")
    outcome = house.night(date(2026, 7, 3), [cost("510")])

    assert outcome.closed == ("2026-06",)
    [row] = house.quality("period_close")
    assert (row["rule"], row["closed_by"], row["reason"]) == (
        "closed by hand",
        "Ada",
        "the board meets",
    )
    assert house.night(LATER, [cost("510")]).closed == ()


def test_without_a_rule_periods_close_by_hand_only(house):
    house.without_rule()
    assert house.night(LATER, [cost("500")]).closed == ()
    publish_calendar(house)
    close_period(house.runtime, "2026-06", "Ada", "")

    assert house.night(LATER, [cost("500")]).closed == ("2026-06",)


@pytest.mark.parametrize(
    ("decide", "period", "message"),
    [
        pytest.param(close_period, "2026-06", "is closed", id="close a closed one"),
        pytest.param(close_period, "2026-07", "has ended before 2026-07-10", id="close today's"),
        pytest.param(close_period, "June", "a period is written as 2026-05", id="misspelt"),
        pytest.param(reopen_period, "2026-05", "is open", id="reopen an open one"),
    ],
)
def test_what_cannot_be_decided_says_why(closed, decide, period, message):
    closed.night(AFTER, [cost("500")])
    publish_calendar(closed)

    with pytest.raises(PeriodError, match=message):
        decide(closed.runtime, period, "Ada", "why")


def test_the_list_says_how_each_period_stands(closed):
    closed.night(date(2026, 8, 3), [cost("450"), cost("9", day=date(2026, 7, 2))])
    closed.runtime.home.quality.joinpath("alerts").mkdir(exist_ok=True)
    publish_calendar(closed)

    june, july = list_periods(closed.runtime)
    assert (june.status, june.closed_on, june.restatements) == ("closed", CLOSES, 1)
    # July ends on Friday the 31st: 3 to 7 August are its five days.
    assert (july.status, july.due_on, july.closed_on) == ("open", date(2026, 8, 8), None)


def test_a_mart_that_lost_a_column_restates_nothing(closed):
    closed.night(AFTER, [cost("500")])
    with duckdb.connect(str(closed.runtime.home.candidate)) as connection:
        connection.execute("alter table marts.fct_cost drop column base_amount")

    assert close_periods(closed.runtime).restated == 0
