"""The drop folder: the same bytes every time, canonical columns, and registers that agree."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from demo.organisation.defects import planted
from demo.organisation.drop import data_sets, write_drop
from demo.organisation.planting import ADD
from demo.plan import Plan, build_plan
from extractors.finance.tables import FILE_TABLES as FINANCE
from extractors.registers.tables import FILE_TABLES as REGISTERS
from extractors.timesheets.tables import FILE_TABLES as TIMESHEETS

ReadRows = Callable[[str], list[dict[str, str]]]
CANONICAL = {
    **{f"finance/{each.name}": each.table for each in FINANCE},
    **{f"registers/{each.name}": each.table for each in REGISTERS},
}


def clean(plan: Plan, file: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows without those that were added as defects."""
    keys = [each.key for each in planted(plan) if each.file == file and each.action == ADD]
    return [row for row in rows if not any(key.items() <= row.items() for key in keys)]


def test_the_same_plan_writes_the_same_bytes(plan: Plan, drop: Path, tmp_path: Path):
    for path in write_drop(build_plan(), tmp_path):
        assert path.read_bytes() == (drop / path.relative_to(tmp_path)).read_bytes(), path.name


def test_every_canonical_file_is_delivered_but_calendars(drop: Path):
    delivered = {
        f"{path.parent.name}/{path.stem}"
        for path in drop.rglob("*.*")
        if path.parent.name != "timesheets"
    }
    assert delivered == set(CANONICAL) - {"registers/calendars"}
    assert sorted(path.stem for path in (drop / "timesheets").iterdir()) == [
        "2025-H1", "2025-H2", "2026-H1",
    ]  # fmt: skip


def test_columns_are_canonical_but_for_the_trainer(plan: Plan):
    surplus = set()
    for each in data_sets(plan):
        folder, name = each.file.rsplit(".", 1)[0].split("/")
        table = TIMESHEETS[0].table if folder == "timesheets" else CANONICAL[f"{folder}/{name}"]
        surplus |= set(each.columns) - set(table.schema.names)
    assert surplus == {"trainer"}


def test_encodings_and_delimiters_differ_and_chinese_text_survives(
    plan: Plan, drop: Path, read_rows: ReadRows
):
    encodings = {each.encoding for each in data_sets(plan)}
    assert {"gb18030", "utf-16", "cp1252", "utf-8-sig"} <= encodings
    assert any("有限公司" in row["vendor"] for row in read_rows("finance/commitments.csv"))
    assert any("Rückmeldung" in row["comment"] for row in read_rows("registers/status_reports.csv"))
    with pytest.raises(UnicodeDecodeError):
        (drop / "finance/commitments.csv").read_text("utf-8")


def test_project_codes_stay_text_in_workbooks(read_rows: ReadRows):
    codes = [row["project_code"] for row in read_rows("registers/projects.xlsx")]
    assert codes[0] == "0107"
    assert len(codes) == 12


@pytest.mark.parametrize("column", ["project_code", "from_project", "to_project"])
def test_every_project_code_but_planted_ones_is_in_the_register(
    plan: Plan, read_rows: ReadRows, column: str
):
    known = {each.project_code for each in plan.projects} | {""}
    unknown = {
        row[column]
        for each in data_sets(plan)
        if column in each.columns
        for row in clean(plan, each.file, read_rows(each.file))
    } - known
    assert unknown == ({"9000"} if column == "project_code" else set())


def test_every_person_but_planted_ones_is_in_the_staff_list(plan: Plan, read_rows: ReadRows):
    known = {each.person_id for each in plan.people} | {""}
    columns = ("person_id", "owner_id", "manager_id", "reported_by")
    for each in data_sets(plan):
        for column in set(columns) & set(each.columns):
            found = {row[column] for row in clean(plan, each.file, read_rows(each.file))}
            assert found <= known, each.file


def test_the_baseline_ends_at_the_approved_budget(plan: Plan, read_rows: ReadRows):
    last: dict[tuple[str, str], Decimal] = {}
    for row in clean(plan, "registers/baselines.csv", read_rows("registers/baselines.csv")):
        key = row["project_code"], row["baseline_version"]
        value = Decimal(row["planned_value"])
        assert value >= last.get(key, Decimal(0))
        last[key] = value
    approved: dict[str, Decimal] = defaultdict(Decimal)
    for row in read_rows("finance/budgets.csv"):
        if row["version"] == "approved":
            approved[row["project_code"]] += Decimal(row["amount"])
    budgets = {each.project_code: each.budget for each in plan.projects}
    assert {code for code, version in last if version == "B2"} == {"0305"}
    for (code, _), value in last.items():
        assert value == approved[code] == budgets[code]


