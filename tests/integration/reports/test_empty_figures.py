"""A figure that an input lacks is a dash with a reason: no 0, no guess, no sum of what is known."""

import re

import duckdb
import pytest

from reports import performance
from tests.integration.reports.conftest import fill, runtime_of

ABSENT_COST = dict.fromkeys(
    ("ac", "cpi", "cv", "eac_cpi", "eac_remaining_budget", "eac_cpi_spi", "etc", "vac", "tcpi")
)


@pytest.fixture
def section(tmp_path, rows):
    """Return a function from page and heading to the section's words, of what `rows` publish."""
    runtime = runtime_of(tmp_path, "en", "zh")
    portfolio = runtime.home.portfolio

    def words(page, identity, coverage=()):
        if not portfolio.exists():
            fill(portfolio, rows)
            if coverage:
                cover(portfolio, coverage)
            performance.write(runtime)
        text = (runtime.home.reports / "performance" / "2026-06-30" / f"{page}.html").read_text(
            "utf-8"
        )
        pattern = rf'<section[^>]*aria-labelledby="{identity}".*?</section>'
        found = re.search(pattern, text, re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).replace("−", "-")

    return words


def cover(portfolio, rows):
    with duckdb.connect(str(portfolio)) as connection:
        connection.execute(
            "create table quality.coverage (project_code varchar, subject varchar, "
            "state varchar, missing_input varchar, fix varchar)"
        )
        connection.executemany("insert into quality.coverage values (?, ?, ?, ?, 'Mend it')", rows)


def without_costs(rows):
    for row in rows["fct_earned_value"]:
        row.update(ABSENT_COST)
    rows["fct_cost"] = []


def test_without_costs_nobody_is_said_to_land_on_budget(section, rows):
    without_costs(rows)

    summary = section("en/index", "summary")

    assert "Forecast (EAC) – input missing" in summary
    assert "Actual cost (AC) – input missing" in summary
    assert "is forecast to cost" not in summary
    assert "€0" not in summary


def test_without_costs_the_total_of_forecasts_is_unknown(section, rows):
    without_costs(rows)

    assert "Total €4,500,000 – – – – 0.90" in section("en/index", "money")


def test_a_share_counts_the_projects_that_know_both_of_its_sides(section, rows):
    """P-1 has no progress: of the other three 1,486,000 of 2,500,000 is done, 59 %."""
    for row in rows["fct_earned_value"]:
        if row["project_code"] == "P-1":
            row |= {"ev": None, "cpi": None, "spi": None}

    summary = section("en/index", "summary")

    assert "59% of the work done · known of 3 of 5 projects" in summary
    # All four know what they spent: 3.0 of 4.5 million.
    assert "67% of budget spent · known of 4 of 5 projects" in summary


def test_a_project_without_a_budget_is_named_below_the_table_it_is_not_in(section):
    words = section("en/index", "money")

    assert "Without a budget, and so not in the figures above: Nothing delivered" in words


def test_a_column_that_nobody_delivered_has_no_total(section, rows):
    rows["fct_budget"] = []
    for row in rows["fct_timesheet"]:
        row["base_cost_amount"] = None
    page = "en/project-P-1"

    assert re.search(r"Total – €[\d,]+ €[\d,]+ $", section(page, "cost"))
    assert re.search(r"Total \d+ \d+ – $", section(page, "people"))


LACK = [
    ("ALL", "actual_cost", "missing", "finance.actuals, finance.rates"),
    ("ALL", "labour_cost", "missing", "finance.rates"),
    ("ALL", "earned_value", "partial", "jira.issues for 1 of 5 projects"),
    ("P-1", "actual_cost", "missing", "timesheets.entries for project P-1"),
]


def test_the_portfolio_says_which_figures_are_empty_and_for_want_of_what(section, rows):
    without_costs(rows)

    summary = section("en/index", "summary", LACK)

    assert "Actual cost (AC) actual costs (finance.actuals) hourly rates (finance.rates)" in summary
    assert "Cost of labour hourly rates (finance.rates)" in summary
    # What is partly there is not empty.
    assert "jira.issues" not in summary


def test_the_map_names_what_is_missing_and_not_what_was_delivered(section, rows):
    without_costs(rows)

    words = section("en/index", "map", LACK)

    assert "finance.actuals" in words
    assert "baselines" not in words


def test_a_project_names_what_it_lacks_itself(section, rows):
    without_costs(rows)
    page = "en/project-P-1"

    words = section(page, "ev", LACK)

    assert "Actual cost (AC) timesheets (timesheets.entries) for project P-1" in words
    assert "finance" not in words


def test_it_is_said_in_the_readers_language(section, rows):
    without_costs(rows)

    words = section("zh/index", "summary", LACK)

    assert "实际成本（AC） 实际成本（finance.actuals）" in words
    assert "人工费率（finance.rates）" in words
