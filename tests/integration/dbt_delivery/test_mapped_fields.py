"""Mapped custom fields reach the models by today's mapping, whenever their issue landed."""

import json
from datetime import date
from decimal import Decimal

import pytest

MAPPED = (
    "story_points, start_date, baseline_start_date, risk_probability, risk_impact, account, team, "
    "epic_link"
)


def issue(number, points=None, **fields):
    return {
        "issue_id": str(number),
        "issue_key": f"A-{number}",
        "status": "Done",
        "story_points": points,
        "custom_fields": json.dumps(
            {f"customfield_{key[1:]}": each for key, each in fields.items()}
        ),
    }


def mapping(**ids):
    return [
        {"target": target, "preference": preference, "field_id": field and f"customfield_{field}"}
        for target, fields in ids.items()
        for preference, field in enumerate(fields, 1)
    ]


@pytest.fixture(scope="module")
def staged(new_organisation):
    """Issues by id, after a second mapping that only issue 3 landed under."""
    organisation, night = new_organisation(), date(2026, 6, 1)
    first = mapping(story_points=[1], start_date=[None], sprint=[9])
    issues = [
        issue(1, Decimal(3), f1=3, f2=8, f4="2026-01-05", f9="not a sprint"),
        issue(2, Decimal(5), f1=5, f5={"id": "1", "value": "Likely"}, f6=[{"name": "Major"}]),
    ]
    organisation.land(night, "jira", {"field_mapping": first, "issues": issues})
    second = mapping(
        story_points=[2, 1],
        start_date=[3, 4],
        baseline_start=[4],
        risk_probability=[5],
        risk_impact=[6],
        account=[7],
        team=[8],
        epic_link=[None],
        sprint=[9],
    )
    late = issue(
        3,
        Decimal(13),
        f3="2026-02-02",
        f4="2026-01-05",
        f7={"id": 4, "key": "INT"},
        f8={"title": "Blue"},
    )
    organisation.land(night, "jira", {"field_mapping": second, "issues": [late]})
    warehouse = organisation.build(night, select="+stg_jira__issues")
    query = f"select issue_id, {MAPPED} from staging.stg_jira__issues"
    found = warehouse.execute(query).fetchall()
    warehouse.close()
    return {row[0]: row[1:] for row in found}


def test_story_points_follow_the_new_mapping_though_the_issue_landed_before_it(staged):
    assert [staged[each][0] for each in "123"] == [Decimal(8), Decimal(5), Decimal(13)]


def test_of_several_fields_the_first_that_is_filled_counts(staged):
    day = date(2026, 1, 5)
    assert [staged[each][1] for each in "123"] == [day, None, date(2026, 2, 2)]
    assert [staged[each][2] for each in "123"] == [day, None, day]


def test_choices_lists_accounts_and_teams_say_their_names(staged):
    assert staged["2"][3:5] == ("Likely", "Major")
    assert staged["3"][5:] == ("INT", "Blue", None)
    assert staged["1"][3:] == (None,) * 5
