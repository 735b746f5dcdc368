"""What dbt documents is whole: each thing is described, each mart has its tests."""

import re
from datetime import date
from itertools import pairwise

import pytest

from expectations.suites import published

# How a macro is written for one engine is described with the macro that calls it, ours or dbt's.
OF_AN_ENGINE = re.compile(r"^(default|spark|duckdb)__|^materialization_")
# Words of a register or of Jira: the landing gate judges and flags them, and the marts keep them.
WORDS_OF_OTHERS = {
    ("dim_cost_category", "cost_category"),
    ("dim_project", "method"),
    ("dim_project", "status"),
    ("dim_project", "ev_method"),
    ("dim_project_history", "method"),
    ("dim_project_history", "status"),
    ("dim_project_history", "ev_method"),
    ("dim_project_history", "operating_model"),  # `dim_project` has it from the same setting
    ("fct_budget", "budget_version"),
    ("fct_budget", "cost_category"),
    ("fct_cost", "cost_category"),
    ("fct_dependency", "status"),
    ("fct_earned_value", "baseline_version"),
    ("fct_feedback", "channel"),
    ("fct_feedback", "respondent_group"),
    ("fct_gate_review", "decision"),
    ("fct_improvement_action", "source"),
    ("fct_issue", "status"),
    ("fct_issue_status_interval", "status"),
    ("fct_lesson", "category"),
    ("fct_outcome_evaluation", "basis"),  # a sentence
    ("fct_process_flow", "status"),
    ("fct_risk", "category"),
    ("fct_risk", "response"),
    ("fct_risk", "status"),
    ("metric_catalog", "source_model"),  # a test of its own holds it to the marts
}
# Keys of things of which there is no dimension, or that a register names and another may lack.
FREE_KEYS = {
    ("dim_project", "objective_key"),
    ("dim_project_history", "objective_key"),
    ("fct_strategic_alignment", "objective_key"),
    # One that a former version named.
    ("dim_department_history", "department_key"),
    ("dim_person_history", "department_key"),
    ("dim_project_history", "department_key"),
    ("fct_issue", "jira_project_key"),
    ("fct_issue", "parent_key"),
    ("fct_issue_status_interval", "issue_key"),
    ("fct_timesheet", "issue_key"),
}
WORD = re.compile(
    r"(^|_)(rag|status|severity|change|state|decision|trend|basis|method|category|source|response"
    r"|channel|group|version|model)$"
)
SHARE = re.compile(r"(_share|_ratio|^percent_\w+|^probability\w*)$")
# What can be added up and so can go astray.
MONEY_OR_HOURS = re.compile(r"(^|_)(amount|hours|points|pv|ev|ac|bac)$")
# Marts of words only.
WITHOUT_NUMBERS = {"dim_cost_category", "metric_catalog"}
# Marts that take a register as it is: there is no rule in them that a unit test could hold.
WITHOUT_RULES = {"dim_objective", "fct_milestone_trend", "metric_catalog"}


@pytest.fixture(scope="module")
def tests(documented):
    """Return the data tests of each mart: (column or None, kind, arguments)."""
    found = {name: set() for name in documented.marts}
    names = {mart["unique_id"]: name for name, mart in documented.marts.items()}
    for node in documented.own("nodes").values():
        owner = names.get(node.get("attached_node"))
        if node["resource_type"] == "test" and owner:
            found[owner].add((node["column_name"], node["test_metadata"]["name"]))
    return found


@pytest.fixture(scope="module")
def gate(documented):
    """Return what the publish gate promises of each mart every night: (column, promise)."""
    kinds = {"double": "DOUBLE"}
    columns = {
        name: {each["name"]: kinds.get(each["data_type"], "") for each in mart["columns"].values()}
        for name, mart in documented.marts.items()
    }
    suite = published.published_suite(published.CandidateFacts(date(2026, 6, 30), columns))
    return {
        name: {(promise.column or None, promise.name) for promise in suite[name]}
        for name in columns
    }


def own_columns(documented):
    return [
        (mart, column["name"], column["data_type"])
        for mart, node in documented.marts.items()
        for column in node["columns"].values()
    ]


def described(documented):
    """Yield (what, description) of everything that the documentation shows."""
    for kind in ("nodes", "sources", "exposures", "metrics", "semantic_models"):
        for key, node in documented.own(kind).items():
            if node["resource_type"] not in ("test", "operation", "unit_test"):
                yield key, node["description"]
                for column in node.get("columns", {}).values():
                    yield f"{key}.{column['name']}", column["description"]
    for key, macro in documented.own("macros").items():
        if not OF_AN_ENGINE.match(macro["name"]):
            yield key, macro["description"]
            for argument in macro["arguments"]:
                yield f"{key}({argument['name']})", argument["description"]


def test_everything_is_described_in_a_sentence(documented):
    found = dict(described(documented))
    bare = [key for key, text in found.items() if not re.search(r"\w", text or "")]
    unfinished = [key for key, text in found.items() if not re.search(r"[.`)]\s*$", text or ".")]
    doubtful = [key for key, text in found.items() if re.search(r"\b(TODO|TBD|FIXME)\b", text)]

    assert len(found) > 2000
    assert (bare, unfinished, doubtful) == ([], [], [])


