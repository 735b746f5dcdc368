"""What the portfolio page says of the weeks ahead, and of what the money is for."""

import re
from datetime import date

import pytest

from reports import performance
from reports.language import Language
from tests.integration.organisation import DBT_PROJECT
from tests.integration.reports.conftest import fill, runtime_of

WARNING = {
    "project_code": "P-1",
    "indicator": "milestone_moves",
    "value": 12.0,
    "severity": "medium",
    "is_current": True,
    "is_breached": True,
    "is_new": True,
    "breached_since_date": date(2026, 6, 30),
}
CONFLICT = {
    "person_id": "U1",
    "person_name": "Mei Chen",
    "week_start_date": date(2026, 7, 6),
    "is_future": True,
    "capacity_hours": 40,
    "planned_hours": 46,
    "over_allocated_hours": 6,
    "competing_projects": "P-1 (30.0 h), P-4 (16.0 h)",
    "yielding_project_code": "P-4",
    "free_people": "Omar Diaz (12.0 h)",
}
DEPENDENCY = {
    "dependency_id": "D-1",
    "predecessor_project_code": "P-1",
    "predecessor_name": "Interface ready",
    "successor_project_code": "P-4",
    "successor_name": "Go live",
    "delivery_date": date(2026, 7, 20),
    "required_date": date(2026, 7, 6),
    "slack_working_days": -10,
    "is_breached": True,
}
OBJECTIVES = [
    {"objective_id": "O1", "objective_name": "Safer roads", "is_unaligned": False,
     "budget_amount": 600, "spend_amount": 250},
    {"objective_id": "O1", "objective_name": "Safer roads", "is_unaligned": False,
     "budget_amount": 400, "spend_amount": 250},
    {"objective_id": "UNALIGNED", "objective_name": None, "is_unaligned": True,
     "budget_amount": 300, "spend_amount": 900},
]  # fmt: skip


@pytest.fixture
def section(tmp_path, rows):
    """Return a function from heading and language to the words of what `rows` publish."""
    runtime = runtime_of(tmp_path, "en", "zh")

    def words(identity, language="en", name="index"):
        if not runtime.home.portfolio.exists():
            fill(runtime.home.portfolio, rows)
            performance.write(runtime)
        page = runtime.home.reports / "performance" / "2026-06-30" / language / f"{name}.html"
        pattern = rf'<section[^>]*aria-labelledby="{identity}".*?</section>'
        found = re.search(pattern, page.read_text("utf-8"), re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).replace("−", "-")

    return words


def test_warnings_name_project_movement_and_age_with_new_ones_first(section, rows):
    rows["fct_early_warning"] = [
        WARNING | {"indicator": "scope_creeps", "value": 0.08, "severity": "high",
                   "is_new": False, "breached_since_date": date(2026, 5, 31)},
        WARNING,
        WARNING | {"indicator": "exposure_grows", "is_breached": False},
        WARNING | {"indicator": "decisions_wait", "is_current": False},
    ]  # fmt: skip

    words = section("warnings")

    assert re.search(
        r"Medium Payments renewal A milestone moved by 12 days in the last five weeks new "
        r"High Payments renewal Scope grew by 8% in four weeks since 31 May 2026 $",
        words,
    )
    assert "Risk exposure" not in words
    assert "Decisions" not in words
    assert "四周内范围增长 8%" in section("warnings", "zh")


def test_an_over_booked_week_says_who_should_yield_and_who_could_take_over(section, rows):
    rows["fct_resource_week"] = [{"person_id": "U1", "planned_hours": 46}]
    rows["fct_resource_conflict"] = [
        CONFLICT,
        CONFLICT | {"week_start_date": date(2026, 7, 13), "free_people": None},
        CONFLICT | {"week_start_date": date(2026, 6, 1), "is_future": False},
    ]

    words = section("conflicts")

    assert (
        "Mei Chen 6 Jul 2026 46.0 40.0 P-1 (30.0 h), P-4 (16.0 h) P-4 Omar Diaz (12.0 h)" in words
    )
    assert "Mei Chen 13 Jul 2026" in words
    assert "Nobody of the role" in words
    assert "1 Jun 2026" not in words


