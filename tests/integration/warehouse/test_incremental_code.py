import pytest

from warehouse.incremental import artifacts_are_of, is_of_other_code, note_code

KEPT = "{{ config(materialized='incremental') }} select 1 as kept"


@pytest.fixture
def project(tmp_path):
    """A project of one model that keeps its rows, one that does not, a macro and settings."""
    files = {
        "models/kept.sql": KEPT,
        "models/anew.sql": "select 1 as made",
        "macros/shared.sql": "{% macro one() %} 1 {% endmacro %}",
        "profiles.yml": "pmo: {target: duckdb}",
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "project"


@pytest.fixture
def noted(runtime, built, project):
    """A build that the code of `project` made."""
    built(1)
    (runtime.home.warehouse / "dbt").mkdir()
    note_code(runtime.home, project)
    return runtime.home


def test_a_build_of_the_same_code_goes_on_from_what_it_has(noted, project):
    assert not is_of_other_code(noted, project)


def test_another_dbt_or_duckdb_asks_for_a_full_build(noted, project, monkeypatch):
    monkeypatch.setattr("warehouse.incremental.version", lambda name: f"{name} of tomorrow")

    assert is_of_other_code(noted, project)


@pytest.mark.parametrize("changed", ["models/kept.sql", "macros/shared.sql", "profiles.yml"])
def test_other_sql_or_settings_behind_kept_rows_asks_for_a_full_build(noted, project, changed):
    with (project / changed).open("a", encoding="utf-8") as file:
        file.write("-- and more")

    assert is_of_other_code(noted, project)


def test_a_model_that_keeps_nothing_may_change_without_a_full_build(noted, project):
    (project / "models" / "anew.sql").write_text("select 2 as made", "utf-8")

    assert not is_of_other_code(noted, project)


def test_a_build_from_before_the_code_was_noted_is_made_anew_and_no_build_is_not(
    runtime, built, project
):
    assert not is_of_other_code(runtime.home, project)

    built(1)

    assert is_of_other_code(runtime.home, project)


@pytest.mark.parametrize("changed", ["models/anew.sql", "models/anew.yml", "seeds/rates.csv"])
def test_artifacts_are_written_again_when_any_file_of_the_project_is_another(
    noted, project, changed
):
    target = noted.warehouse / "dbt" / "target"
    assert not artifacts_are_of(noted, project)
    target.mkdir()
    (target / "semantic_manifest.json").write_text("{}", "utf-8")
    assert artifacts_are_of(noted, project)

    (project / changed).parent.mkdir(exist_ok=True)
    (project / changed).write_text("select 2 as made", "utf-8")

    assert not artifacts_are_of(noted, project)


def test_a_macro_of_another_name_asks_for_a_full_build(noted, project):
    (project / "macros" / "shared.sql").rename(project / "macros" / "common.sql")

    assert is_of_other_code(noted, project)