def test_no_description_only_repeats_the_name(documented):
    def words(text):
        return re.sub(r"[^a-z0-9]", "", text.lower())

    found = dict(described(documented))
    repeated = [key for key, text in found.items() if words(key.rpartition(".")[2]) == words(text)]

    assert repeated == []


def test_every_argument_of_a_macro_is_described(documented):
    missing = []
    for key, macro in documented.own("macros").items():
        signature = re.search(r"{%-?\s*macro\s+\w+\((.*?)\)\s*-?%}", macro["macro_sql"], re.DOTALL)
        if signature and not OF_AN_ENGINE.match(macro["name"]):
            taken = re.findall(r"(?:^|,)\s*(\w+)", re.sub(r"'[^']*'", "", signature[1]))
            told = [each["name"] for each in macro["arguments"]]
            missing += [] if taken == told else [(key, taken, told)]

    assert missing == []


def test_every_mart_says_its_grain_and_holds_it(documented, tests):
    marts = documented.marts
    unsaid = [
        name
        for name, mart in marts.items()
        if not re.search(r"one row|one per", mart["description"])
    ]
    unheld = [name for name in marts if not {(None, "unique_together")} & tests[name]]

    assert published.GRAIN.keys() == marts.keys()
    assert (unsaid, unheld) == ([], [])


def test_no_column_of_a_key_can_be_empty(documented):
    empty = [
        (name, column)
        for name, key in published.GRAIN.items()
        for column in key
        if {"not_null"}.isdisjoint(
            each["type"] for each in documented.marts[name]["columns"][column]["constraints"]
        )
    ]

    assert empty == []


def test_every_mart_has_a_contract_and_its_comments_reach_the_database(documented):
    loose = [
        name
        for name, mart in documented.marts.items()
        if not mart["config"]["contract"]["enforced"]
        or mart["config"]["persist_docs"] != {"relation": True, "columns": True}
    ]

    assert loose == []


def test_every_key_of_another_table_is_held_to_it(documented, tests, gate):
    loose = {
        (mart, column)
        for mart, column, _ in own_columns(documented)
        if column.endswith("_key")
        and column not in published.GRAIN[mart]
        and not is_own_key(mart, column)
        and (column, "relationships") not in tests[mart]
        and (column, "reference") not in gate[mart]
    }

    assert loose == FREE_KEYS


def is_own_key(mart, column):
    """Tell whether it is the mart's surrogate key, of which the natural one is the grain."""
    return mart.partition("_")[2] + "_key" == column or (mart, column) in {
        ("dim_project_history", "project_version_key"),
        ("fct_milestone_trend", "milestone_observation_key"),
    }


def test_every_word_of_ours_is_one_of_a_list(documented, tests, gate):
    loose = {
        (mart, column)
        for mart, column, kind in own_columns(documented)
        if kind == "varchar" and WORD.search(column)
        if (column, "accepted_values") not in tests[mart] and (column, "one_of") not in gate[mart]
    }

    assert loose == WORDS_OF_OTHERS


def test_every_share_and_ratio_is_bounded_or_at_least_finite(documented, tests, gate):
    loose = {
        (mart, column)
        for mart, column, kind in own_columns(documented)
        if kind == "double" or SHARE.search(column)
        if (column, "in_range") not in tests[mart]
        and not (kind == "double" and (None, "finite") in gate[mart])
    }
    bounded = {column for found in tests.values() for column, kind in found if kind == "in_range"}

    assert loose == set()
    assert {"percent_complete", "time_share", "flow_efficiency_ratio"} <= bounded


def test_every_mart_with_a_number_or_a_day_is_held_to_a_range(documented, tests):
    measured = {
        mart
        for mart, _, kind in own_columns(documented)
        if kind not in ("varchar", "boolean") and not kind.startswith("timestamp")
    }
    ranged = {mart for mart, found in tests.items() if any(kind == "in_range" for _, kind in found)}

    assert documented.marts.keys() - measured == WITHOUT_NUMBERS
    assert measured - ranged == set()


def test_every_fact_of_money_or_hours_ties_out_to_where_it_comes_from(documented):
    additive = {
        documented.marts[mart]["unique_id"]
        for mart, column, _ in own_columns(documented)
        if mart.startswith("fct_") and MONEY_OR_HOURS.search(column)
    }
    tied = {
        model
        for node in documented.own("nodes").values()
        if node["resource_type"] == "test" and "ties_out" in node["name"]
        for model in node["depends_on"]["nodes"]
    }

    assert len(additive) > 12
    assert additive - tied == set()


def test_every_mart_with_a_rule_has_a_unit_test_of_it(documented):
    tested = {each["model"] for each in documented.own("unit_tests").values()}

    assert documented.marts.keys() - tested == WITHOUT_RULES


def test_a_unit_test_says_what_it_holds(documented):
    names = [each["name"] for each in documented.own("unit_tests").values()]

    assert len(names) > 90
    assert [name for name in names if name.count("_") < 3] == []
    assert [one for one, other in pairwise(sorted(names)) if one == other] == []
