"""From exports and Tempo to `fct_timesheet`: each hour once, on the right person and project."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.landing import Landing
from extractors.timesheets.extract import extract
from pmo.clock import Clock
from pmo.settings import Settings

EXPORTS = Path(__file__).parents[1] / "timesheets" / "exports"
TODAY = date(2026, 6, 30)
HOURS = "select source, system, sum(hours) from marts.fct_timesheet group by all order by all"


def worklog(number, day, seconds, issue="1", **changes):
    return {
        **{"tempo_worklog_id": number, "issue_id": issue, "author_id": "acc-1", "work_date": day},
        **{"seconds": seconds, "billable_seconds": 0, "account": "ACC-1"},
        **changes,
    }


@pytest.fixture(scope="module")
def landed(new_organisation):
    organisation = new_organisation()
    people = [
        {"person_id": "00000042", "name": "Ada Lovelace", "jira_account_id": "acc-1"},
        {"person_id": "E2", "name": "Bob Müller", "email": "BOB@example.com"},
    ]
    projects = [
        {
            "project_code": "P-100",
            "name": "Bridge",
            "jira_project_keys": "ROAD",
            "status": "active",
        },
        {
            "project_code": "P-300",
            "name": "Tunnel",
            "jira_project_keys": "RAIL",
            "status": "active",
        },
    ]
    created = datetime(2026, 1, 5, tzinfo=UTC)
    issues = [
        {"issue_id": "1", "issue_key": "ROAD-12", "project_key": "ROAD", "created_at": created},
        {"issue_id": "2", "issue_key": "RAIL-7", "project_key": "RAIL", "created_at": created},
    ]
    copies = [
        {"worklog_id": "50", "issue_id": "1", "author_id": "tempo-app", "seconds": 5400},
        {"worklog_id": "51", "issue_id": "2", "author_id": "acc-1", "seconds": 1800},
    ]
    organisation.land(TODAY, "registers", {"people": people, "projects": projects})
    march = date(2026, 3, 3)
    worklogs = [{**each, "work_date": march} for each in copies]
    organisation.land(TODAY, "jira", {"issues": issues, "worklogs": worklogs})
    gone = worklog("3", march, 3600, deleted_at=datetime(2026, 6, 29, tzinfo=UTC))
    ahead = worklog("4", date(2026, 7, 20), 3600)
    tempo = [worklog("1", march, 5400), worklog("2", march, 1800, "2"), gone, ahead]
    organisation.land(TODAY, "timesheets", {"tempo_worklogs": tempo})
    drop = organisation.root / "drop"
    shutil.copytree(EXPORTS, drop, ignore=shutil.ignore_patterns("*.json"))
    settings = Settings.model_validate({"organisation": {"name": "Test"}})
    extract(settings, Landing(organisation.root / "landing", Clock(TODAY)), drop)
    return organisation


@pytest.fixture(scope="module")
def marts(landed):
    return landed.build(TODAY, select="+fct_timesheet", counts_jira_worklogs=False)


def test_each_system_counts_what_its_export_says_without_what_was_taken_back(marts):
    """Of SAP 6.5 (an approved change of what was cancelled, its own change rejected) + 1.5 + 4."""
    assert marts.execute(HOURS).fetchall() == [
        ("tempo", "tempo", Decimal(2)),
        ("timesheets", "harvest", Decimal("13.71")),
        ("timesheets", "sap_cats", Decimal(12)),
        ("timesheets", "toggl", Decimal("54.76")),
    ]


def test_people_are_found_by_number_account_e_mail_and_name(marts):
    query = """select system, source_person_id, person_id, sum(hours) from marts.fct_timesheet
        where source_person_id <> 'Kim Allen' group by all order by all"""

    assert marts.execute(query).fetchall() == [
        ("harvest", "Ada Lovelace", "00000042", Decimal("8.25")),
        ("harvest", "Bob Müller", "E2", Decimal(2)),
        ("sap_cats", "00000042", "00000042", Decimal(8)),
        ("sap_cats", "00000043", "UNKNOWN", Decimal(4)),
        ("tempo", "acc-1", "00000042", Decimal(2)),
        ("toggl", "ada@example.com", "UNKNOWN", Decimal("3.51")),
        ("toggl", "bob@example.com", "E2", Decimal("51.25")),
    ]


def test_projects_are_found_by_code_by_name_and_by_the_issue(marts):
    query = """select system, project_code, source_project_code, sum(hours)
        from marts.fct_timesheet group by all order by all"""

    assert marts.execute(query).fetchall() == [
        ("harvest", "P-100", "P-100", Decimal("10.36")),
        ("harvest", "P-300", "Tunnel", Decimal(2)),
        ("harvest", "UNALLOCATED", "Online Store", Decimal("1.35")),
        ("sap_cats", "P-100", "P-100", Decimal(8)),
        ("sap_cats", "UNALLOCATED", None, Decimal(4)),
        ("tempo", "P-100", None, Decimal("1.5")),
        ("tempo", "P-300", None, Decimal("0.5")),
        ("toggl", "P-100", "P-100", Decimal("3.51")),
        ("toggl", "UNALLOCATED", "P-200", Decimal("51.25")),
    ]


def test_issues_are_found_by_key_and_by_id(marts):
    query = """select system, issue_id, issue_key, sum(hours) from marts.fct_timesheet
        where issue_id is not null group by all order by all"""

    assert marts.execute(query).fetchall() == [
        ("harvest", "1", "ROAD-12", Decimal("7.5")),
        ("tempo", "1", "ROAD-12", Decimal("1.5")),
        ("tempo", "2", "RAIL-7", Decimal("0.5")),
        ("toggl", "1", "ROAD-12", Decimal("3.5")),
        ("toggl", "2", "RAIL-7", Decimal("50.25")),
    ]


def test_billed_are_all_or_none_of_the_hours_where_an_export_says_no_more(marts):
    query = """select system, sum(billable_hours), count(billable_hours)
        from marts.fct_timesheet group by all order by all"""

    assert marts.execute(query).fetchall() == [
        ("harvest", Decimal("11.61"), 6),
        ("sap_cats", None, 0),
        ("tempo", Decimal(0), 2),
        ("toggl", Decimal("53.75"), 5),
    ]


def test_jiras_worklogs_count_beside_tempos_but_never_the_copies_of_its_app(landed):
    marts = landed.build(
        TODAY,
        "beside",
        "+fct_timesheet",
        counts_jira_worklogs=True,
        tempo_app_accounts=["tempo-app"],
    )

    assert marts.execute(HOURS).fetchall()[0] == ("jira", "jira", Decimal("0.5"))
