"""Deliveries of the register of people become versions, departments of hours, and weeks of work."""

from datetime import date
from decimal import Decimal

import pytest

MODELS = "+dim_person_history +dim_department_history +dim_rate +fct_timesheet +int_person_weeks"
ALWAYS = date(1900, 1, 1)


def june(day):
    return date(2026, 6, day)


def person(person_id, **said):
    return {"person_id": person_id, "name": person_id, "department": "X"} | said


def hours(entry_id, day, who="MOVES", project="P-1"):
    person_and_place = {"person_id": who, "project_code": project}
    return {"entry_id": entry_id, "work_date": day, "hours": Decimal(8), **person_and_place}


BAVARIANS = [
    person("BAVARIAN", country="DE-BY"),
    # The holiday is a Thursday, and none of theirs.
    person(
        "MON_TO_WED", country="DE-BY", working_days="1, 2, 3", employment_fraction=Decimal("0.6")
    ),
    # A whole day of leave on the holiday, and half of one on the Tuesday.
    person("ON_LEAVE", country="DE-BY"),
    person("PRUSSIAN", country="DE"),
    person("JOINS", country="DE", active_from=june(3)),
    # Their Friday and their Saturday are half off; the second one is away on both.
    person("VIENNESE", country="AT"),
    person("VIENNESE_AWAY", country="AT"),
]
LEAVE = [
    {"leave_id": "1", "person_id": "ON_LEAVE", "starts_on": june(4)},
    {"leave_id": "2", "person_id": "ON_LEAVE", "starts_on": june(2), "day_share": Decimal("0.5")},
    {"leave_id": "3", "person_id": "VIENNESE_AWAY", "starts_on": june(5), "ends_on": june(6)},
]
HALF_DAYS = [
    {"country": "AT", "date": day, "day_share": Decimal("0.5")} for day in (june(5), june(6))
]


@pytest.fixture(scope="module")
def warehouse(new_organisation):
    organisation = new_organisation()
    deliveries = {
        june(1): [person("STAYS"), person("MOVES"), person("CORRECTED"), person("AHEAD")],
        june(3): [
            person("STAYS"),
            person("MOVES", department="Y"),
            person("CORRECTED", department="Y"),
            person("AHEAD"),
        ],
        june(10): [
            person("STAYS"),
            person("MOVES"),
            person("CORRECTED", department="Z", valid_from=date(2026, 5, 1)),
            person("AHEAD", department="Y", valid_from=date(2026, 7, 1)),
        ],
    }
    for day, people in deliveries.items():
        organisation.land(day, "registers", {"people": people + BAVARIANS})
    corpus_christi = {"country": "DE-BY", "date": june(4), "is_working_day": False}
    project = {"project_code": "P-1", "name": "One", "department": "X"}
    organisation.land(
        june(10),
        "registers",
        {
            "projects": [project],
            "leave": LEAVE,
            "public_holidays": [corpus_christi],
            "holidays": HALF_DAYS,
        },
    )
    entries = [
        hours("1", june(2)),
        hours("2", june(3)),
        hours("3", june(10)),
        hours("4", june(3), "?"),
    ]
    organisation.land(june(10), "timesheets", {"entries": entries})
    return organisation.build(date(2026, 6, 30), select=MODELS)


@pytest.mark.parametrize(
    ("who", "versions"),
    [
        pytest.param("STAYS", [("X", ALWAYS, None)], id="a repetition is no version"),
        pytest.param(
            "MOVES",
            [("X", ALWAYS, june(3)), ("Y", june(3), june(10)), ("X", june(10), None)],
            id="what is new holds from its delivery, also when it was said before",
        ),
        pytest.param(
            "CORRECTED",
            [("X", ALWAYS, date(2026, 5, 1)), ("Z", date(2026, 5, 1), None)],
            id="a correction of the past replaces what came between",
        ),
        pytest.param(
            "AHEAD",
            [("X", ALWAYS, date(2026, 7, 1)), ("Y", date(2026, 7, 1), None)],
            id="what will hold is not yet so",
        ),
        pytest.param("UNKNOWN", [(None, ALWAYS, None)], id="nobody in particular"),
    ],
)
def test_a_person_has_a_version_for_each_thing_that_was_said(warehouse, who, versions):
    found = warehouse.execute(
        "select department, valid_from_date, valid_to_date from marts.dim_person_history "
        "where person_id = ? order by version_number",
        [who],
    ).fetchall()

    assert found == versions


def test_who_is_what_today_is_neither_the_past_nor_the_future(warehouse):
    found = warehouse.execute(
        "select person_id, department from marts.dim_person "
        "where person_id in ('MOVES', 'CORRECTED', 'AHEAD') order by 1"
    ).fetchall()

    assert found == [("AHEAD", "X"), ("CORRECTED", "Z"), ("MOVES", "X")]


def test_hours_lent_to_another_department_are_one_select(warehouse):
    found = warehouse.execute(
        "select is_cross_department, sum(hours) from marts.fct_timesheet group by 1 order by 1"
    ).fetchall()

    # X's project: MOVES was of X on the 2nd, of Y from the 3rd, of X again from the 10th.
    assert found == [(False, Decimal(16)), (True, Decimal(8)), (None, Decimal(8))]


def test_departments_count_their_people_day_by_day(warehouse):
    found = warehouse.execute(
        "select valid_from_date, head_count from marts.dim_department_history "
        "where department = 'Y' order by 1"
    ).fetchall()

    # CORRECTED was never of Y, after all.
    assert found == [(ALWAYS, 0), (june(3), 1), (june(10), 0), (date(2026, 7, 1), 1)]


def test_a_week_has_what_each_persons_own_calendar_and_leave_allow(warehouse):
    found = warehouse.execute(
        "select person_id, capacity_hours from intermediate.int_person_weeks "
        "where week_start_date = date '2026-06-01' and person_id in (select unnest(?)) order by 1",
        [[each["person_id"] for each in BAVARIANS]],
    ).fetchall()

    assert found == [
        ("BAVARIAN", Decimal(32)),
        ("JOINS", Decimal(24)),
        ("MON_TO_WED", Decimal(24)),
        ("ON_LEAVE", Decimal(28)),
        ("PRUSSIAN", Decimal(40)),
        # Four days of 8 hours and half a one; nobody works on a Saturday, half off or not.
        ("VIENNESE", Decimal(36)),
        # A whole day of leave takes the half that is left.
        ("VIENNESE_AWAY", Decimal(32)),
    ]
