"""What the semantic layer says of three projects whose numbers are added up by hand."""

import csv
from datetime import date

import duckdb
import pytest

from pmo.home import Home
from pmo.settings import Organisation, Settings
from reports.feedback.view import load_feedback
from reports.performance.portfolio import load_portfolio
from reports.warehouse import Warehouse
from tests.integration.dbt_docs.conftest import PROJECT
from tests.integration.dbt_docs.hand_made import AS_OF, DAY_BEFORE
from warehouse.metrics import Metrics, NoMetricsError, Question, UnanswerableError

# Of a level, the last day counts and days are not added up: May of earned value, the day before of
# flow and risk, last month's health and outcome would each show.
ANSWERS = {
    # 80 + 60, nobody measures C; of C the planned value and cost count in the sums only.
    **{"bac": 800, "pv": 350, "ev": 140, "ac": 190, "sv": -10, "cv": -20, "etc": 440, "vac": -100},
    **{"eac_cpi": 600, "eac_remaining_budget": 520, "eac_cpi_spi": 693},
    **{"spi": 140 / 150, "cpi": 140 / 160, "percent_complete": 140 / 500},
    "tcpi": (500 - 140) / (500 - 160),
    **{"cost": 157, "open_commitment": 200, "unallocated_cost": 7},
    **{"approved_budget": 314, "forecast_budget": 350, "budget_spent": 157 / 314},
    **{"hours": 15, "billable_hours": 11, "labour_cost": 650},
    "cost_rate": 650 / (8 + 5),
    # p1 is planned at 125 % over two projects, p2 at 50 %, in one week each; p2 works two weeks.
    **{"planned_hours": 60, "planned_utilisation": (1.25 + 0.5) / 2},
    "actual_utilisation": (0.2 + 0.5 + 0.25) / 3,
    **{"demand_hours": 100, "capacity_hours": 120, "capacity_gap": -20},
    **{"open_issues": 1, "overdue_issues": 1, "reopen_count": 3},
    **{"lead_time": 72, "lead_time_p85": 48 + 0.85 * (96 - 48), "cycle_time": 24},
    **{"throughput": 4, "created_issues": 3, "reopened_issues": 1, "reopen_share": 1 / 4},
    **{"backlog": 6, "work_in_progress": 4, "done_issues": 4, "scope": 14, "scope_points": 32},
    "completed_points": 8,
    **{"committed_points": 35, "predictability": (8 + 10) / 30},
    **{"risk_exposure": 1500, "risk_score": 20},
    **{"open_risks": 3, "red_risks": 1, "exposure_daily": 1600, "residual_exposure": 450},
    **{"answers": 3, "feedback_score": 11 / 3, "satisfaction": 3},
    "outcome_score": (0.75 * 80 + 0.25 * 100 + 50) / 2,
    **{"rated_projects": 3, "red_projects": 1, "amber_projects": 1, "watermelons": 1},
    "red_share": 1 / 3,
    **{"milestones": 4, "open_milestones": 2, "late_milestones": 1, "slip_working_days": 3.5},
    "on_time_milestones": 1 / 3,
    **{"objective_budget": 200, "objective_spend": 80, "unaligned_spend": 30},
    **{"aligned_share": 160 / 200, "health_weighted_share": (0.5 * 100 + 40) / 140},
    # Of a gate that is still to come nothing is late.
    **{"gates": 5, "held_gates": 2, "overdue_gates": 1, "skipped_gates": 1},
    **{"incomplete_passes": 1, "gate_delay": (4 + 58 + 10 - 2) / 4},
    **{"process_changes": 3, "process_change_effect": (0.5 - 0.1) / 2},
    **{"dependencies": 4, "open_dependencies": 3, "breached_dependencies": 2},
    "dependency_slack": (-3 + 7) / 2,
    **{"forecast_projects": 3, "late_forecasts": 2, "p80_delay": (10 - 4) / 2},
    **{"conflicts": 3, "overbooked_people": 2, "over_allocation": 17},
    **{"trainings": 4, "trainings_done": 1, "overdue_trainings": 2, "training_overdue": 15},
    **{"early_warnings": 2, "new_warnings": 1, "high_warnings": 1},
    **{"open_actions": 2, "overdue_actions": 1, "action_effect": 4 - 3, "lessons": 2},
    **{"time_in_status": 15, "working_time_in_status": 6},
    # Waiting before the start is waiting, and no part of the flow.
    **{"hours_in_progress": 80, "waiting_hours": 110, "flow_efficiency": (30 + 40) / 80},
    **{"status_returns": 3, "issues_in_status": 10},
    **{"required_people": 11, "missing_skills": 2, "learning_people": 3},
    "skill_coverage": (3 + 1 + 2 - 2) / (3 + 1 + 2),
}
DAYS = {
    "p50_finish": date(2030, 1, 1),
    "p80_finish": date(2026, 9, 1),
    "p95_finish": date(2026, 9, 20),
}
RUNNING = {"cost_to_date", "recent_hours"}


