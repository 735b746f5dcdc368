"""Nodes stay as they were built while neither their statement nor the rows they read are others."""

import pytest

from tests.integration.warehouse.small_project import SmallProject

FILES = {
    "dbt_project.yml": """
name: small
version: "1.0"
profile: small
flags: {send_anonymous_usage_stats: false}
on-run-start: "{{ remember_nodes() }}"
models: {+materialized: table}
vars: {numbers: "[1, 2, 3]", type: integer, factor: 2, differences_from_rows: 100000}
""",
    "seeds/names.csv": "number,name\n1,one\n2,two\n",
    "models/numbers.sql": "select cast(unnest({{ var('numbers') }}) as {{ var('type') }}) as n",
    "models/seen.sql": "{{ config(materialized='view') }} select n from {{ ref('numbers') }}",
    "models/scaled.sql": "select n * {{ var('factor') }} as scaled from {{ ref('seen') }}",
    "models/named.sql": "select name from {{ ref('names') }}",
    "models/kept.sql": """
{{ config(materialized='incremental', unique_key='n') }}
select n from {{ ref('numbers') }}
{% if is_incremental() %} where n not in (select n from {{ this }}) {% endif %}
""",
    "models/models.yml": """
models:
  - name: numbers
    description: Numbers.
    columns: [{name: n, data_tests: [{accepted_values: {arguments: {values: [1, 2, 3, 4]}}}]}]
""",
}


# The incremental model goes on by another statement than it began with, and is told of apart.
MODELS = {"numbers", "seen", "scaled", "named"}
TEST = "accepted_values_numbers_n__1__2__3__4"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Return a project that was built once."""
    project = SmallProject(tmp_path_factory.mktemp("reuse"), FILES)
    assert project.run()[TEST] == "pass"
    project.keep()
    return project


@pytest.fixture
def project(begun):
    """Return that project as it was after its first build."""
    return begun.start_again()


@pytest.fixture
def build(project):
    """Return what builds the project again, and says of each node what became of it."""
    return project.run


@pytest.fixture
def sql(project):
    """Return what runs a statement on what was built."""
    return project.sql


def anew(outcome):
    return {name for name in MODELS if outcome.get(name) == "success"}


def test_a_second_build_touches_nothing(build, sql):
    # What an untouched table, and it alone, still holds.
    sql("insert into scaled values (999)")
    sql("insert into numbers values (999)")

    outcome = build()

    assert anew(outcome) == set()
    assert sql("select max(scaled) from scaled") == [(999,)]
    # The test passed on the rows that were built, and is not run again.
    assert outcome[TEST] == "pass"


def test_another_statement_builds_its_node_and_what_reads_the_rows_that_became_others(build, sql):
    assert anew(build(factor=3)) == {"scaled"}
    assert anew(build(factor=3, numbers="[1, 2]")) == {"numbers", "seen", "scaled"}
    assert sql("select scaled from scaled order by all") == [(3,), (6,)]


def test_a_table_that_comes_out_the_same_in_any_order_ends_the_work(build):
    assert anew(build(numbers="[3, 1, 2]")) == {"numbers"}


@pytest.mark.parametrize("numbers", ["[1, 2, 3, 3]", "[1, 2]", "[1, 2, 4]", "[1, 2, null]", "[]"])
def test_one_row_more_fewer_or_other_is_seen(build, sql, numbers):
    assert {"numbers", "scaled"} <= anew(build(numbers=numbers))
    expected = sql(f"select 2 * n from (select unnest({numbers}) as n) order by all")
    assert sql("select scaled from scaled order by all") == expected


def test_rows_that_come_twice_are_told_from_others_that_come_twice(build):
    build(numbers="[1, 1, 2]")

    assert {"numbers", "scaled"} <= anew(build(numbers="[3, 3, 2]"))


def test_another_type_of_the_same_values_is_seen(build, sql):
    assert {"numbers", "scaled"} <= anew(build(type="bigint", numbers="[1, 2, 3]"))
    assert sql("select distinct typeof(n) from numbers") == [("BIGINT",)]


def test_another_description_is_written_into_the_database(build, project):
    described = FILES["models/models.yml"].replace("Numbers.", "Some numbers.")
    (project.root / "models" / "models.yml").write_text(described, "utf-8")

    assert anew(build()) == {"numbers"}


def test_another_seed_builds_what_reads_it(build, project, sql):
    (project.root / "seeds" / "names.csv").write_text("number,name\n1,uno\n", "utf-8")

    assert anew(build()) == {"named"}
    assert sql("select name from named") == [("uno",)]


@pytest.mark.parametrize(
    "text", ["name,number\nuno,1\n", "number,language,name\n1,it,uno\n", "name\nuno\n"]
)
def test_a_seed_with_other_columns_is_read_by_their_names(build, project, sql, text):
    (project.root / "seeds" / "names.csv").write_text(text, "utf-8")

    assert anew(build()) == {"named"}
    assert sql("select name from named") == [("uno",)]


def test_whoever_asks_for_a_full_refresh_a_run_or_a_test_gets_it(build, sql):
    sql("insert into numbers values (9)")

    assert build(command="test")[TEST] == "fail"
    assert anew(build(command="run")) == MODELS
    assert anew(build("--full-refresh")) == MODELS


def test_what_an_older_release_noted_serves_on(build, sql):
    sql("alter table built_nodes drop column definition_key")

    assert anew(build()) == set()
    assert anew(build(factor=3)) == {"scaled"}


def test_a_full_refresh_of_one_node_forgets_nothing_of_the_others(build):
    assert anew(build("--full-refresh", "--select", "named")) == {"named"}
    assert anew(build()) == set()


def test_a_table_that_was_dropped_is_built_again(build, sql):
    sql("drop table scaled")

    assert anew(build()) == {"scaled"}


def test_a_node_that_failed_is_not_taken_for_built(build, sql):
    assert build(factor="n / 0 + 'x'")["scaled"] == "error"
    assert sql("select scaled from scaled order by all") == [(2,), (4,), (6,)]
    assert anew(build()) == set()
    assert build(factor="n / 0 + 'x'")["scaled"] == "error"


def test_a_test_that_failed_is_run_again_until_its_rows_are_others(build):
    assert build(numbers="[1, 9]")[TEST] == "fail"
    assert build(numbers="[1, 9]")[TEST] == "fail"
    assert build(numbers="[1, 2]")[TEST] == "pass"
    assert build(numbers="[1, 9]")[TEST] == "fail"


def test_a_test_that_passed_is_run_on_other_rows(build):
    assert build(numbers="[1, 2, 9]")[TEST] == "fail"


def test_an_incremental_model_goes_on_from_what_it_has(build, sql):
    build(numbers="[3, 4]")

    assert sql("select n from kept order by n") == [(1,), (2,), (3,), (4,)]
    assert build(numbers="[3, 4]")["kept"] == "reused"


def test_what_a_killed_build_left_half_noted_is_built_again(build, sql):
    sql("delete from built_nodes where node = 'model.small.numbers'")

    assert {"numbers"} <= anew(build())
    assert anew(build()) == set()


def test_nothing_is_taken_for_built_on_rows_that_nobody_noted(build, sql):
    sql("delete from built_nodes where node = 'model.small.numbers'")

    for _ in range(2):
        assert anew(build("--select", "seen", "scaled")) == {"seen", "scaled"}
