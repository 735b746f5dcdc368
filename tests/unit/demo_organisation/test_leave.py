"""Who is away, whom nobody has planned around, and who could take over."""

from collections import defaultdict

import pytest

from demo.organisation.calendars import holidays
from demo.organisation.leave import leave
from demo.organisation.registers_people import allocations, capacity, demand
from demo.plan import build_plan


@pytest.fixture(scope="module", params=[0.1, 1.0])
def organisation(request):
    return build_plan(scale=request.param)


def test_somebody_on_leave_is_planned_on_two_projects_and_a_colleague_has_hours_left(organisation):
    [parental] = [row for row in leave(organisation) if row["kind"] == "parental"]
    planned = defaultdict(dict)
    for row in allocations(organisation):
        if row["week_start"] == parental["starts_on"]:
            planned[row["person_id"]][row["project_code"]] = row["planned_hours"]
    away = organisation.person(parental["person_id"])
    colleagues = [
        person for person in organisation.people if person.role == away.role and person is not away
    ]

    assert parental["starts_on"] > organisation.horizon
    assert set(planned[away.person_id]) == {"0219", "1063"}
    assert any(sum(planned[each.person_id].values()) < 32 for each in colleagues)


def test_nobody_stands_in_both_the_register_of_capacity_and_the_file_of_leave(organisation):
    kept = {row["person_id"] for row in capacity(organisation)}
    away = {row["person_id"] for row in leave(organisation)}

    assert kept
    assert away
    assert not kept & away


def test_a_role_is_asked_for_that_nobody_has(organisation):
    roles = {person.role for person in organisation.people}
    asked = defaultdict(float)
    for row in demand(organisation):
        asked[row["role"]] += float(row["hours"])

    assert set(asked) - roles == {"UX Designer"}
    assert asked["UX Designer"] > 0


def test_afternoons_off_are_half_days(organisation):
    half = [row for row in holidays(organisation) if row["day_share"]]

    assert {(row["country"], row["date"].month, row["date"].day) for row in half} == {
        ("DE", 12, 24),
        ("DE", 12, 31),
    }
    assert {float(row["day_share"]) for row in half} == {0.5}
