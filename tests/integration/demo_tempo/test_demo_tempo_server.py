"""What an extractor of Tempo relies on: filters, pages, shapes, changes, faults."""

from datetime import date, timedelta

import pytest
import requests

from demo.jira.faults import Answer
from demo.jira.truth import truth
from demo.plan import build_plan
from demo.tempo.server import serve
from demo.tempo.site import TempoSite
from demo.tempo.truth import tempo_truth

# Of Tempo's interface document 4.0: what a worklog must have, and all it may have.
REQUIRED = {
    "attributes", "author", "createdAt", "issue", "self", "startDate", "tempoWorklogId",
    "timeSpentSeconds", "updatedAt",
}  # fmt: skip
OPTIONAL = {"billableSeconds", "description", "startTime"}


class Client:
    def __init__(self, server):
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {server.token}"

    def get(self, path="", **params):
        url = path if path.startswith("http") else f"{self.server.url}/4/worklogs{path}"
        return self.session.get(url, params=params, timeout=30)

    def all(self, **params):
        """Return all worklogs, page by page by the links."""
        page = self.get(**params).json()
        found = list(page["results"])
        while "next" in page["metadata"]:
            page = self.get(page["metadata"]["next"]).json()
            assert page["metadata"]["offset"] == len(found)
            found += page["results"]
        return found

    def ids(self, **params):
        return [each["tempoWorklogId"] for each in self.all(limit=1000, **params)]


@pytest.fixture(scope="module")
def plan():
    return build_plan(scale=0.05)


@pytest.fixture
def tempo(plan):
    with serve(plan) as server:
        yield Client(server)


def test_it_holds_the_hours_that_jira_holds(tempo):
    jira = [row for table, row in truth(tempo.server.state.jira) if table == "worklogs"]
    expected = sorted((row["issue_id"], row["author_id"], row["work_date"], row["seconds"])
                      for row in jira)  # fmt: skip
    found = sorted(
        (
            str(each["issue"]["id"]),
            each["author"]["accountId"],
            date.fromisoformat(each["startDate"]),
            each["timeSpentSeconds"],
        )
        for each in tempo.all(limit=1000)
    )
    assert found == expected
    assert len(found) > 500


def test_the_truth_is_what_is_served(tempo):
    served = {each["tempoWorklogId"]: each for each in tempo.all(limit=1000)}
    rows = list(tempo_truth(tempo.server.state))
    assert len(rows) == len(served)
    for row in rows:
        each = served[int(row["tempo_worklog_id"])]
        attributes = {one["key"]: one["value"] for one in each["attributes"]["values"]}
        assert attributes.get("_Account_") == row["account"]
        assert attributes.get("_Activity_") == row["activity"]
        assert each["billableSeconds"] == row["billable_seconds"]
        assert each["updatedAt"] == f"{row['updated_at']:%Y-%m-%dT%H:%M:%SZ}"
    # Work begins in the morning of its author, wherever that is.
    assert (
        {"08:30:00"} < {row["start_time"] for row in rows} <= {"08:30:00", "09:30:00", "10:30:00"}
    )
    assert {row["billable_seconds"] > 0 for row in rows} == {True, False}
    assert {row["activity"] is None for row in rows} == {True, False}
    assert {row["account"] is None for row in rows} == {True, False}


def test_a_worklog_has_the_properties_of_the_interface_document(tempo):
    for each in tempo.all(limit=1000):
        assert set(each) >= REQUIRED
        assert set(each) <= REQUIRED | OPTIONAL
        assert set(each["issue"]) == {"self", "id"}
        assert set(each["author"]) == {"self", "accountId"}
    assert tempo.get(f"/{each['tempoWorklogId']}").json() == each


def test_pages_hold_fifty_unless_more_are_asked_and_never_above_a_thousand(tempo):
    first = tempo.get().json()
    assert first["metadata"].keys() == {"count", "offset", "limit", "next"}
    assert (first["metadata"]["count"], first["metadata"]["limit"]) == (50, 50)
    total = len(list(tempo_truth(tempo.server.state)))
    big = tempo.get(limit=5000).json()["metadata"]
    assert (big["limit"], big["count"]) == (1000, min(1000, total))
    small = tempo.all(limit=37)
    assert len({each["tempoWorklogId"] for each in small}) == total


