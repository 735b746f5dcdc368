"""Without Jira, finance, timesheets or registers the night publishes what can be computed.

What cannot is NULL, `quality.coverage` names the missing input and what to do, and the pages say
so in words. The build's own tests hold that a figure is empty exactly where an input is named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.e2e.degraded.conftest import Delivery, Night, read

pytestmark = pytest.mark.slow

# What a template or a driver prints where a value is absent and nobody thought of it.
LEAKED = re.compile(r"\b(None|nan|NaN|NaT|NULL|Undefined|inf)\b")
BLANK = re.compile(r'<td class="number[^"]*"[^>]*>\s*</td>|<dd class="figure">\s*</dd>')
UNTRANSLATED = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){2,}")


@dataclass(frozen=True)
class Case:
    """A delivery without one source.

    `empty` and `known` are columns of marts; `lacking` gives, by family of figures, the input that
    coverage has to name and a part of what to do.
    """

    delivery: Delivery
    empty: tuple[str, ...]
    known: tuple[str, ...]
    lacking: dict[str, tuple[str, str]]
    tiles: tuple[str, ...]


CASES = {
    "jira": Case(
        Delivery(jira=False),
        empty=(
            "fct_project_flow_daily.scope_issues",
            "fct_schedule_forecast.p80_finish_date",
            "fct_sprint.committed_issues",
            "fct_process_flow.working_hours",
            "fct_portfolio_health.scope_value",
            "fct_portfolio_health.quality_value",
        ),
        known=(
            "fct_earned_value.pv",
            "fct_earned_value.ev",
            "fct_earned_value.ac",
            "fct_timesheet.hours",
            "fct_milestone.expected_date",
        ),
        lacking={
            "flow": ("jira.issues", "Switch jira on in the settings"),
            "schedule_forecast": ("jira.issues", "PMO_JIRA_URL"),
            "sprints": ("jira.fields.sprint", "jira.fields.sprint in the settings"),
        },
        tiles=(),
    ),
    "finance": Case(
        Delivery(folders=("registers", "timesheets")),
        empty=(
            "fct_earned_value.ac",
            "fct_earned_value.cpi",
            "fct_earned_value.eac_cpi",
            "fct_cost.base_amount",
            "fct_budget.base_amount",
            "fct_timesheet.base_cost_amount",
            "fct_portfolio_health.cost_value",
        ),
        known=(
            "fct_earned_value.pv",
            "fct_earned_value.ev",
            "fct_earned_value.spi_t",
            "fct_timesheet.hours",
            "fct_project_flow_daily.scope_issues",
        ),
        lacking={
            "actual_cost": ("finance.actuals", "Drop finance/actuals.csv"),
            "budget": ("finance.budgets", "Drop finance/budgets.csv"),
            "labour_cost": ("finance.rates", "Drop finance/rates.csv"),
            # Of two projects in other currencies.
            "planned_value": ("finance.fx_rates", "Drop finance/fx_rates.csv"),
        },
        tiles=("Actual cost (AC)", "Forecast (EAC)", "Portfolio CPI", "Over budget"),
    ),
    "timesheets": Case(
        Delivery(folders=("finance", "registers"), worklogs=False),
        empty=(
            "fct_timesheet.hours",
            "fct_earned_value.ac",
            "fct_earned_value.cpi",
            "fct_resource_week.actual_utilisation_ratio",
        ),
        known=(
            "fct_cost.base_amount",
            "fct_budget.base_amount",
            "fct_earned_value.ev",
            "fct_resource_week.planned_hours",
        ),
        lacking={
            "actual_hours": ("timesheets.entries", "Drop timesheets/entries.csv"),
            "actual_cost": ("timesheets.entries", "log hours in Jira"),
            "utilisation": ("timesheets.entries", "read Tempo"),
        },
        tiles=("Actual cost (AC)", "Portfolio CPI"),
    ),
    "registers": Case(
        Delivery(only=("projects", "people")),
        empty=(
            "fct_earned_value.pv",
            "fct_earned_value.ev",
            "fct_earned_value.spi",
            "fct_milestone.expected_date",
            "fct_risk.score",
            "fct_feedback.score_5",
            "fct_outcome_evaluation.score",
            "fct_portfolio_health.schedule_value",
            "fct_portfolio_health.risk_value",
            "fct_resource_week.planned_hours",
        ),
        known=(
            "fct_cost.base_amount",
            "fct_budget.base_amount",
            "fct_timesheet.base_cost_amount",
            "fct_project_flow_daily.scope_issues",
            "fct_portfolio_health.overall_rag",
        ),
        lacking={
            "planned_value": ("registers.baselines", "Drop registers/baselines.csv"),
            "milestones": ("registers.milestones", "Drop registers/milestones.csv"),
            "risk_exposure": ("registers.risks", "Drop registers/risks.csv"),
            "satisfaction": ("registers.feedback", "the workbook of `pmo templates`"),
        },
        tiles=("Actual cost (AC)", "Earned value (EV)", "Late milestones", "Risk exposure"),
    ),
}


@pytest.fixture(scope="module", params=CASES)
def without(request, night_of: Callable[[str, Delivery], Night]) -> tuple[Case, Night]:
    case = CASES[request.param]
    return case, night_of(request.param, case.delivery)


def count(night: Night, column: str) -> int:
    mart, name = column.split(".")
    [row] = night.installation.published(f"select count({name}) as known from marts.{mart}")
    return row["known"]


def test_the_night_publishes_and_reports(without):
    _, night = without

    assert night.run.returncode == 0, night.run.stdout + night.run.stderr
    assert {path.parts[-4] for path in night.pages()} == {"performance", "feedback", "quality"}
    assert len(night.pages()) >= 2 * (1 + 12 + 1 + 1)


def test_what_rests_on_the_source_is_null_and_all_else_is_known(without):
    case, night = without

    assert {column: count(night, column) for column in case.empty} == dict.fromkeys(case.empty, 0)
    assert [column for column in case.known if not count(night, column)] == []


def test_coverage_names_the_missing_input_and_what_to_do(without):
    case, night = without
    said = {
        row["subject"]: row
        for row in night.installation.published(
            "select subject, missing_input, fix from quality.coverage where project_code = 'ALL'"
        )
    }

    for subject, (missing, fix) in case.lacking.items():
        assert missing in said[subject]["missing_input"], subject
        assert fix in said[subject]["fix"], subject


def test_the_quality_page_says_it_in_english_and_in_chinese(without):
    case, night = without
    english = night.words("quality", section="coverage")
    chinese = night.words("quality", "zh", "coverage")

    for missing, fix in case.lacking.values():
        assert missing in english
        assert fix in english
        assert missing in chinese
    assert "缺少的输入" in chinese
    assert UNTRANSLATED.findall(chinese) == []


def test_the_portfolio_says_what_is_empty_instead_of_a_number(without):
    case, night = without
    summary = night.words("performance", section="summary")
    empty = [
        row["missing_input"]
        for row in night.installation.published(
            "select distinct missing_input from quality.coverage "
            "where project_code = 'ALL' and state = 'missing' and missing_input not like '%, %'"
        )
    ]

    assert "Left empty for want of an input" in summary
    assert len(empty) >= 1
    for missing in empty:
        assert missing in summary
    for tile in case.tiles:
        assert f"{tile} – input missing" in summary
    assert "因缺少输入而留空" in night.words("performance", "zh", "summary")


def test_no_page_shows_a_blank_or_the_name_of_nothing(without):
    _, night = without

    for page in night.pages():
        html = page.read_text("utf-8")
        matrix = re.compile(r'<table class="data matrix">.*?</table>', re.DOTALL)
        assert not LEAKED.search(read(page)), page
        # A department that booked nothing on a project is no missing input.
        assert not BLANK.search(matrix.sub("", html)), page


def test_doctor_says_what_the_published_version_lacks(without):
    case, night = without

    said = re.sub(r"\s+", " ", night.installation.pmo("doctor").stdout)
    published = said.partition("by quality.coverage")[2]

    for subject, (missing, _) in case.lacking.items():
        assert subject in published
        assert missing in published
    assert str(night.installation.page("quality")) in published
