import json
from collections import Counter
from dataclasses import replace

import broken_promises
import good_landing
import pyarrow as pa
import pytest
from broken_promises import CASES

from expectations.landing_gate import check_landing
from expectations.promises import TABLE
from expectations.suites import landing_suite
from expectations.suites.common import UNMAPPED_COLUMNS
from expectations.tables import names_of
from extractors.runs import tables_of
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import SOURCES, Settings


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    """Cases share one landing; each is told apart by its file, or by its id in Jira."""
    root = tmp_path_factory.mktemp("promises")
    settings = Settings.model_validate({"organisation": {"name": "Test"}})
    gates = settings.gates.model_copy(update={"max_quarantined_share": 1.0})
    runtime = Runtime(
        settings=settings.model_copy(update={"gates": gates}),
        home=Home(root=root, drop=root / "drop"),
        clock=Clock(pinned=good_landing.TODAY),
    )
    good_landing.deliver_good(runtime)
    for source, tables in broken_promises.SUPPORT.items():
        good_landing.deliver(runtime, source, tables, file="support-{table}.csv")
    for number, case in enumerate(CASES):
        good_landing.deliver(
            runtime, case.source, {case.table: case.delivered(number)}, file=case.file
        )
    row = broken_promises.UNMAPPED_ROW
    good_landing.deliver(runtime, "registers", {"training": [row]}, file="unmapped.csv")
    return runtime


@pytest.fixture(scope="module")
def result(runtime):
    return check_landing(runtime)


@pytest.fixture(scope="module")
def quarantine(runtime, result):
    return good_landing.parquet(runtime.home.quarantine / "current.parquet")


def rows_of(case, quarantine):
    name = broken_promises.IDENTITY[case.table]
    if good_landing.TABLES[case.source, case.table].is_file:
        return [row for row in quarantine if row["source_file"] == case.file]
    ids = {row[name] for row in case.delivered(0)}
    return [
        row
        for row in quarantine
        if row["table_name"] == case.table and json.loads(row["row_json"])[name] in ids
    ]


def test_every_promise_about_rows_has_a_case_that_breaks_it():
    promised = {
        (source, promise.table, promise.name, promise.column)
        for source in SOURCES
        for promises in landing_suite(source).values()
        for promise in promises
        if promise.disposition != TABLE and "duplicate" not in promise.name
    }
    shown = {(each.source, each.table, each.promise, each.column) for each in CASES}

    assert promised <= shown
    assert {each.promise for each in CASES} >= {"duplicate", "conflicting_duplicate"}


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_bad_row_breaks_its_promise_and_no_other(case, quarantine):
    found = Counter(
        (row["expectation"], row["column_name"], row["disposition"])
        for row in rows_of(case, quarantine)
    )

    assert found == {(case.promise, case.column, case.disposition): case.broken}


def test_good_rows_stand_in_no_list(quarantine):
    listed = [
        (row["table_name"], row["expectation"], row["row_json"])
        for row in quarantine
        if row["source_file"] in GOOD_FILES
        or (row["table_name"] == "issues" and '"issue_id": "1001"' in row["row_json"])
    ]

    assert listed == []


GOOD_FILES = {f"{name.table}.csv" for source in SOURCES for name in names_of(source)}


def test_a_broken_row_comes_with_its_place_value_reason_and_fix(quarantine):
    [row] = [
        row for row in quarantine if row["source_file"] == "actuals-currency-no-exchange-rate.csv"
    ]

    assert row["source"] == "finance"
    assert row["source_row"] == 2
    assert row["project_code"] == "0107"
    assert row["value"] == "CHF"
    assert "cannot be stated in the base currency" in row["reason"]
    assert "fx_rates" in row["fix"]
    assert row["owner"] == "PMO"
    assert row["detected_at"].isoformat() == "2026-06-30T05:00:00+00:00"


def test_nothing_of_a_row_is_lost_in_quarantine(quarantine):
    for number, case in enumerate(CASES):
        table = good_landing.TABLES[case.source, case.table]
        if not table.is_file:
            continue
        landed = case.delivered(number)
        for row in rows_of(case, quarantine):
            delivered = landed[row["source_row"] - 2]
            expected = pa.Table.from_pylist([delivered], schema=table.columns).to_pylist()[0]
            assert json.loads(row["row_json"]) == {
                name: value if value is None or isinstance(value, bool | int) else str(value)
                for name, value in expected.items()
            }


def test_an_unmapped_column_is_a_warning_with_a_proposal_and_keeps_its_rows(result, quarantine):
    [broken] = [each for each in result.broken if each.expectation == UNMAPPED_COLUMNS]

    assert (broken.table_name, broken.severity, broken.stops) == ("training", "warning", False)
    assert broken.observed_value == "columns Completed, trainer"
    assert "Completed → completed_on" in broken.fix
    assert not [row for row in quarantine if row["source_file"] == "unmapped.csv"]


def test_results_count_the_rows_that_are_listed(runtime, result, quarantine):
    listed = Counter(
        (row["source"], row["table_name"], row["expectation"], row["column_name"])
        for row in quarantine
    )
    counted = {
        (each.source, each.table_name, each.expectation, each.column_name): each.unexpected_count
        for each in result.broken
        if each.disposition != TABLE
    }
    stored = good_landing.parquet(runtime.home.quality / "expectation_results" / "landing.parquet")

    assert counted == listed
    assert len(stored) == len(result.results)
    assert all(row["why"] and row["fix"] and row["owner"] for row in stored)


def test_keys_are_those_that_extractors_declare():
    declared = {
        (source, table.name): table.key
        for source in SOURCES
        for table in tables_of(source)
        if table.name not in ("files", "rejects")
    }
    known = {(name.source, name.table): name.key for source in SOURCES for name in names_of(source)}
    # Optional parts of a key, which a file may leave empty.
    declared["finance", "rates"] = ("person_id", "role", "valid_from")
    declared["registers", "criteria"] = ("project_code", "criterion")

    assert known == declared


def test_a_row_is_let_in_once_its_reference_has_arrived(runtime, quarantine):
    good_landing.deliver(
        runtime,
        "finance",
        {"fx_rates": [{**good_landing.GOOD["finance"]["fx_rates"], "from_currency": "CHF"}]},
        file="chf.csv",
    )
    check_landing(replace(runtime))

    after = good_landing.parquet(runtime.home.quarantine / "current.parquet")
    case = next(each for each in CASES if each.id == "actuals-currency-no-exchange-rate")
    assert rows_of(case, quarantine)
    assert not rows_of(case, after)
