"""The planted defects: every class is there, each row is where the list says, and few are bad."""

from collections.abc import Callable

import pytest

from demo.organisation.defects import planted
from demo.organisation.drop import data_sets
from demo.organisation.planting import REPEAT, Defect, plant
from demo.plan import Plan, build_plan

ReadRows = Callable[[str], list[dict[str, str]]]
KINDS = {
    "unknown_project", "overhead_cost_code", "unreadable_amount", "unreadable_date",
    "missing_required", "duplicate_same", "duplicate_conflict", "negative_hours", "over_24_hours",
    "day_over_24_hours", "date_in_future", "unknown_person", "unknown_currency",
    "milestone_before_start", "weight_out_of_range", "probability_out_of_range",
    "shares_over_one", "share_out_of_range", "progress_out_of_range", "baseline_not_monotone",
    "unexpected_column", "score_out_of_scale", "unknown_status",
}  # fmt: skip
DEFECTS = planted(build_plan())


def test_every_class_of_defect_is_planted():
    assert {each.kind for each in DEFECTS} - {"baseline_context"} == KINDS


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda each: f"{each.kind}-{each.file}")
def test_the_listed_row_stands_in_its_file(read_rows: ReadRows, defect: Defect):
    rows = [row for row in read_rows(defect.file) if defect.key.items() <= row.items()]
    assert rows
    assert defect.column in rows[0]
    if defect.kind.startswith("duplicate"):
        assert len(rows) == 2
        assert (rows[0] == rows[1]) is (defect.kind == "duplicate_same")


def test_each_defect_names_its_file_column_and_words(plan: Plan):
    files = {each.file for each in data_sets(plan)}
    assert all(each.file in files and each.column and each.says for each in DEFECTS)


def test_bad_rows_stay_few(read_rows: ReadRows):
    for file in {each.file for each in DEFECTS}:
        added = [each for each in DEFECTS if each.file == file and each.action == "add"]
        assert len(added) <= 0.2 * len(read_rows(file)), file


def test_a_defect_whose_row_is_missing_is_an_error():
    lost = Defect("duplicate_same", "a.csv", {"id": "9"}, REPEAT, "id", "twice")
    with pytest.raises(ValueError, match=r"a.csv has no row \{'id': '9'\}"):
        list(plant("a.csv", iter([{"id": "1"}]), [lost]))
