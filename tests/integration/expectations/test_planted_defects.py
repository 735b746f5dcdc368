"""The sample organisation's planted defects, each looked for in what the landing gate wrote."""

import json
from datetime import date

import good_landing
import pytest
from pydantic import SecretStr

from demo.jira.server import serve
from demo.organisation.defects import planted
from demo.organisation.drop import write_drop
from demo.plan import build_plan
from expectations.landing_gate import check_landing
from extractors.runs import SOURCES, extract
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings

PLAN = build_plan(as_of=date(2026, 6, 30))
# What the demo calls the kind of a defect, and the promise that it breaks.
PROMISES = {
    "unknown_project": "unknown_project",
    "overhead_cost_code": "unknown_project",
    "missing_required": "unreadable_row",
    "unreadable_amount": "unreadable_row",
    "unreadable_date": "unreadable_row",
    "unknown_currency": "no_exchange_rate",
    "date_in_future": "in_the_future",
    "duplicate_conflict": "conflicting_duplicate",
    "duplicate_same": "duplicate",
    "negative_hours": "between",
    "over_24_hours": "between",
    "day_over_24_hours": "overfull_day",
    "unknown_person": "unknown_person",
    "milestone_before_start": "reached_before_start",
    "weight_out_of_range": "outside_scale",
    "baseline_not_monotone": "baseline_falls",
    "shares_over_one": "shares_over_one",
    "share_out_of_range": "between",
    "progress_out_of_range": "between",
    "probability_out_of_range": "between",
    "score_out_of_scale": "outside_scale",
    "unknown_status": "one_of",
}
# Rows that only set the scene of another defect, and one that is a column, not a row.
SCENE, COLUMN = "baseline_context", "unexpected_column"
DEFECTS = [each for each in planted(PLAN) if each.kind not in (SCENE, COLUMN)]


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    runtime = Runtime(
        settings=Settings.model_validate({"organisation": {"name": "Northwind"}}),
        home=Home(root=root, drop=root / "drop"),
        clock=Clock(pinned=PLAN.as_of),
    )
    write_drop(PLAN, runtime.home.drop)
    with serve(PLAN) as jira:
        connection = Connection(jira.url, jira.user, SecretStr(jira.token))
        for source in SOURCES:
            extract(source, runtime, connection)
    return runtime


@pytest.fixture(scope="module")
def result(runtime):
    return check_landing(runtime)


@pytest.fixture(scope="module")
def quarantine(runtime, result):
    return good_landing.parquet(runtime.home.quarantine / "current.parquet")


def test_the_demo_plants_what_this_test_looks_for():
    assert {each.kind for each in planted(PLAN)} == PROMISES.keys() | {SCENE, COLUMN}


@pytest.mark.parametrize(
    "defect", DEFECTS, ids=[f"{each.kind}-{n}" for n, each in enumerate(DEFECTS)]
)
def test_each_defect_of_the_drop_folder_is_found_where_it_was_planted(defect, quarantine):
    source, _, file = defect.file.partition("/")
    found = [
        row
        for row in quarantine
        if (row["source"], row["source_file"]) == (source, file)
        and row["expectation"] == PROMISES[defect.kind]
        and defect.key.items() <= json.loads(row["row_json"]).items()
    ]

    assert found
    assert {row["column_name"] for row in found} <= {defect.column, ""}
    assert all(row["reason"] and row["fix"] and row["source_row"] > 1 for row in found)


def test_the_unexpected_column_is_proposed_for_mapping(result):
    [broken] = [each for each in result.broken if each.expectation == "unmapped_columns"]

    assert (broken.table_name, broken.observed_value) == ("training", "columns trainer")


@pytest.mark.parametrize(
    ("table", "promise", "column"),
    [
        pytest.param("worklogs", "between", "seconds", id="long_day"),
        pytest.param("worklogs", "unknown_person", "author_id", id="ghost_author"),
        pytest.param("issues", "between", "story_points", id="absurd_points"),
        pytest.param("issues", "unclaimed_jira_project", "project_key", id="unclaimed_project"),
    ],
)
def test_each_defect_of_jira_is_found(table, promise, column, quarantine):
    assert [
        row
        for row in quarantine
        if (row["source"], row["table_name"], row["expectation"], row["column_name"])
        == ("jira", table, promise, column)
    ]


def test_the_defects_do_not_stop_the_night_and_little_else_is_listed(result, quarantine):
    assert result.passed
    assert sum(result.quarantined.values()) < 40
    assert sum(result.flagged.values()) < 60
