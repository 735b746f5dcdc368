"""Of a large table that is built anew, only the rows that became others are written."""

import pytest

from tests.integration.warehouse.small_project import SmallProject

# A row that is written goes to the end of its table; one that is left stays where it was.
PLACES = "select n from words order by rowid"
# A type of its own keeps the literals of a list alike.
WORDS = """
select
    cast(made.n as {{ var('type') }}) as n,
    nullif(made.word, '-') as word
from (select unnest({{ var('words') }}, recursive := true)) as made
"""
FILES = {
    "dbt_project.yml": """
name: small
version: "1.0"
profile: small
flags: {send_anonymous_usage_stats: false}
on-run-start: "{{ remember_nodes() }}"
models: {+materialized: table}
vars: {words: "[]", type: integer, differences_from_rows: 1}
""",
    "models/words.sql": WORDS,
    # Its columns stand in the order of the contract, not in that of the statement.
    "models/held.sql": "select n, word from {{ ref('words') }} order by n",
    "models/models.yml": """
models:
  - name: words
    description: Words.
  - name: held
    config: {contract: {enforced: true}}
    columns:
      - {name: word, data_type: varchar, constraints: [{type: not_null}]}
      - {name: n, data_type: integer}
""",
}


def words(**named):
    """Return rows of `n` and `word`; "-" stands for none."""
    rows = ", ".join(f"{{'n': {key[1:]}, 'word': '{word}'}}" for key, word in named.items())
    return f"[{rows}]"


FIRST = words(n1="one", n2="two", n3="three")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Return a project of three words that was built once."""
    project = SmallProject(tmp_path_factory.mktemp("differences"), FILES)
    assert project.run(words=FIRST) == {"words": "success", "held": "success"}
    project.keep()
    return project


@pytest.fixture
def project(begun):
    """Return that project as it was after its first build."""
    return begun.start_again()


def test_only_rows_that_are_new_or_others_are_written(project):
    project.run(words=words(n0="zero", n1="one", n2="zwei", n3="three"))

    assert project.sql(PLACES)[:2] == [(1,), (3,)]
    assert project.sql("select * from words order by n") == [
        (0, "zero"),
        (1, "one"),
        (2, "zwei"),
        (3, "three"),
    ]


def test_a_row_that_is_gone_leaves_and_the_others_stay(project):
    project.run(words=words(n3="three", n1="one"))

    assert project.sql(PLACES) == [(1,), (3,)]


def test_a_table_of_which_nothing_is_left_is_empty_and_fills_again(project):
    empty = "[x for x in " + FIRST + " if x.n > 9]"
    project.run(words=empty)
    assert project.sql(PLACES) == []

    project.run(words=FIRST)
    assert project.sql(PLACES) == [(1,), (2,), (3,)]


def test_what_was_none_and_what_becomes_none_are_differences(project):
    project.run("--select", "words", words=words(n1="one", n2="-", n3="three"))
    assert project.sql("select * from words order by n") == [(1, "one"), (2, None), (3, "three")]
    assert project.sql(PLACES) == [(1,), (3,), (2,)]

    project.run("--select", "words", words=FIRST)
    assert project.sql("select * from words order by n") == [(1, "one"), (2, "two"), (3, "three")]


def test_columns_go_where_the_contract_has_them(project):
    project.run(words=words(n0="zero", n1="one", n2="two"))

    assert project.sql("select word, n from held order by n") == [
        ("zero", 0),
        ("one", 1),
        ("two", 2),
    ]
    assert project.sql("select n from held order by rowid") == [(1,), (2,), (0,)]


def test_a_row_that_the_contract_forbids_changes_nothing(project):
    outcome = project.run(words=words(n0="zero", n1="-", n3="three"))

    assert outcome["held"] == "error"
    assert project.sql("select n from held order by rowid") == [(1,), (2,), (3,)]
    # And nothing is taken for built: the same again fails again.
    assert project.run(words=words(n0="zero", n1="-", n3="three"))["held"] == "error"


@pytest.mark.parametrize(
    "twice",
    ["{'n': 1, 'word': 'one'}", "{'n': 9, 'word': 'new'}"],
    ids=["that stood before", "that is new"],
)
def test_a_row_that_stands_twice_does_so_until_it_no_longer_does(project, twice):
    after, once = f"[{twice}, {twice}, {{'n': 2, 'word': 'two'}}]", f"[{twice}]"
    project.run("--select", "words", words=after)

    wanted = project.sql(f"select unnest({after}, recursive := true) order by all")
    assert project.sql("select * from words order by all") == wanted
    # And so they are in the night after, in which none stands twice.
    project.run("--select", "words", words=once)
    wanted = project.sql(f"select unnest({once}, recursive := true)")
    assert project.sql("select * from words") == wanted


def test_another_type_another_definition_and_a_full_refresh_write_the_table_whole(project):
    other = words(n0="zero", n1="one", n2="two", n3="three")
    in_order = [(0,), (1,), (2,), (3,)]

    project.run("--select", "words", words=other, type="bigint")
    assert project.sql(PLACES) == in_order
    assert project.sql("select distinct typeof(n) from words") == [("BIGINT",)]

    (project.root / "models" / "words.sql").write_text(WORDS + "-- other\n", "utf-8")
    project.run("--select", "words", words=words(n9="nine", n1="one"), type="bigint")
    assert project.sql(PLACES) == [(9,), (1,)]

    project.run("--select", "words", "--full-refresh", words=other, type="bigint")
    assert project.sql(PLACES) == in_order


def test_a_small_table_is_written_whole(project):
    small = {"differences_from_rows": 4}
    project.run("--select", "words", words=words(n1="one", n2="two"), **small)
    project.run("--select", "words", words=words(n0="zero", n1="one", n2="two"), **small)
    assert project.sql(PLACES) == [(0,), (1,), (2,)]

    project.run("--select", "words", words=words(n4="four", n1="one", n2="two", n3="t"), **small)
    assert project.sql(PLACES) == [(4,), (1,), (2,), (3,)]
    project.run("--select", "words", words=words(n8="eight", n1="one"), **small)
    assert project.sql(PLACES) == [(1,), (8,)]