def test_every_metric_that_can_be_asked_for_is_added_up_by_hand(metrics):
    assert {each.name for each in metrics.metrics()} == ANSWERS.keys() | DAYS.keys() | RUNNING


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_metric_says_what_the_rows_say(metrics, name):
    answer = metrics.ask(Question([name]))

    assert answer.columns == (name,)
    assert float(answer.rows[0][0]) == pytest.approx(ANSWERS[name])


@pytest.mark.parametrize("name", sorted(DAYS))
def test_a_metric_may_be_a_day(metrics, name):
    assert metrics.ask(Question([name])).rows == [(DAYS[name],)]


def test_a_ratio_of_a_project_is_its_own_and_empty_where_nobody_measures(metrics):
    answer = metrics.ask(Question(["cpi", "spi"], by=["project__project_code"]))

    assert answer.rows == [("A", 0.8, 0.8), ("B", 1.0, 1.2), ("C", None, None)]


def test_a_level_of_a_month_is_that_of_its_last_reported_day(metrics):
    answer = metrics.ask(Question(["ev", "cpi", "rated_projects", "red_share"], by=["month"]))

    assert answer.rows == [
        (date(2026, 5, 1), 60, 1.2, 2, 1.0),
        (date(2026, 6, 1), 140, 0.875, 3, pytest.approx(1 / 3)),
    ]


def test_a_running_sum_goes_on_from_before_the_period_that_is_asked_for(metrics):
    asked = Question(
        ["cost_to_date"], by=["fiscal_period"], since=date(2026, 6, 1), until=date(2026, 7, 31)
    )

    assert metrics.ask(asked).rows == [("2026-06", 157), ("2026-07", 157)]


def test_four_weeks_of_hours_hold_28_days_and_not_29(metrics):
    asked = Question(["recent_hours"], by=["day"], since=date(2026, 6, 28), until=DAY_BEFORE)

    assert metrics.ask(asked).rows == [(date(2026, 6, 28), 8), (DAY_BEFORE, 2)]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        pytest.param(
            Question(["hours"], by=["person__department"]),
            [("IT", 10), ("Sales", 5)],
            id="people by home department",
        ),
        pytest.param(
            Question(["cost", "hours"], by=["project__programme"]),
            [("North", 150, 15), (None, 7, None)],
            id="two marts by one dimension",
        ),
        pytest.param(
            Question(["cost"], by=["cost_kind__cost_category", "fiscal_period"]),
            [("2026-05", "Services", 100), ("2026-06", "Services", 57)],
            id="kind of cost by fiscal period",
        ),
        pytest.param(
            Question(["objective_budget"], by=["objective__objective_name", "fiscal_period"]),
            [("2026-05", "Grow", 100), ("2026-06", "Grow", 60), ("2026-06", None, 40)],
            id="money by objective and period, what serves none included",
        ),
        pytest.param(
            Question(["breached_dependencies"], by=["project__project_code"]),
            [("A", 2), ("B", 0)],
            id="whose delay it is",
        ),
        pytest.param(
            Question(["working_time_in_status"], by=["stay__status"]),
            [("Doing", 8), ("Done", None), ("Review", 4)],
            id="where work stays",
        ),
        pytest.param(
            Question(["flow_efficiency", "skill_coverage"], by=["project__project_code"]),
            [("A", 30 / 40, 2 / 4), ("B", 1, 1), ("C", None, None)],
            id="flow and skills of a project",
        ),
        pytest.param(
            Question(["waiting_hours"], by=["flow_status__status", "month"]),
            [(date(2026, 6, 1), *row) for row in (("Doing", 0), ("Review", 10), ("To Do", 100))],
            id="where work waits",
        ),
        pytest.param(
            Question(["missing_skills"], by=["skill_need__skill"]),
            [("SQL", 2), ("Welding", 0)],
            id="which skill is missing",
        ),
        pytest.param(
            Question(["hours"], where={"project__project_name": "Beta"}), [(5,)], id="one project"
        ),
        pytest.param(
            Question(["hours"], where={"project__project_name": "O'Neil"}), [(None,)], id="nobody"
        ),
        pytest.param(
            Question(["hours"], since=date(2026, 6, 1), until=date(2026, 6, 28)),
            [(8,)],
            id="some days",
        ),
    ],
)
def test_a_metric_is_split_and_narrowed(metrics, question, rows):
    assert metrics.ask(question).rows == rows