def test_milestone_weights_sum_to_one(plan: Plan, read_rows: ReadRows):
    file = "registers/milestones.xlsx"
    weights: dict[str, Decimal] = defaultdict(Decimal)
    for row in clean(plan, file, read_rows(file)):
        if row["observed_on"] == "2026-06-30":
            weights[row["project_code"]] += Decimal(row["weight"])
    assert len(weights) == 11
    assert set(weights.values()) == {Decimal(1)}


def test_ledger_holds_no_labour_and_what_the_project_spent(plan: Plan, read_rows: ReadRows):
    file = "finance/actuals.csv"
    posted: dict[str, Decimal] = defaultdict(Decimal)
    for row in clean(plan, file, read_rows(file)):
        assert row["is_labour"] == "false"
        assert row["cost_category"] != "labour"
        assert date.fromisoformat(row["posting_date"]) < plan.as_of
        posted[row["project_code"]] += Decimal(row["amount"])
    over = next(each for each in plan.projects if each.story == "over_budget")
    share = float(posted["0204"]) / float(over.non_labour_budget)
    assert share == pytest.approx(over.completed_scope(plan.as_of) * 1.3, rel=0.01)
    assert "1088" not in posted


def test_timesheets_hold_the_hours_of_those_without_jira(plan: Plan, read_rows: ReadRows):
    hours: dict[str, float] = defaultdict(float)
    for name in ("2025-H1", "2025-H2", "2026-H1"):
        file = f"timesheets/{name}.csv"
        for row in clean(plan, file, read_rows(file)):
            assert not plan.person(row["person_id"]).uses_jira
            assert 0 < float(row["hours"]) <= 9
            hours[row["project_code"]] += float(row["hours"])
    bench = next(each for each in plan.projects if each.project_code == "0318")
    assert hours["0318"] == pytest.approx(bench.actual_hours(plan.as_of), rel=0.02)
    assert set(hours) == {"0112", "0318", "1042"}


def test_every_foreign_currency_has_a_rate_for_every_week(plan: Plan, read_rows: ReadRows):
    days: dict[str, list[date]] = defaultdict(list)
    for row in read_rows("finance/fx_rates.csv"):
        days[row["from_currency"]].append(date.fromisoformat(row["date"]))
    assert set(days) == {"USD", "CNY", "GBP"}
    for found in days.values():
        assert found[0] < date(2024, 12, 1)
        assert {(after - before).days for before, after in pairwise(found)} == {7}
        assert (plan.as_of - found[-1]).days < 7


def test_a_scaled_plan_writes_only_whole_projects(tmp_path: Path):
    small = build_plan(scale=0.02)
    for path in write_drop(small, tmp_path):
        assert path.stat().st_size > 0


def test_a_plan_of_another_day_has_no_day_of_the_future(tmp_path: Path):
    plan = build_plan(as_of=date(2027, 3, 15))
    write_drop(plan, tmp_path)
    lines = (tmp_path / "finance/actuals.csv").read_text("utf-8-sig").splitlines()[1:]
    days = [line.split(",")[2] for line in lines if not line.startswith("0059")]
    assert max(days) < "2027-03-15"
    assert min(days) >= "2025-10-01"


def test_a_later_day_of_the_month_adds_to_the_registers_and_changes_nothing():
    """Rows of defects are dated from the as-of day; all others only grow."""
    early, late = (
        {each.file: each for each in data_sets(build_plan(as_of=day))}
        for day in (date(2026, 6, 23), date(2026, 6, 30))
    )
    before, after = build_plan(as_of=date(2026, 6, 23)), build_plan()
    for name in ("risks.xlsx", "feedback.csv", "lessons.csv", "milestones.xlsx", "gates.csv"):
        file = f"registers/{name}"
        first = {tuple(row.items()) for row in early[file].rows(before) if not _is_open(row)}
        second = {tuple(row.items()) for row in late[file].rows(after)}
        snapshot = [row for row in first - second if ("observed_on", before.as_of) not in row]
        assert snapshot == [], file


def _is_open(row: Mapping[str, object]) -> bool:
    """Return whether a gate review was still to come, so that its row may yet change."""
    return "held_on" in row and row["held_on"] is None
