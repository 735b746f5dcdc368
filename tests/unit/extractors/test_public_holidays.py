"""Golden calendars, as published: the holiday acts of the German states for 2026, the United
Kingdom's bank holidays (gov.uk), the federal holidays of the United States for 2026 (OPM), and the
notice of China's State Council on the holidays of 2026."""

from datetime import date, timedelta

import pytest

from extractors.registers.public_holidays import public_holidays


def days(*written: str) -> set[date]:
    return {date.fromisoformat(each) for each in written}


def span(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=number) for number in range((end - start).days + 1)}


def off(code: str, year: int) -> set[date]:
    return {row["date"] for row in public_holidays([code], year, year) if not row["is_working_day"]}


GERMANY = days(
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"),
    *("2026-10-03", "2026-12-25", "2026-12-26"),
)
EPIPHANY, WOMEN, CORPUS_CHRISTI = "2026-01-06", "2026-03-08", "2026-06-04"
ASSUMPTION, CHILDREN, REFORMATION = "2026-08-15", "2026-09-20", "2026-10-31"
ALL_SAINTS, REPENTANCE = "2026-11-01", "2026-11-18"


@pytest.mark.parametrize(
    ("state", "own"),
    [
        pytest.param("DE-BW", days(EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS), id="Baden-Württemberg"),
        pytest.param("DE-BY", days(EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS), id="Bavaria"),
        pytest.param("DE-BE", days(WOMEN), id="Berlin"),
        pytest.param("DE-HE", days(CORPUS_CHRISTI), id="Hesse"),
        pytest.param("DE-HH", days(REFORMATION), id="Hamburg"),
        pytest.param("DE-NW", days(CORPUS_CHRISTI, ALL_SAINTS), id="North Rhine-Westphalia"),
        pytest.param("DE-SL", days(CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS), id="Saarland"),
        pytest.param("DE-SN", days(REFORMATION, REPENTANCE), id="Saxony"),
        pytest.param("DE-TH", days(CHILDREN, REFORMATION), id="Thuringia"),
        pytest.param("DE", set(), id="all of Germany"),
    ],
)
def test_each_german_state_has_its_own_days_beside_those_of_all(state, own):
    assert off(state, 2026) == GERMANY | own


def test_bank_holidays_of_england_that_fall_on_weekends_have_substitutes():
    weekdays = {day for day in off("GB-ENG", 2027) if day.weekday() < 5}

    # In 2027 Christmas Day is a Saturday and Boxing Day a Sunday.
    assert weekdays == days(
        *("2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"),
        *("2027-12-27", "2027-12-28"),
    )


def test_federal_holidays_on_a_saturday_are_observed_on_the_friday():
    weekdays = {day for day in off("US", 2026) if day.weekday() < 5}

    assert weekdays == days(
        *("2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03"),
        *("2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"),
    )


def test_china_works_on_weekends_for_the_weekdays_that_its_holidays_take():
    rows = list(public_holidays(["CN"], 2026, 2026))
    worked = {row["date"] for row in rows if row["is_working_day"]}
    weekdays_off = {each for each in off("CN", 2026) if each.weekday() < 5}
    leave = (
        span("2026-01-01", "2026-01-03") | span("2026-02-15", "2026-02-23")
        | span("2026-04-04", "2026-04-06") | span("2026-05-01", "2026-05-05")
        | span("2026-06-19", "2026-06-21") | span("2026-09-25", "2026-09-27")
        | span("2026-10-01", "2026-10-07")
    )  # fmt: skip

    assert worked == days(
        *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
    )
    assert weekdays_off == {each for each in leave if each.weekday() < 5}


def test_a_country_that_the_library_does_not_know_is_told_and_costs_nobody_else(caplog):
    # Somebody's language or bank in the column, which the library knows as something else.
    odd = ["Deutschland", "DE-XX", "THAI", "BANK"]

    rows = list(public_holidays([*odd, "AT"], 2026, 2026))

    assert {row["country"] for row in rows} == {"AT"}
    assert all(repr(code) in caplog.text for code in odd)
    assert "write a code such as DE or DE-BY" in caplog.text
