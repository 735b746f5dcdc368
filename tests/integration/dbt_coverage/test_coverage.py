"""What is absent is named and leaves its figures empty; what is there is neither."""

import csv
import re

import pytest

from demo.questions import ANSWERED, DOCUMENT
from tests.integration.dbt_coverage.delivery import DELIVERY
from tests.integration.organisation import DBT_PROJECT

JIRA = sorted(path.stem for path in (DBT_PROJECT / "models" / "staging" / "jira").glob("*.sql"))
NOTHING = "false"
# What the models read of an input, and which rows stay without it.
MODELS: dict[str, dict[str, str]] = {
    "jira": dict.fromkeys(JIRA, NOTHING),
    "finance": dict.fromkeys((f"stg_finance__{name}" for name in DELIVERY["finance"]), NOTHING),
    "jira.fields.story_points": {"int_issue_field_intervals": "field <> 'story_points'"},
    "jira.fields.sprint": {"int_issue_field_intervals": "field <> 'sprint'"},
    "timesheets.entries": {"stg_timesheets__entries": NOTHING},
} | {
    f"{source}.{name}": {f"stg_{source}__{name}": NOTHING}
    for source in ("finance", "registers")
    for name in DELIVERY[source]
    # Without it there is nobody to report on, and the landing gate stops the night.
    if name != "projects"
}
# These are also read as each delivery had them.
MODELS["registers.people"]["int_person_versions"] = NOTHING
MODELS["registers.allocations"]["int_allocation_versions"] = NOTHING
MODELS["registers.capacity"]["int_capacity_versions"] = NOTHING
MODELS["registers.criteria"]["int_criterion_versions"] = NOTHING


def seed(name):
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


SUBJECTS = {row["subject"]: row for row in seed("coverage_subjects")}
NEEDS = seed("coverage_needs")
CURRENT = {
    "fct_earned_value": "is_current",
    "fct_schedule_forecast": "is_current",
    "fct_portfolio_health": "is_current",
    "fct_outcome_evaluation": "is_current",
    "fct_project_flow_daily": "date_day = date '2026-06-30'",
    "fct_risk_daily": "date_day = date '2026-06-30'",
    "fct_cost": "cost_type = 'actual'",
}


def known(warehouse, subject, column):
    """Return the projects of which a mart holds `column` today, asked in the plainest way."""
    model = SUBJECTS[subject]["source_model"]
    by_project = SUBJECTS[subject]["grain"] == "project"
    found = warehouse.rows(
        f"select distinct {'project_code' if by_project else chr(39) + 'ALL' + chr(39)} "
        f"from marts.{model} where {column} is not null and {CURRENT.get(model, 'true')}"
    )
    return {code for (code,) in found} - {"UNALLOCATED"}


def coverage(warehouse):
    """Return (state, missing input) by subject and project."""
    return {
        (subject, project): (state, missing)
        for subject, project, state, missing in warehouse.rows(
            "select subject, project_code, state, missing_input from quality.coverage"
        )
    }


def agree(warehouse):
    """Hold that exactly the empty figures have an input named, in both directions."""
    said = coverage(warehouse)
    for subject, row in SUBJECTS.items():
        asked = {
            project
            for name, project in said
            if name == subject and (project == "ALL") == (row["grain"] == "portfolio")
        }
        assert asked, f"coverage does not speak of {subject}"
        for column in row["source_columns"].split():
            filled = known(warehouse, subject, column)
            for project in asked:
                state, missing = said[subject, project]
                assert (state == "missing") == (project not in filled), (subject, project, column)
                assert (missing is None) == (state == "complete"), (subject, project)


def test_where_everything_is_delivered_nothing_is_missing(warehouse):
    found = warehouse({})

    agree(found)
    assert {key: said for key, said in coverage(found).items() if said[0] != "complete"} == {}


@pytest.fixture(scope="module", params=MODELS)
def left(request, warehouse):
    """Return the name of an input, and the warehouse that is left without it."""
    return request.param, warehouse(MODELS[request.param])


def test_without_an_input_what_rests_on_it_is_empty_and_names_it(left):
    absent, found = left

    agree(found)
    assert found.broken_tests() == []
    said = coverage(found)
    for need in NEEDS:
        absent_input = "jira.issues" if absent == "jira" else absent
        if need["input"] != absent_input or need["applies_to"] not in ("", "labour"):
            continue
        assert said[need["subject"], "ALL"][0] == "missing", need
        assert absent_input in said[need["subject"], "ALL"][1], need
    # Nobody is told to deliver what lies there.
    named = {missing for _, missing in said.values() if missing}
    there = {need["input"] for need in NEEDS if not need["input"].startswith("jira")} - {absent}
    for each in there if absent not in ("finance", "timesheets.entries") else ():
        assert not [missing for missing in named if re.search(rf"\b{each}\b(?! )", missing)], each


def test_without_an_input_every_question_is_answered_or_says_nothing(left):
    _, found = left

    queries = [query for _, query in ANSWERED.findall(DOCUMENT.read_text("utf-8"))]
    assert len(queries) >= 20
    for query in queries:
        found.rows(query)
