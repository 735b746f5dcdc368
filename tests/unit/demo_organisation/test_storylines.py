"""Each storyline can be read from the delivered registers, not only from the plan."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from demo.plan import Plan

ReadRows = Callable[[str], list[dict[str, str]]]

LAST = "2026-06-30"


def slips(read_rows: ReadRows, code: str, observed_on: str) -> list[int]:
    """Return the calendar days by which a project's open milestones slip, as then observed."""
    return [
        (date.fromisoformat(row["forecast_date"]) - date.fromisoformat(row["baseline_date"])).days
        for row in read_rows("registers/milestones.xlsx")
        if row["project_code"] == code
        and row["observed_on"] == observed_on
        and row["weight"] not in {"0", "170"}
        and not row["actual_date"]
    ]


def scores(read_rows: ReadRows, code: str, group: str) -> list[float]:
    """Return the survey scores (1 to 5) of a group in the order in which they were given."""
    rows = [
        row
        for row in read_rows("registers/feedback.csv")
        if row["project_code"] == code and row["group"] == group and row["scale_max"] == "5"
    ]
    return [float(row["score"]) for row in sorted(rows, key=lambda row: row["given_on"])]


def worst_risk(read_rows: ReadRows, code: str, observed_on: str) -> int:
    scores = (
        int(row["probability"]) * int(row["impact"])
        for row in read_rows("registers/risks.xlsx")
        if row["project_code"] == code
        and row["observed_on"] == observed_on
        and row["status"] == "open"
        and row["risk_id"] != "R-1063-98"
    )
    return max(scores, default=0)


def test_on_time_has_no_slip_and_no_red_risk(read_rows: ReadRows):
    assert max(slips(read_rows, "0107", LAST)) <= 3
    assert worst_risk(read_rows, "0107", LAST) < 10


def test_late_milestones_slip_more_the_nearer_they_come(read_rows: ReadRows):
    early, late = slips(read_rows, "0112", "2025-09-30"), slips(read_rows, "0112", LAST)
    assert max(early) < 60
    assert max(late) > 90


def test_the_dependency_breaches_on_both_sides(read_rows: ReadRows):
    link = next(
        row for row in read_rows("registers/dependencies.csv") if row["from_project"] == "0318"
    )
    assert (link["to_project"], link["status"]) == ("1042", "late")
    assert link["promised_on"] > link["need_by"]
    assert max(slips(read_rows, "0318", LAST)) > 60
    assert 7 < max(slips(read_rows, "1042", LAST)) < 21


def test_the_watermelon_is_reported_green_every_month(plan: Plan, read_rows: ReadRows):
    colours = defaultdict(set)
    for row in read_rows("registers/status_reports.csv"):
        colours[row["project_code"]].add(row["overall"])
    assert colours["1055"] == {"green"}
    assert "red" in colours["0204"]
    assert {"1055", "0107"} == {code for code, seen in colours.items() if seen == {"green"}}
    melon = next(each for each in plan.projects if each.story == "watermelon")
    assert melon.earned_fraction(plan.as_of) < 0.85 * melon.planned_fraction(plan.as_of)
    team = scores(read_rows, "1055", "team")
    assert sum(team[:5]) / 5 > 3.3
    assert sum(team[-5:]) / 5 < 2.7


def test_clients_of_the_reopened_release_turned_away(read_rows: ReadRows):
    client = scores(read_rows, "1063", "client")
    assert sum(client[:3]) / 3 > 3.5
    assert sum(client[-3:]) / 3 < 2.9


def test_forecasts_of_the_over_budget_project_rise(read_rows: ReadRows):
    totals: dict[str, float] = defaultdict(float)
    for row in read_rows("finance/budgets.csv"):
        if row["project_code"] == "0204" and row["version"] in {"approved", "forecast"}:
            totals[f"{row['version']} {row['version_date']}"] += float(row["amount"])
    approved, *forecasts = [totals[key] for key in sorted(totals)]
    assert forecasts == sorted(forecasts)
    assert forecasts[-1] > 1.25 * approved


def test_risks_grow_in_trouble_and_shrink_elsewhere(read_rows: ReadRows):
    assert worst_risk(read_rows, "0318", "2025-06-30") < worst_risk(read_rows, "0318", LAST)
    assert worst_risk(read_rows, "1070", "2026-05-31") == 12
    assert worst_risk(read_rows, "1070", LAST) == 0
    assert worst_risk(read_rows, "0107", "2025-06-30") >= worst_risk(read_rows, "0107", LAST)