def test_a_dependency_that_breaks_names_both_sides_and_the_days(section, rows):
    rows["fct_dependency"] = [
        DEPENDENCY,
        DEPENDENCY | {"dependency_id": "D-2", "is_breached": False},
    ]

    words = section("dependencies")

    assert "Payments renewal, “Interface ready” → Customer portal, “Go live”" in words
    assert "20 Jul 2026, needed 6 Jul 2026: -10 wd" in words
    assert words.count("Go live") == 1


def test_money_of_an_objective_is_the_sum_of_its_periods_and_what_serves_none_comes_last(
    section, rows
):
    rows["fct_strategic_alignment"] = OBJECTIVES

    words = section("objectives")

    assert words.endswith("Safer roads €1,000 €500 Serves no objective €300 €900 ")


@pytest.mark.parametrize(
    ("identity", "register"),
    [("conflicts", "allocations"), ("dependencies", "dependencies"), ("objectives", "objectives")],
)
def test_a_register_that_is_not_kept_is_named(section, identity, register):
    assert f"register `{register}`" in section(identity)


def test_a_register_in_which_nothing_is_wrong_says_so(section, rows):
    rows["fct_resource_week"] = [{"person_id": "U1", "planned_hours": 8}]
    rows["fct_dependency"] = [DEPENDENCY | {"is_breached": False}]

    assert "Nobody is planned for more hours than there are." in section("conflicts")
    assert "Every dependency is delivered in time." in section("dependencies")
    assert "No indicator is beyond its threshold." in section("warnings")


def test_objectives_that_no_project_serves_are_a_missing_input(section, rows):
    rows["fct_strategic_alignment"] = OBJECTIVES[2:]

    assert "register `project_objectives`" in section("objectives")


def test_a_project_shows_its_gates_in_order_with_what_is_missing(section, rows):
    gate = {"project_code": "P-1", "gate": "G2", "planned_date": date(2026, 3, 2)}
    rows["fct_gate_review"] = [
        gate | {"status": "overdue", "missing_deliverables": "baseline, test concept"},
        gate | {"gate": "G1", "planned_date": date(2026, 1, 5), "held_date": date(2026, 1, 7),
                "status": "held"},
        gate | {"project_code": "P-4", "gate": "G9", "status": "planned"},
    ]  # fmt: skip

    words = section("gates", name="project-P-1")

    assert words.endswith(
        "G1 Held 5 Jan 2026 7 Jan 2026 – G2 Overdue 2 Mar 2026 – baseline, test concept "
    )
    assert "No gate is planned for this project." in section("gates", name="project-P-5")


def test_a_project_without_a_register_of_gates_says_so(section):
    assert "register `gates`" in section("gates", name="project-P-1")


def test_the_schedule_has_the_day_that_most_simulations_meet(section, rows):
    rows["fct_schedule_forecast"] = [
        {"project_code": "P-1", "is_current": True, "p80_finish_date": date(2027, 2, 8)},
        {"project_code": "P-1", "is_current": False, "p80_finish_date": date(2027, 1, 4)},
    ]

    words = section("schedule", name="project-P-1")

    assert "Likely finish, in 80 of 100 simulations 8 Feb 2027" in words
    assert "4 Jan 2027" not in words
    # Nobody simulated this one.
    assert "simulations" not in section("schedule", name="project-P-4")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_indicator_of_the_models_has_words(code):
    macro = (DBT_PROJECT / "macros" / "health.sql").read_text("utf-8")
    indicators = set(re.findall(r"when '(\w+)'", macro.partition("macro warning_reason")[2]))

    assert len(indicators) == 10
    for indicator in indicators:
        assert Language(code).has(f"warnings.indicator.{indicator}")
