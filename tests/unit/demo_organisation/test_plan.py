"""The plan: deterministic, complete, and each storyline as strong as its docstring says."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest

from demo.organisation.workload import absence_hours, assignments, capacity_hours
from demo.plan import Plan, Project, build_plan

# Project -> SPI and CPI on the as-of day, as the table in demo/plan.py promises them.
PROMISED = {
    "0107": (1.00, 1.01),
    "0112": (0.83, 1.17),
    "0204": (1.00, 0.75),
    "0219": (0.79, 0.94),
    "0231": (0.98, 0.97),
    "0305": (1.00, 0.96),
    "0318": (0.85, 0.96),
    "1042": (0.99, 0.99),
    "1055": (0.83, 0.83),
    "1063": (0.99, 0.95),
    "1070": (1.00, 1.01),
}


def project(plan: Plan, code: str) -> Project:
    return next(each for each in plan.projects if each.project_code == code)


def actual_cost(each: Project, day: date) -> float:
    labour = float(each.labour_budget) * each.hours_factor
    other = float(each.non_labour_budget) * each.cost_factor
    return (labour + other) * each.completed_scope(day)


def test_the_same_arguments_build_an_equal_plan():
    assert build_plan() == build_plan()


def test_another_seed_changes_accounts_but_no_project_of_the_storylines():
    other = build_plan(seed=8)
    assert other.projects == build_plan().projects
    assert other.people != build_plan().people


def test_there_are_twelve_projects_forty_people_and_six_thousand_issues(plan: Plan):
    assert len(plan.projects) == 12
    assert len(plan.people) == 40
    assert sum(each.issue_count for each in plan.projects) == 6000
    assert len(plan.programmes) == 3
    assert {each.department for each in plan.projects} == set(plan.departments)
    assert len(plan.departments) == 4


def test_history_covers_eighteen_whole_months(plan: Plan):
    assert plan.start == date(2025, 1, 1)
    assert len(plan.month_ends()) == 18
    assert plan.month_ends()[-1] == date(2026, 6, 30)


def test_an_as_of_day_within_a_month_ends_with_the_month_before():
    early = build_plan(as_of=date(2026, 2, 11))
    assert early.start == date(2024, 9, 1)
    assert early.month_ends()[-1] == date(2026, 1, 31)


def test_every_method_and_every_way_of_earning_value_occurs(plan: Plan):
    assert {each.method for each in plan.projects} == {"agile", "plan-driven", "hybrid"}
    assert {each.ev_method for each in plan.projects} == {
        "points", "issues", "hours", "milestones", "manual",
    }  # fmt: skip
    assert [each.project_code for each in plan.projects if not each.has_jira] == ["0318"]
    assert any(each.project_code.startswith("0") for each in plan.projects)


@pytest.mark.parametrize(("code", "promised"), PROMISED.items(), ids=PROMISED)
def test_a_storyline_reads_as_the_docstring_promises(
    plan: Plan, code: str, promised: tuple[float, float]
):
    each = project(plan, code)
    earned = each.earned_fraction(plan.as_of)
    spi = earned / each.planned_fraction(plan.as_of)
    cpi = earned * float(each.budget) / actual_cost(each, plan.as_of)
    assert (spi, cpi) == pytest.approx(promised, abs=0.006)


def test_rebaselining_lifts_the_measured_schedule(plan: Plan):
    each = project(plan, "0305")
    assert each.rebaseline_on == date(2026, 2, 1)
    assert each.finish_on(date(2026, 1, 31)) == each.finish_baseline
    assert each.finish_on(date(2026, 2, 1)) == each.finish_baseline + timedelta(days=45)
    old = replace(each, rebaseline_on=None)
    assert old.planned_fraction(plan.as_of) > each.planned_fraction(plan.as_of) + 0.05


def test_work_only_grows_and_never_passes_the_scope(plan: Plan):
    for each in plan.projects:
        days = [each.start + timedelta(days=offset) for offset in range(0, 900, 5)]
        done = [each.completed_scope(day) for day in days]
        assert done == sorted(done)
        earned = [each.earned_fraction(day) for day in days]
        assert earned == sorted(earned)
        scope = [each.scope_factor(day) for day in days]
        assert all(part <= whole for part, whole in zip(done, scope, strict=True))


def test_a_project_is_earned_on_its_finish(plan: Plan):
    closed = project(plan, "1070")
    assert closed.finish_actual is not None
    assert plan.as_of - timedelta(days=90) <= closed.finish_actual < plan.as_of
    assert closed.earned_fraction(closed.finish_actual) == 1.0
    assert closed.earned_fraction(closed.finish_actual - timedelta(days=30)) < 1.0


def test_a_proposed_project_has_done_nothing(plan: Plan):
    proposed = project(plan, "1088")
    assert proposed.completed_scope(plan.as_of) == 0
    assert proposed.start > plan.as_of


def test_team_shares_sum_to_one_and_timesheet_shares_are_those_without_jira(plan: Plan):
    for each in plan.projects:
        assert sum(each.team_shares) == pytest.approx(1)
        outside = sum(
            share
            for person_id, share in zip(each.team, each.team_shares, strict=True)
            if not plan.person(person_id).uses_jira
        )
        if each.status != "proposed":
            assert each.timesheet_share == pytest.approx(outside)


def test_only_the_shared_expert_is_planned_beyond_capacity(plan: Plan):
    planned: dict[tuple[str, date], float] = defaultdict(float)
    for each in assignments(plan):
        full = capacity_hours(each.person)
        present = 1 - absence_hours(plan, each.person, each.monday) / full
        planned[each.person.person_id, each.monday] += each.hours * present / full
    overloaded = {person_id for (person_id, _), load in planned.items() if load > 1.05}
    assert overloaded == {"P0009"}
    assert planned["P0009", date(2026, 6, 22)] > 1.2
    assert plan.person("P0009").name == "Dr. Wei Lin"


def test_small_scales_keep_the_projects_and_shrink_them():
    small = build_plan(scale=0.1)
    assert len(small.projects) == 12
    assert project(small, "0107").issue_count == 70
    whole = float(project(build_plan(), "0107").budget)
    assert float(project(small, "0107").budget) == pytest.approx(whole / 10, rel=0.01)


def test_large_scales_add_projects_with_people_of_their_own():
    large = build_plan(scale=5)
    assert len(large.projects) == 60
    assert len(large.people) == 200
    assert len({each.project_code for each in large.projects}) == 60
    assert len({each.jira_key for each in large.projects if each.has_jira}) == 55
    assert sum(each.issue_count for each in large.projects) == 30000


def test_no_scale_makes_more_than_two_thousand_projects():
    huge = build_plan(scale=400)
    assert len(huge.projects) == 2000
    assert sum(each.issue_count for each in huge.projects) == pytest.approx(2_400_000, rel=0.01)


def test_a_scale_of_nothing_is_refused():
    with pytest.raises(ValueError, match="scale 0 must be above 0"):
        build_plan(scale=0)
