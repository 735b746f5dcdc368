from pathlib import Path

import pytest

from pmo.settings import SettingsError, load_settings

EXAMPLE = Path(__file__).parents[3] / "config" / "pmo.yml"


def written(tmp_path, text):
    path = tmp_path / "pmo.yml"
    path.write_text(text, "utf-8")
    return path


def test_the_commented_example_says_the_defaults(tmp_path):
    bare = load_settings(written(tmp_path, "organisation: {name: Bare}"))
    example = load_settings(EXAMPLE)

    differing = {
        section: value
        for section, value in example.model_dump().items()
        if section not in {"organisation", "owners"} and value != bare.model_dump()[section]
    }
    assert differing == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "organisation:\n  name: x\n  base_curency: EUR\n",
            ":3: unknown key 'organisation.base_curency'; did you mean 'base_currency'?",
            id="misspelt key",
        ),
        pytest.param("jira: {}\n", ":1: missing key 'organisation'; add it", id="missing section"),
        pytest.param(
            "organisation:\n  name: x\n  working_days: []\n",
            ":3: 'organisation.working_days' is ",
            id="a week without a working day",
        ),
        pytest.param(
            "organisation:\n  name: x\n  hours_per_day: 0\n",
            ":3: 'organisation.hours_per_day' is 0: Input should be greater than 0",
            id="a day without an hour",
        ),
        pytest.param(
            "organisation:\n  country: DE\n",
            ":1: missing key 'organisation.name'; add it",
            id="missing key",
        ),
        pytest.param(
            "organisation: {name: x}\njira:\n  page_size: many\n",
            ":3: 'jira.page_size' is 'many'",
            id="wrong type",
        ),
        pytest.param(
            "organisation:\n  name: x\n  fiscal_calendar:\n    pattern: 4-4-4\n",
            ":4: 'organisation.fiscal_calendar.pattern' is '4-4-4': Input should be 'months', "
            "'4-4-5', '4-5-4' or '5-4-4'",
            id="weeks that make no quarter",
        ),
        pytest.param(
            "organisation:\n  name: x\n  fiscal_calendar:\n    week_start_on: 7\n",
            ":4: unknown key 'organisation.fiscal_calendar.week_start_on'; did you mean "
            "'week_starts_on'?",
            id="misspelt key of the fiscal calendar",
        ),
        pytest.param("organisation: [\n", "not valid YAML", id="not YAML"),
    ],
)
def test_a_wrong_settings_file_names_key_line_and_fix(tmp_path, text, said):
    path = written(tmp_path, text)

    with pytest.raises(SettingsError) as caught:
        load_settings(path)

    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


def test_an_absent_settings_file_says_where_to_point(tmp_path):
    with pytest.raises(SettingsError, match="point PMO_CONFIG at your settings file"):
        load_settings(tmp_path / "none.yml")


def test_the_owner_of_a_table_comes_before_that_of_its_source():
    settings = load_settings(EXAMPLE).model_copy(
        update={"owners": {"default": "PMO", "finance": "Controlling", "finance.rates": "HR"}}
    )

    assert [
        settings.owner_of("finance", "rates"),
        settings.owner_of("finance", "actuals"),
        settings.owner_of("jira", "issues"),
    ] == ["HR", "Controlling", "PMO"]
