"""Which custom field is what, and which it might be."""

import pytest

from extractors.jira.mapping import TARGETS, Field, mapping_of
from extractors.jira.proposals import NAMES, proposals, proposed_target
from pmo.settings import JiraFields

POINTS = Field("customfield_1", "Story Points", "number")
START = Field("customfield_2", "Begin", "date", "a:datepicker")
TWIN = Field("customfield_3", "Begin", "user")
CHANCE = Field("customfield_4", "Chance", "option", "a:select")
SITE = (POINTS, START, TWIN, CHANCE)


def mapped(target, names, site=SITE, before=()):
    found = mapping_of(site, JiraFields(**{target: names}), {target: before})
    return next(each for each in found if each.target == target)


@pytest.mark.parametrize("name", ["customfield_4", "CHANCE", "a:select"])
def test_a_field_is_named_by_id_by_name_in_any_case_or_by_schema_type(name):
    assert mapped("risk_probability", (name,)).fields == (CHANCE,)


def test_of_two_fields_of_one_name_the_one_of_a_suitable_type_is_taken():
    found = mapped("start_date", ("Begin",))
    assert (found.fields, found.problem) == ((START,), "")


def test_fields_are_asked_in_the_order_of_the_settings():
    other = Field("customfield_0", "Estimate", "number")
    found = mapped("story_points", ("Estimate", "Story Points"), (*SITE, other))
    assert found.fields == (other, POINTS)


@pytest.mark.parametrize(
    ("names", "before", "said"),
    [
        (("Chnace",), (), "no custom field answers to jira.fields.risk_probability ['Chnace']"),
        (("Begin",), (), "customfield_2 ('Begin', date), customfield_3 ('Begin', user) cannot be"),
        (("Chance",), (Field("customfield_9", "Odds", "number"),), "no longer has customfield_9"),
        (("Odds",), (CHANCE,), "filled risk_probability and no longer answers to"),
    ],
    ids=["misspelt", "wrong type", "vanished", "renamed"],
)
def test_what_cannot_be_mapped_says_why_and_what_to_do(names, before, said):
    found = mapped("risk_probability", names, before=before)
    assert said in found.problem
    assert "jira.fields.risk_probability" in found.problem + found.fix


def test_a_default_that_a_site_does_not_have_is_no_problem():
    assert {each.problem for each in mapping_of((), JiraFields())} == {""}


def test_an_emptied_list_maps_nothing_and_complains_of_nothing():
    found = mapped("risk_probability", (), before=(Field("customfield_9", "Odds"),))
    assert (found.fields, found.problem) == ((), "")


def test_every_target_has_a_setting_and_names_to_know_it_by():
    assert set(TARGETS) == set(JiraFields.model_fields) == set(NAMES)


@pytest.mark.parametrize(
    ("field", "target"),
    [
        (Field("c", "Story points", "number"), "story_points"),
        (Field("c", "Baseline-Start", "date"), "baseline_start"),
        (
            Field("c", "Bis", "date", "com.atlassian.jpo:jpo-custom-field-baseline-end"),
            "baseline_finish",
        ),
        (Field("c", "Irgendwas", "any", "com.pyxis.greenhopper.jira:gh-epic-link"), "epic_link"),
        (Field("c", "风险概率", "option"), "risk_probability"),
        (Field("c", "基线开始日期", "date"), "baseline_start"),
        (Field("c", "Risk impacts", "option"), "risk_impact"),
        (Field("c", "Start date", "user"), None),  # a name alone, of the wrong type
        (Field("c", "Colour", "option"), None),
    ],
)
def test_a_field_is_proposed_by_its_type_or_by_its_name_in_two_languages(field, target):
    assert proposed_target(field) == target


def test_a_field_that_issues_fill_is_proposed_before_one_that_is_only_named_well():
    exact = Field("customfield_1", "Start date", "date")
    used = Field("customfield_2", "Start dates", "date")

    found = proposals((exact, used), {"customfield_2": 40})["start_date"]

    assert [each.field for each in found] == [used, exact]
    assert [each.field for each in proposals((used, exact), {})["start_date"]] == [exact, used]
