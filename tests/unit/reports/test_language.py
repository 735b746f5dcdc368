"""Words and number formats of both languages."""

import re
import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reports.language import Language, MissingTextError, catalogue
from reports.rag import DIMENSIONS, Rating, reason, short

# Every code that the health mart may write (dimension, rule, value, threshold).
RULES = [
    ("scope", "scope_growth", 0.3, 0.25),
    ("schedule", "spi_t", 0.7, 0.85),
    ("schedule", "spi", 0.7, 0.85),
    ("schedule", "milestone_slip", 20, 15),
    ("cost", "cpi", 0.7, 0.85),
    ("cost", "overrun", 0.2, 0.15),
    ("resources", "overload", 1.3, 1.2),
    ("risk", "risk_score", 20, 16),
    ("quality", "reopen", 0.2, 0.12),
    ("satisfaction", "satisfaction", 2.1, 2.5),
    ("data_trust", "quarantine", 12, 10),
]
CODES = [
    *(
        (dimension, f"{rule}_{rag}", *numbers)
        for dimension, rule, *numbers in RULES
        for rag in ("amber", "red")
    ),
    *(
        (dimension, f"{dimension}_{state}", None, None)
        for dimension in DIMENSIONS
        for state in ("ok", "no_data")
    ),
    ("schedule", "milestone_slip_ok", None, None),
    ("cost", "overrun_ok", None, None),
    ("data_trust", "stale_amber", 50, 36),
    ("data_trust", "no_timesheets", None, None),
]


def placeholders(text):
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)


def test_both_languages_have_the_same_texts_with_the_same_placeholders():
    english, chinese = catalogue("en"), catalogue("zh")

    assert set(english) == set(chinese)
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in chinese.items()
    }


def test_every_text_can_be_filled_in():
    values = {"day": date(2026, 6, 30), "before": date(2026, 6, 23), "after": date(2026, 6, 30)}
    texts = {"moment": datetime(2026, 6, 30, 5, tzinfo=UTC)}
    for code in ("en", "zh"):
        language = Language(code)
        for key, text in catalogue(code).items():
            names = placeholders(text)
            given = {name: (values | texts).get(name, 3) for name in names}
            if key in ("changes.rag", "changes.grown_risk"):
                given |= {"before": 2}
            assert "{" not in language.text(key, **given), key


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize(("dimension", "rule", "value", "threshold"), CODES, ids=str)
def test_every_rule_has_words_in_every_language(code, dimension, rule, value, threshold):
    rating = Rating(dimension, "red", rule, value, threshold, "FALLBACK")
    words = reason(Language(code), rating)

    assert "FALLBACK" not in words
    assert bool(re.search(r"[\u4e00-\u9fff]", words)) == (code == "zh")
    if value is not None:
        assert len(re.findall(r"\d+", words)) >= 2


def test_a_rule_states_its_value_and_its_threshold():
    rating = Rating("schedule", "red", "spi_t_red", 0.834, 0.85, "")

    assert (
        reason(Language("en"), rating) == "Time efficiency SPI(t) is 0.83; red begins below 0.85."
    )
    assert reason(Language("zh"), rating) == "时间绩效 SPI(t) 为 0.83；低于 0.85 转红。"


def test_a_rule_nobody_has_worded_gives_the_marts_own_sentence():
    rating = Rating("cost", "red", "moon_phase_red", 1, 2, "The moon is full.")

    assert reason(Language("en"), rating) == "The moon is full."
    assert "The moon is full." in reason(Language("zh"), rating)


@pytest.mark.parametrize(
    ("rating", "shown"),
    [
        (Rating("schedule", "red", "milestone_slip_red", 20.0, 15, ""), "20 d"),
        (Rating("schedule", "green", "schedule_ok", 1.037, 0.95, ""), "1.04"),
        (Rating("schedule", "green", "milestone_slip_ok", -3, 5, ""), "−3 d"),
        (Rating("cost", "green", "overrun_ok", -0.1, 0.05, ""), "−10%"),
        (Rating("cost", "red", "overrun_red", 0.2, 0.15, ""), "+20%"),
        (Rating("risk", "grey", "risk_no_data", None, None, ""), "–"),
    ],
)
def test_the_number_under_a_sign_is_what_its_rule_compared(rating, shown):
    assert short(Language("en"), rating) == shown


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "–", "–"),
        (0, "€0", "€0"),
        (Decimal("999"), "€999", "€999"),
        (Decimal("12345.67"), "€12.3k", "€1.23万"),
        (Decimal("-541500.81"), "−€542k", "−€54.2万"),
        (Decimal("8224143"), "€8.22M", "€822万"),
        (Decimal("250000000"), "€250M", "€2.50亿"),
    ],
)
def test_short_money_uses_the_units_of_the_language(value, english, chinese):
    assert Language("en").money_short(value) == english
    assert Language("zh").money_short(value) == chinese


def test_a_currency_without_a_sign_is_named():
    assert Language("en").money(Decimal("1234.50"), "CHF") == "CHF 1,234"
    assert Language("en", "CNY").money(1000) == "¥1,000"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.125, "12%"), (0.05, "5%"), (0.061, "6.1%"), (-0.2, "−20%"), (0, "0%"), (1.26, "126%")],
)
def test_shares_are_written_as_percentages(share, text):
    assert Language("en").percent(share) == text


def test_days_are_written_as_the_language_does():
    day = date(2026, 6, 3)

    assert Language("en").day(day) == "3 Jun 2026"
    assert Language("zh").day(day) == "2026年6月3日"


def test_nothing_is_written_as_minus_zero():
    assert Language("en").integer(Decimal("-0.2")) == "0"


def test_a_missing_word_names_the_file_to_mend():
    with pytest.raises(MissingTextError, match=r"texts/en\.yml has no 'no\.such'"):
        Language("en").text("no.such")
