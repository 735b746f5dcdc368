"""A whole night on what a real Jira Cloud in China answered, 2020 to 2022.

See `recorded_jira` for what is recorded, inferred and stood in for. The names of three issues'
statuses, their order and the moments of their changes are the site's own.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.e2e.installation import Installation
from tests.e2e.real.conftest import SHARED
from tests.e2e.real.recorded_jira import Recording, replayed

FOLDER = SHARED / "jira-recorded"
SETTINGS = """
organisation: {name: Recorded, base_currency: CNY, time_zone: Asia/Shanghai, country: CN}
jira: {enabled: true, retry_budget_seconds: 0}
timesheets: {enabled: false}
finance: {enabled: false}
registers: {enabled: true, folder: registers}
"""
REGISTER = """project_code,name,jira_project_keys,start_baseline,finish_baseline,status,method
P-EE,企业版,EE,2021-01-04,2022-12-30,active,agile
P-K5,Keon,K5,2022-07-01,2022-12-30,active,agile
P-ME,思码逸跨团队协作,MERICO,2021-01-04,2022-12-30,active,agile
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/data/jira-recorded"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recorded")
    config = folder / "pmo.yml"
    config.write_text(SETTINGS, "utf-8")
    account = {"PMO_JIRA_USER": "reader@example.com", "PMO_JIRA_TOKEN": "recorded"}
    found = Installation(config, folder / "home", "2022-07-18", account)
    (found.drop / "registers").mkdir(parents=True)
    (found.drop / "registers" / "projects.csv").write_text(REGISTER, "utf-8")
    with replayed(Recording(FOLDER)) as url:
        found.night(PMO_JIRA_URL=url)
    return found


def intervals(site, issue_id):
    """Return (status, category, from, to) of each interval, in order; instants in UTC."""
    return [
        (row["status"], row["status_category"], utc(row["entered_at"]), utc(row["left_at"]))
        for row in site.published(
            "select status, status_category, entered_at, left_at "
            f"from marts.fct_issue_status_interval where issue_id = '{issue_id}' "
            "order by interval_number"
        )
    ]


def utc(moment):
    """Return an instant in UTC, to the second; the warehouse may keep no zone."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def shanghai(*parts):
    """Return a wall clock of the changelog, which writes +0800, in UTC."""
    return (datetime(*parts, tzinfo=UTC) - timedelta(hours=8)).replace(microsecond=0)


def test_every_issue_and_no_other_is_published(site):
    rows = site.published("select issue_id, project_code from marts.fct_issue order by issue_id")

    assert [(row["issue_id"], row["project_code"]) for row in rows] == [
        *((issue, "P-EE") for issue in ("13383", "13491", "13954")),
        *((issue, "P-K5") for issue in ("20708", "20709", "20710")),
    ]


def test_an_issue_went_through_the_statuses_that_its_changelog_tells(site):
    # 13383: Open, 开发中 (in development) the same evening, Closed on 27 January, and renamed to
    # 已完成 (completed) on 28 March when the project's workflow was exchanged.
    assert intervals(site, "13383") == [
        ("Open", "new", shanghai(2021, 1, 25, 11, 9, 27), shanghai(2021, 1, 25, 21, 49, 52)),
        (
            "开发中",
            "indeterminate",
            shanghai(2021, 1, 25, 21, 49, 52),
            shanghai(2021, 1, 27, 14, 46, 18),
        ),
        ("Closed", "done", shanghai(2021, 1, 27, 14, 46, 18), shanghai(2021, 3, 28, 16, 8, 12)),
        ("已完成", "done", shanghai(2021, 3, 28, 16, 8, 12), None),
    ]


def test_statuses_that_the_site_has_since_deleted_keep_their_names(site):
    # 13954 passed through Code Review (10075) and 待测试 (10091), which /status lists no more.
    assert [status for status, *_ in intervals(site, "13954")] == [
        "Open",
        "开发中",
        "Code Review",
        "待测试",
        "测试中",
        "发布中",
        "已完成",
    ]


def test_an_issue_that_was_never_moved_is_in_its_status_since_it_was_created(site):
    assert intervals(site, "20708") == [
        ("To Do", "new", shanghai(2022, 7, 16, 6, 29, 49), None),
    ]


def test_lead_time_is_from_the_first_to_the_last_moment(site):
    # 13383: from 11:09:27.985 on 25 January to 14:46:18.086 on 27 January: 51 h 36 min 50 s.
    # 13491: from 15:01:13.722 to 15:58:12.493 on 29 January 2021: 57 min, that is 0.95 h.
    rows = site.published(
        "select issue_id, lead_time_hours from marts.fct_issue where issue_id like '13%'"
    )
    hours = {row["issue_id"]: row["lead_time_hours"] for row in rows}

    assert round(Decimal(str(hours["13383"])), 2) == Decimal("51.61")
    assert round(Decimal(str(hours["13491"])), 2) == Decimal("0.95")


def test_chinese_names_come_through_to_the_page(site):
    [row] = site.published("select project_name from marts.dim_project where project_code = 'P-ME'")

    assert row["project_name"] == "思码逸跨团队协作"
    assert "企业版" in site.page("performance").read_text("utf-8")
    assert "思码逸跨团队协作" in site.page("performance", "project-P-ME.html").read_text("utf-8")


def test_type_resolution_and_estimate_come_through(site):
    rows = site.published(
        "select issue_key, issue_type, resolution, is_resolved, original_estimate_hours "
        "from marts.fct_issue where issue_id in ('13383', '20710') order by issue_id"
    )

    assert [tuple(row.values()) for row in rows] == [
        ("EE-13383", "Story", "Done", True, Decimal(2)),
        ("K5-4", "Epic", None, False, None),
    ]


def test_the_recording_agrees_with_itself_and_alarms_nobody(site):
    rows = site.published(
        "select check_name, sum(jira_value) as jira, sum(landing_value) as landed, "
        "bool_and(is_kept) as is_kept from quality.reconciliation group by all order by all"
    )
    counted = {row["check_name"]: row for row in rows}

    assert set(counted) == {"issues", "last_status", "logged_seconds", "counted_seconds"}
    assert all(row["is_kept"] and row["jira"] == row["landed"] for row in rows)
    assert counted["issues"]["jira"] == 6
    raised = site.published("select expectation from quality.alerts where source = 'jira'")
    assert not {row["expectation"] for row in raised} & {
        "status_differs_from_history",
        "time_spent_differs",
        "time_spent_differs_from_history",
        "count_differs",
        "mass_loss",
        "access_lost",
    }