def test_the_reports_say_the_same(metrics, published):
    settings = Settings(organisation=Organisation(name="Test"))
    with Warehouse(duckdb.connect(str(published), read_only=True)) as warehouse:
        portfolio, feedback = load_portfolio(warehouse, settings), load_feedback(warehouse)
    money = portfolio.total.money
    reported = {
        **{name: getattr(money, name) for name in ("pv", "ev", "ac", "bac", "spi", "cpi")},
        "rated_projects": len(portfolio.statuses),
        "red_projects": portfolio.total.count("red"),
        "watermelons": len(portfolio.watermelons),
        "unallocated_cost": portfolio.unallocated,
        "open_milestones": portfolio.open_milestones,
        "late_milestones": portfolio.late_milestones,
        "risk_exposure": portfolio.heat.exposure,
        "outcome_score": feedback.mean,
        "feedback_score": feedback.satisfaction["score"],
        "answers": feedback.satisfaction["answers"],
    }

    answer = metrics.ask(Question(list(reported)))

    said = dict(zip(answer.columns, map(float, answer.rows[0]), strict=True))
    assert said == pytest.approx({name: float(value) for name, value in reported.items()})


def test_every_metric_stands_in_the_catalogue_under_its_own_name_and_title(metrics):
    with (PROJECT / "seeds" / "metric_definitions.csv").open(encoding="utf-8") as lines:
        titles = {row["metric"]: row["title_en"] for row in csv.DictReader(lines)}

    assert {each.name: each.label for each in metrics.metrics()} == {
        each.name: titles.get(each.name) for each in metrics.metrics()
    }


def test_an_unknown_name_is_told_with_the_nearest_known_one(metrics):
    with pytest.raises(UnanswerableError, match=r"no metric 'cpix'; did you mean 'cpi'\?"):
        metrics.ask(Question(["cpix"]))
    with pytest.raises(UnanswerableError, match="`pmo metrics` lists them"):
        metrics.dimensions(["weather"])


def test_what_does_not_go_together_is_told_with_what_does(metrics):
    with pytest.raises(UnanswerableError, match=r"project__programme(.|\n)*--dimensions"):
        metrics.ask(Question(["cpi"], by=["person__role"]))

    assert "project__programme" in metrics.dimensions(["cpi", "hours"])
    assert "person__role" not in metrics.dimensions(["cpi", "hours"])


def test_without_a_publication_it_says_how_to_make_one(tmp_path):
    with pytest.raises(NoMetricsError, match=r"portfolio\.duckdb does not exist; run `pmo run`"):
        Metrics.open(Home(root=tmp_path, drop=tmp_path))


def test_what_readers_see_is_asked_and_stays_as_it_is(published, documented, tmp_path):
    home = Home(root=tmp_path, drop=tmp_path)
    target = home.warehouse / "dbt" / "target"
    target.mkdir(parents=True)
    (target / "semantic_manifest.json").hardlink_to(documented.target / "semantic_manifest.json")
    home.portfolio.hardlink_to(published)
    before = published.read_bytes()

    with Metrics.open(home) as opened:
        assert opened.ask(Question(["cost"], until=AS_OF)).rows == [(157,)]

    assert published.read_bytes() == before
