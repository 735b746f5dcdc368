"""The register's successive deliveries become versions of a project."""

from datetime import UTC, date, datetime

import pytest

MODELS = "+dim_project +dim_project_history"


BASELINE = datetime.fromisoformat("2026-01-01")


def night(day):
    """Return when the run of a day in June extracts, as the warehouse holds it: UTC."""
    return datetime(2026, 6, day, 5, tzinfo=UTC).replace(tzinfo=None)


def deliver(organisation, day, **said):
    project = {"project_code": "P-1", "name": "One", "start_baseline": date(2026, 1, 1)}
    organisation.land(day, "registers", {"projects": [project | said]})


def test_a_delivery_that_says_something_new_is_a_version_and_a_repetition_is_none(organisation):
    deliver(organisation, date(2026, 6, 1), stage="plan")
    deliver(organisation, date(2026, 6, 2), stage="plan")
    deliver(organisation, date(2026, 6, 3), stage="build")
    deliver(organisation, date(2026, 6, 4), stage="plan")

    warehouse = organisation.build(date(2026, 6, 30), select=MODELS)

    assert warehouse.execute(
        "select version_number, stage, valid_from, valid_to, is_current "
        "from marts.dim_project_history where not is_unallocated order by 1"
    ).fetchall() == [
        (1, "plan", BASELINE, night(3), False),
        (2, "build", night(3), night(4), False),
        (3, "plan", night(4), None, True),
    ]
    assert warehouse.execute(
        "select project_code, stage from marts.dim_project order by 1"
    ).fetchall() == [("P-1", "plan"), ("UNALLOCATED", None)]


def test_a_project_without_a_baseline_counts_from_1900(organisation):
    deliver(organisation, date(2026, 6, 1), start_baseline=None)

    warehouse = organisation.build(date(2026, 6, 30), select=MODELS)

    assert warehouse.execute(
        "select valid_from from marts.dim_project_history where not is_unallocated"
    ).fetchall() == [(datetime.fromisoformat("1900-01-01"),)]


def test_versions_of_a_project_that_is_still_to_begin_follow_each_other(organisation):
    later = date(2027, 1, 1)
    deliver(organisation, date(2026, 6, 1), start_baseline=later, stage="idea")
    deliver(organisation, date(2026, 6, 3), start_baseline=later, stage="plan")

    warehouse = organisation.build(date(2026, 6, 30), select=MODELS)

    assert warehouse.execute(
        "select stage, valid_from, valid_to "
        "from marts.dim_project_history where not is_unallocated order by version_number"
    ).fetchall() == [("idea", night(1), night(3)), ("plan", night(3), None)]


def test_two_deliveries_at_one_moment_are_one_version(organisation):
    deliver(organisation, date(2026, 6, 1), stage="plan")
    deliver(organisation, date(2026, 6, 1), stage="build")

    warehouse = organisation.build(date(2026, 6, 30), select=MODELS)

    assert warehouse.execute(
        "select stage, is_current from marts.dim_project_history where not is_unallocated"
    ).fetchall() == [("build", True)]


@pytest.mark.parametrize("corrected_on", [1, 5])
def test_a_code_that_was_mistyped_and_corrected_on_the_day_is_no_project(
    organisation, corrected_on
):
    one = {"project_code": "P-1", "name": "One", "jira_project_keys": "AA"}
    mistyped, corrected = (
        {"project_code": code, "name": "Two", "jira_project_keys": "BB"} for code in ("P-Z", "P-2")
    )
    if corrected_on > 1:
        organisation.land(date(2026, 6, 1), "registers", {"projects": [one]})
    for second in (mistyped, corrected):
        organisation.land(date(2026, 6, corrected_on), "registers", {"projects": [one, second]})

    warehouse = organisation.build(date(2026, 6, 30), select=f"{MODELS} int_jira_key_owners")

    for mart in ("dim_project", "dim_project_history"):
        assert warehouse.execute(
            f"select project_code from marts.{mart} where not is_unallocated order by 1"
        ).fetchall() == [("P-1",), ("P-2",)]
    # The work of BB was never the mistyped project's.
    assert warehouse.execute("from intermediate.int_jira_key_owners").fetchall() == []