def test_days_are_inclusive_and_of_the_work(tempo):
    days = sorted({each["startDate"] for each in tempo.all(limit=1000)})
    first, last = days[10], days[12]
    found = {each["startDate"] for each in tempo.all(**{"from": first, "to": last}, limit=1000)}
    assert found == set(days[10:13])


def test_projects_and_issues_can_be_named_several_at_once(tempo):
    state = tempo.server.state
    one, two = (state.jira.find_space(key).project_id for key in ("PORTAL", "BATT"))
    both = set(tempo.ids(projectId=[one, two]))
    assert both == set(tempo.ids(projectId=one)) | set(tempo.ids(projectId=two))
    assert 0 < len(both) < len(state.rows())
    issue = state.find(5).issue_id
    assert 5 in tempo.ids(issueId=issue)
    assert tempo.get(projectId=77).status_code == 404


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (None, ("startDate", "startTime", "tempoWorklogId")),
        ("ID", ("tempoWorklogId",)),
        ("UPDATED", ("updatedAt", "tempoWorklogId")),
    ],
)
def test_worklogs_are_in_the_order_asked(tempo, order, key):
    asked = {"orderBy": order} if order else {}
    found = [tuple(each[name] for name in key) for each in tempo.all(limit=1000, **asked)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    "asked",
    [{"from": "01.02.2026"}, {"limit": "many"}, {"offset": "-1"}, {"orderBy": "DAY"}, {"form": 1}],
)
def test_what_it_does_not_understand_is_refused(tempo, asked):
    answer = tempo.get(**asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


def test_updated_from_is_a_day_and_finds_what_was_changed_on_it(tempo):
    state = tempo.server.state
    today = date(2026, 6, 30)
    added = state.add(100_003, 5400, today - timedelta(days=90))
    state.edit(7, seconds=900)
    found = tempo.ids(updatedFrom=today.isoformat())
    assert {7, added} <= set(found)
    assert tempo.ids(updatedFrom="2026-07-01") == []
    changed = tempo.get("/7").json()
    assert changed["timeSpentSeconds"] == 900
    assert changed["updatedAt"].startswith("2026-06-30")
    assert changed["createdAt"] < changed["updatedAt"]


def test_a_deleted_worklog_is_gone_without_a_word(tempo):
    state = tempo.server.state
    before = tempo.ids()
    state.delete(7)
    assert tempo.get("/7").status_code == 404
    assert set(before) - set(tempo.ids()) == {7}
    assert tempo.ids(updatedFrom="2026-06-30") == []
    assert "7" not in {row["tempo_worklog_id"] for row in tempo_truth(state)}


def test_a_hidden_project_is_no_longer_listed(tempo):
    state = tempo.server.state
    project = state.jira.find_space("PORTAL").project_id
    own = set(tempo.ids(projectId=project))
    before = set(tempo.ids())
    state.hide("PORTAL")
    assert before - set(tempo.ids()) == own
    assert tempo.get(projectId=project).status_code == 404
    assert tempo.get(f"/{min(own)}").status_code == 404
    state.restore("PORTAL")
    assert set(tempo.ids()) == before


def test_faults_work_as_for_jira(tempo):
    tempo.server.faults.add("/4/worklogs", Answer(429, {"Retry-After": "2"}), page="last")
    page = tempo.get(limit=400).json()
    while "next" in page["metadata"]:
        url = page["metadata"]["next"]
        answer = tempo.get(url)
        if answer.status_code == 429:
            break
        page = answer.json()
    assert answer.status_code == 429
    assert "next" not in tempo.get(url).json()["metadata"]


def test_strangers_are_turned_away(tempo):
    answer = requests.get(f"{tempo.server.url}/4/worklogs", auth=("x", "y"), timeout=10)
    assert (answer.status_code, answer.json()) == (401, {"errors": [{"message": "Unauthorized"}]})


def test_it_shows_the_worklogs_of_the_jira_site_that_it_is_given(plan):
    jira = TempoSite(plan).jira
    new = jira.add_worklog(100_003, 7200)
    assert new
    rows = TempoSite(jira).rows()
    assert [row.seconds for row in rows if row.issue_id == 100_003][-1] == 7200
