import shutil
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import duckdb
import pytest

from expectations.alerts import set_status
from expectations.period_close import close_periods
from expectations.periods import PeriodError, close_period, list_periods, reopen_period
from pmo.clock import Clock
from tests.integration.period_close.rows import (
    AFTER,
    BEFORE,
    CLOSES,
    JUNE,
    LATER,
    budget_mart,
    changes,
    cost,
    rated,
)
from warehouse.candidate import assemble
from warehouse.closed_periods import commit, stage, staged


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
        cost("1", "fees", day=date(2026, 6, 1)),
        cost("2", "fees", day=date(2026, 6, 30)),
        cost("998", "fees", day=date(2026, 5, 31)),
        cost("999", "fees", day=date(2026, 7, 1)),
    ]
    hours = [
        {"project_code": "0107", "work_date": JUNE, "hours": Decimal("7.5"), "source_id": "1"},
        {"project_code": "0107", "work_date": JUNE, "hours": Decimal("0.25"), "source_id": "2"},
    ]
    house.night(CLOSES, costs, hours)

    figures = {
        (row["mart"], row["figure_key"], row["column_name"]): row["value"]
        for row in house.quality("period_close_figures")
        if row["fiscal_period"] == "2026-06"
    }
    assert figures == {
        ("fct_cost", "0107 · actual · travel", "base_amount"): "500",
        ("fct_cost", "0107 · actual · licences", "base_amount"): "70",
        ("fct_cost", "0107 · actual · fees", "base_amount"): "3",
        ("fct_cost", "0112 · actual · travel", "base_amount"): "40",
        ("fct_timesheet", "0107", "hours"): "7.75",
    }


def test_years_before_the_first_figure_are_no_periods_to_close(house):
    outcome = house.night(LATER, [cost("10", day=date(2026, 5, 5)), cost("500")])

    assert outcome.closed == ("2026-05", "2026-06")


def test_the_closed_figure_stays_readable_beside_the_present_one(closed):
    closed.night(AFTER, [cost("450.50")])

    [figure] = closed.quality("period_close_figures")
    assert (figure["value"], figure["present_value"]) == ("500", "450.5")


def test_what_was_not_frozen_when_the_period_closed_is_no_restatement(closed):
    line = "'0107', 'approved', 'travel', '2026-06', 100, true"

    assert closed.night(AFTER, [cost("500")], marts=budget_mart(line)).restated == 0


def test_a_rating_is_frozen_as_the_word_it_was(house):
    house.night(CLOSES, marts=rated("green"))
    house.night(AFTER, marts=rated("amber"))

    told = {row["column_name"]: row for row in house.quality("restatements")}
    overall = told["overall_rag"]
    assert (overall["old_value"], overall["new_value"]) == ("green", "amber")
    assert overall["difference"] is None


def test_a_day_that_the_marts_no_longer_reach_back_to_is_no_change(house):
    house.night(CLOSES, marts=rated("green"))

    assert house.night(AFTER, marts=rated("green", "2026-07-31")).restated == 0
    assert house.night(LATER, marts=rated("green", "2026-06-29")).restated > 0


def test_nothing_is_not_the_same_as_none_of_it(house):
    def exposed(amount):
        told = {"project_code": "0107", "date_day": date(2026, 6, 30), "open_risks": 1}
        return [{**told, "exposure_amount": amount}]

    for day, amount in ((CLOSES, None), (AFTER, Decimal(5)), (LATER, Decimal(0))):
        house.night(day, risks=exposed(amount))

    assert [row["status"] for row in house.quality("restatements")] == ["standing"] * 2


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


def test_what_was_recorded_meanwhile_is_never_written_over(closed):
    home = closed.runtime.home
    closed.night(AFTER, [cost("450")], is_published=False)
    shutil.copytree(home.closed / ".pending", home.closed / "entry=00002")
    (home.closed / "entry=00002" / "signed").touch()

    assert commit(home) is None
    assert (home.closed / "entry=00002" / "signed").exists()
    assert staged(home) == []


def test_a_night_in_which_nothing_changed_leaves_no_entry_of_one_that_failed(closed):
    home = closed.runtime.home
    closed.night(AFTER, [cost("450")], is_published=False)
    [waiting] = staged(home)
    stage(home, waiting, {})

    assert staged(home) == []


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
    [figure] = closed.quality("period_close_figures")
    assert (figure["value"], figure["present_value"]) == ("500", "470")
    assert len({row["restatement_id"] for row in closed.quality("restatements")}) == 2
    assert closed.night(date(2026, 7, 21), [cost("470")]).restated == 0


def test_a_cent_is_a_change(closed):
    assert closed.night(AFTER, [cost("500.01")]).restated == 1
    assert closed.night(LATER, [cost("500.01")]).restated == 0


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
    assert newer["owner"] == "Data office"


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
    assert [row["restatement_count"] for row in closed.quality("period_close")] == [0, 1]


def test_the_days_on_record_are_the_organisations(house, monkeypatch):
    # Early in the morning of Shanghai it is 20:00 of the day before in UTC.
    def now(clock):
        return datetime.combine(clock.pinned - timedelta(days=1), time(20), UTC)

    monkeypatch.setattr(Clock, "now", now)
    house.night(CLOSES, [cost("500")])
    house.night(AFTER, [cost("450")])
    publish_calendar(house)
    reopen_period(house.runtime, "2026-06", "Ada", "known")
    house.night(AFTER, [cost("450")])

    [close] = house.quality("period_close")
    assert (close["closed_on"], close["reopened_on"]) == (CLOSES, AFTER)
    [restatement] = house.quality("restatements")
    assert restatement["first_seen_on"] == AFTER


def test_a_reopened_period_with_restatements_raises_no_alert_any_more(closed):
    closed.night(AFTER, [cost("450")])
    publish_calendar(closed)
    reopen_period(closed.runtime, "2026-06", "Ada", "known")
    closed.night(AFTER, [cost("450")])

    assert closed.alerts() == []
    assert [row["status"] for row in closed.quality("restatements")] == ["superseded"]


def test_what_is_decided_of_one_period_leaves_the_others(house):
    costs = [cost("10", day=date(2026, 5, 5)), cost("500")]
    house.night(LATER, costs)
    publish_calendar(house)
    reopen_period(house.runtime, "2026-05", "Ada", "late invoice")
    house.night(LATER, costs)

    told = {row["fiscal_period"]: row["status"] for row in house.quality("period_close")}
    assert told == {"2026-05": "reopened", "2026-06": "closed"}


def test_what_is_decided_later_is_not_known_of_an_earlier_day(closed):
    publish_calendar(closed)
    reopen_period(closed.on(LATER), "2026-06", "Ada", "late invoice")

    assert closed.night(AFTER, [cost("450")]).restated == 1


def test_a_period_has_not_ended_on_its_last_day(house):
    house.night(date(2026, 6, 30), [cost("500")])
    publish_calendar(house)

    with pytest.raises(PeriodError, match="has ended before 2026-06-30"):
        close_period(house.runtime, "2026-06", "Ada", "why")


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
    reopen_period(closed.runtime, "2026-06", "Ada", "known")
    june, _ = list_periods(closed.runtime)
    assert (june.status, june.closed_on, june.restatements) == ("reopened", None, 0)


def test_a_mart_that_lost_a_column_restates_nothing(closed):
    closed.night(AFTER, [cost("500")])
    with duckdb.connect(str(closed.runtime.home.candidate)) as connection:
        connection.execute("alter table marts.fct_cost drop column base_amount")

    assert close_periods(closed.runtime).restated == 0
