"""The same through a Jira behind a socket: what it is edited into, the nights make of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from demo.jira import catalogue
from demo.jira.items import status_item
from demo.jira.server import serve
from demo.jira.site import Site
from demo.jira.truth import truth
from demo.plan import build_plan
from extractors.jira.extract import extract
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.settings import JiraFields, Settings
from tests.integration.dbt_equivalence.conftest import (
    CARRIED_OVER,
    EVERYTHING,
    FULL,
    NIGHTLY,
    build_both,
)
from tests.integration.organisation import Organisation

SCALE, PROJECTS = 0.03, 2
LAST_STATUS = """
    select issue_id, value from intermediate.int_issue_field_intervals
    where field = 'status' and valid_to is null
"""
POINTS = """
    select issue_id, cast(value_string as double) from intermediate.int_issue_field_intervals
    where field = 'story_points' and valid_to is null
"""
DAY = timedelta(days=1)


class Nights:
    """A site, the landing that its nights fill, and the two warehouses of each."""

    def __init__(self, organisation: Organisation) -> None:
        plan = build_plan(scale=SCALE)
        self.organisation = organisation
        self.site = Site(replace(plan, projects=plan.projects[:PROJECTS]))
        self.day = plan.as_of
        self.wanted = list(JiraFields().story_points)

    def night(self, later: timedelta = DAY, select: str = CARRIED_OVER) -> list[str]:
        """Extract and build `later` than last time; return what a full refresh has otherwise."""
        self.day += later
        fields = {"story_points": self.wanted}
        settings = Settings.model_validate(
            {"organisation": {"name": "Test"}, "jira": {"fields": fields}}
        )
        landing = Landing(self.organisation.root / "landing", Clock(pinned=self.day))
        with serve(self.site) as server:
            connection = Connection(server.url, server.user, SecretStr(server.token))
            extract(settings, landing, connection, sleep=lambda _: None)
        variables = {"story_point_fields": self.wanted}
        return build_both(self.organisation, self.day, select, variables)

    def find(self, query: str, database: str = NIGHTLY) -> list[tuple[Any, ...]]:
        with self.organisation.open(database) as warehouse:
            return warehouse.execute(query).fetchall()

    def an_issue(self, status: int) -> str:
        """Return the id of the first issue that is in a status of the catalogue's."""
        wanted = catalogue.STATUSES[status][0]
        return min(number for number, value in self.find(LAST_STATUS) if value == wanted)

    def statuses(self) -> dict[str, str]:
        """Return the status of each issue as Jira itself has it, by its id."""
        rows = (row for table, row in truth(self.site) if table == "issues")
        return {row["issue_id"]: row["status_id"] for row in rows}


@pytest.fixture(scope="module")
def first_night(new_organisation: Callable[[], Organisation]) -> Nights:
    nights = Nights(new_organisation())
    assert nights.night() == []
    return nights


@pytest.fixture
def nights(first_night: Nights) -> Iterator[Nights]:
    """Yield the timeline, which each test takes on from where the one before left it.

    After each, the nights know of every issue the status that Jira has.
    """
    yield first_night
    assert dict(first_night.find(LAST_STATUS)) == first_night.statuses()


@pytest.fixture
def catalogue_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Yield what may rename in the catalogue, of which the server keeps changes ready made."""
    status_item.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    status_item.cache_clear()


def renamed(rows: tuple[Any, ...], number: str, name: str) -> tuple[Any, ...]:
    assert [row for row in rows if row[0] == number]
    return tuple((row[0], name, *row[2:]) if row[0] == number else row for row in rows)


def test_reopened_and_edited_issues(nights):
    done, other = nights.an_issue(catalogue.DONE), nights.an_issue(catalogue.TODO)
    nights.site.touch(done, status=catalogue.TODO)
    nights.site.touch(other, points=21)

    assert nights.night() == []
    assert dict(nights.find(LAST_STATUS))[done] == catalogue.STATUSES[catalogue.TODO][0]
    assert dict(nights.find(POINTS))[other] == 21


def test_deleted_moved_and_recreated_issues(nights):
    gone, anew, moved = (issue for issue, _ in sorted(nights.find(LAST_STATUS))[3:6])
    known = nights.statuses()
    nights.site.delete(gone)
    again = nights.site.recreate(anew)
    spaces = {space.key for space in nights.site.spaces}
    was = nights.find(f"select issue_key from staging.stg_jira__issues where issue_id = '{moved}'")
    key = nights.site.move(moved, next(iter(spaces - {was[0][0].rpartition("-")[0]})))

    assert nights.night() == []
    assert known.keys() - {number for number, _ in nights.find(LAST_STATUS)} >= {gone, anew}
    assert again in dict(nights.find(LAST_STATUS))
    query = f"select issue_key from staging.stg_jira__issues where issue_id = '{moved}'"
    assert nights.find(query) == [(key,)]


def test_21_days_in_one_night(nights):
    issues = [number for number, _ in sorted(nights.find(LAST_STATUS))][8:20]
    before = dict(nights.find(LAST_STATUS))
    for turn, status in enumerate((catalogue.PROGRESS, catalogue.BLOCKED, catalogue.REVIEW)):
        for number in issues[turn:]:
            nights.site.touch(number, status=status)

    assert nights.night(21 * DAY) == []
    assert [n for n in issues if dict(nights.find(LAST_STATUS))[n] != before[n]]


def test_a_renamed_status_and_a_renamed_field(nights, catalogue_of_its_own):
    status = renamed(catalogue.STATUSES, catalogue.STATUSES[catalogue.PROGRESS][0], "Busy")
    fields = renamed(catalogue.FIELDS, catalogue.VALUE_FIELD, "Story Points")
    catalogue_of_its_own.setattr(catalogue, "STATUSES", status)
    catalogue_of_its_own.setattr(catalogue, "FIELDS", fields)
    nights.site.touch(nights.an_issue(catalogue.TODO), status=catalogue.PROGRESS)

    assert nights.night() == []
    names = "select distinct value_string from intermediate.int_issue_field_intervals"
    assert ("Busy",) in nights.find(f"{names} where field = 'status'")


def test_another_field_for_story_points(nights):
    before = nights.find(POINTS)
    nights.wanted = [catalogue.VALUE_FIELD]

    assert nights.night(select=EVERYTHING) == []
    # Every fourth issue has no business value, all others ten steps of five.
    points = dict(nights.find(POINTS))
    assert points != dict(before)
    assert set(points.values()) == {float(5 * step) for step in range(10)}
    assert points == dict(nights.find(POINTS, FULL))
