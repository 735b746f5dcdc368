import json
import logging
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.http import HttpStatusError, RetryLaterError
from extractors.jira.errors import JiraAnswerError
from extractors.jira.extract import extract
from extractors.jira.mapping import TARGETS
from extractors.jira.window import epoch_ms
from pmo.connections import MissingConnectionError

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STATUS = {"id": "1", "name": "To Do", "statusCategory": {"key": "new", "name": "To Do"}}
LISTS = (
    *("fields", "statuses", "priorities", "projects", "versions", "components"),
    *("boards", "sprints", "users", "groups", "group_members"),
)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


class Site:
    """A Jira of a few issues and worklogs that a test can touch between two runs."""

    def __init__(self, fake, reply):
        self.fake, self.reply = fake, reply
        self.issues, self.histories, self.worklogs = {}, {}, {}
        self.deleted = []
        self.fields = [{"id": "customfield_1", "name": "Story Points", "custom": True}]
        self.queries = []
        fake.on("/rest/api/3/myself", {"displayName": "Bot"})
        fake.on("/rest/api/3/field", lambda _: self.fields)
        fake.on("/rest/api/3/status", [STATUS])
        fake.on("/rest/api/3/project/search", self._projects)
        fake.on("/rest/api/3/project/10/versions", [{"id": "77", "projectId": 10, "name": "1.0"}])
        fake.on("/rest/api/3/priority", [{"id": "2", "name": "High"}])
        fake.on("/rest/api/3/project/10/components", [{"id": "66", "name": "Core"}])
        fake.on("/rest/api/3/group/bulk", {"values": [{"groupId": "g"}], "isLast": True})
        fake.on("/rest/api/3/group/member", {"values": [{"accountId": "a"}], "isLast": True})
        fake.on("/rest/agile/1.0/board", {"values": [{"id": 5, "type": "scrum"}], "isLast": True})
        fake.on("/rest/agile/1.0/board/5/sprint", {"values": [{"id": 9}], "isLast": True})
        fake.on("/rest/api/3/users/search", self._users)
        fake.on("/rest/api/3/search/jql", self._search)
        fake.on("/rest/api/3/changelog/bulkfetch", self._changelogs)
        fake.on("/rest/api/3/worklog/updated", self._updated)
        fake.on("/rest/api/3/worklog/deleted", self._deleted)
        fake.on("/rest/api/3/worklog/list", self._bodies)

    def issue(self, number, at, **fields):
        key = str(number)
        self.issues[key] = {
            "id": key,
            "key": f"A-{number}",
            "fields": {
                "project": {"id": "10", "key": "A"},
                "issuetype": {"id": "3", "name": "Task"},
                "status": STATUS,
                "created": stamp(START),
                "updated": stamp(at),
            }
            | fields,
        }
        self.histories.setdefault(key, []).append(
            {"id": f"h{number}-{epoch_ms(at)}", "created": epoch_ms(at), "items": [{"field": "x"}]}
        )

    def worklog(self, number, at, **rest):
        self.worklogs[number] = (
            epoch_ms(at),
            {"id": str(number), "issueId": "1", "started": stamp(at), "timeSpentSeconds": 60}
            | rest,
        )

    def _projects(self, asked):
        live = [{"id": "10", "key": "A", "name": "Apollo"}]
        return {"values": live if asked.query["status"] == ["live"] else [], "isLast": True}

    def _users(self, asked):
        return [{"accountId": "a"}] if asked.query["startAt"] == ["0"] else []

    def _search(self, asked):
        self.queries.append(asked.body["jql"])
        since = int(asked.body["jql"].split("updated >= ")[1].split()[0])
        start, size = int(asked.body.get("nextPageToken", "0")), asked.body["maxResults"]
        matching = sorted(
            (each for each in self.issues.values() if self._updated_ms(each) >= since),
            key=self._updated_ms,
        )
        page = {"issues": matching[start : start + size]}
        return page | ({"nextPageToken": str(start + size)} if start + size < len(matching) else {})

    @staticmethod
    def _updated_ms(issue):
        try:
            return epoch_ms(datetime.fromisoformat(issue["fields"]["updated"]))
        except (ValueError, KeyError, TypeError):
            return 10**13

    def _changelogs(self, asked):
        ids = asked.body["issueIdsOrKeys"]
        return {
            "issueChangeLogs": [
                {"issueId": each, "changeHistories": self.histories[each]} for each in ids
            ]
        }

    def _updated(self, asked):
        since = int(asked.query["since"][0])
        values = [
            {"worklogId": number, "updatedTime": changed}
            for number, (changed, _) in sorted(self.worklogs.items())
            if changed >= since
        ]
        until = max([each["updatedTime"] for each in values], default=since)
        return {"values": values, "since": since, "until": until, "lastPage": True}

    def _deleted(self, asked):
        since = int(asked.query["since"][0])
        values = [each for each in self.deleted if each["updatedTime"] >= since]
        until = max([each["updatedTime"] for each in values], default=since)
        return {"values": values, "since": since, "until": until, "lastPage": True}

    def _bodies(self, asked):
        return [self.worklogs[each][1] for each in asked.body["ids"] if each in self.worklogs]


@pytest.fixture
def site(jira, reply):
    return Site(jira, reply)


@pytest.fixture
def run(settings, landing, connection, slept):
    def once(**jira_settings):
        return extract(settings(**jira_settings), landing, connection, sleep=slept.append)

    return once


@pytest.fixture
def rows(landing):
    def read(table, batch=None):
        paths = sorted((landing.root / "jira" / table).glob("*/*.parquet"))
        found = pa.concat_tables([pq.read_table(each) for each in paths]).to_pylist()
        return [row for row in found if batch is None or row["_batch_id"] == batch.batch_id]

    return read


def landed(batch):
    """Return rows by table, less those that say each night how many issues Jira counts."""
    rows = {table.table: table.rows for table in batch.tables if table.rows}
    assert rows.pop("issue_counts", 0) <= 1
    return rows


def test_a_first_run_lands_everything(site, run, rows):
    for number in range(1, 6):
        site.issue(number, START + timedelta(hours=number), customfield_1=number)
    link = {"id": "500", "type": {"name": "Blocks"}, "outwardIssue": {"id": "2", "key": "A-2"}}
    site.issues["1"]["fields"]["issuelinks"] = [link]
    site.worklog(41, START + timedelta(hours=1))
    site.deleted.append({"worklogId": 40, "updatedTime": epoch_ms(START)})

    batch = run(page_size=2)

    assert landed(batch) == dict.fromkeys(LISTS, 1) | {
        "field_mapping": len(TARGETS),
        "issues": 5,
        "issue_changes": 5,
        "issue_links": 1,
        "worklogs": 1,
        "deletions": 1,
    }
    assert [row["issue_key"] for row in rows("issues")] == ["A-1", "A-2", "A-3", "A-4", "A-5"]
    assert [float(row["story_points"]) for row in rows("issues")] == [1, 2, 3, 4, 5]
    assert rows("worklogs")[0]["work_date"] == date(2026, 3, 1)
    assert batch.watermark_after["issues_updated_ms"] == epoch_ms(START + timedelta(hours=5))
    assert batch.watermark_after["worklogs_until_ms"] == epoch_ms(START + timedelta(hours=1))
    assert batch.watermark_after["worklogs_deleted_until_ms"] == epoch_ms(START)


def test_the_first_query_is_bounded_and_the_next_overlaps(site, run):
    site.issue(1, START)
    run(projects=["A", "B"])
    run(projects=["A", "B"], overlap_minutes=15)

    since = epoch_ms(START - timedelta(minutes=15))
    assert [each for each in site.queries if "ORDER BY updated" in each] == [
        'project in ("A", "B") AND updated >= 86400000 ORDER BY updated ASC, key ASC',
        f'project in ("A", "B") AND updated >= {since} ORDER BY updated ASC, key ASC',
    ]


def test_a_night_without_changes_lands_nothing(site, run):
    site.issue(1, START)
    site.issue(2, START + timedelta(minutes=3))
    site.worklog(41, START)
    site.deleted.append({"worklogId": 40, "updatedTime": epoch_ms(START)})
    first, second, third = run(), run(), run()

    assert first.rows > 0
    assert (landed(second), landed(third)) == ({}, {})
    assert first.watermark_after == second.watermark_after == third.watermark_after


def test_a_change_is_picked_up_with_its_whole_changelog(site, run, rows):
    site.issue(1, START)
    site.issue(2, START)
    run()
    site.issue(2, START + timedelta(minutes=2), summary="touched")

    batch = run()
    assert landed(batch) == {"issues": 1, "issue_changes": 2}
    assert [row["summary"] for row in rows("issues", batch)] == ["touched"]


def test_a_change_that_the_search_showed_late_is_still_picked_up(site, run):
    site.issue(1, START)
    site.issue(2, START + timedelta(minutes=8))
    run()
    # Changed before issue 2 was, indexed only after the first run had read past it.
    site.issue(3, START + timedelta(minutes=1))

    assert landed(run())["issues"] == 1


def test_a_change_of_this_moment_is_read_twice_for_its_changelog_may_lag(site, run):
    now = datetime.now(UTC)
    site.issue(1, now)
    late = site.histories["1"].pop()
    assert "issue_changes" not in landed(run())
    site.histories["1"].append(late)

    assert landed(run()) == {"issues": 1, "issue_changes": 1}


def test_an_issue_of_the_future_does_not_hide_what_changes_until_then(site, run):
    site.issue(1, datetime.now(UTC) + timedelta(days=400))
    run()
    site.issue(2, datetime.now(UTC))

    assert "issues" in landed(run())


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("worklogs", lambda site: site.worklog(41, START + timedelta(minutes=1))),
        ("worklogs", lambda site: site.worklog(42, START - timedelta(minutes=5))),
        (
            "deletions",
            lambda site: site.deleted.append({"worklogId": 41, "updatedTime": epoch_ms(START) + 5}),
        ),
    ],
)
def test_a_changed_or_deleted_worklog_is_picked_up(site, run, table, change):
    site.worklog(41, START)
    run()
    change(site)

    assert landed(run()) == {table: 1}


def test_a_small_list_lands_whole_when_any_of_it_changed(site, run):
    run()
    site.fields.append({"id": "customfield_2", "name": "Team", "custom": True})

    assert landed(run()) == {"fields": 2}
    site.fields.reverse()
    assert landed(run()) == {}


def test_a_list_refused_for_a_night_stands_as_it_was(site, run, jira, reply, rows):
    first = run()
    path = "/rest/api/3/users/search"
    whole = jira.replies[path]
    jira.on(path, reply({"errorMessages": ["no"]}, 403))
    second = run()
    jira.replies[path] = whole
    third = run()

    assert landed(second) == landed(third) == {}
    assert first.watermark_after == second.watermark_after == third.watermark_after
    assert len(rows("users")) == 1


@pytest.mark.parametrize(
    "change",
    [{"projects": ["A", "B"]}, {"fields": {"sprint": ["Iteration"]}}],
    ids=["another project", "another sprint field"],
)
def test_another_scope_reads_everything_again(site, run, change):
    site.issue(1, START - timedelta(days=300))
    site.issue(2, START)
    site.fields.append({"id": "customfield_2", "name": "Iteration", "custom": True})
    run(projects=["A"])

    assert landed(run(**({"projects": ["A"]} | change)))["issues"] == 2


def test_another_mapping_lands_the_mapping_and_reads_no_issue_again(site, run, rows):
    site.issue(1, START - timedelta(days=300), customfield_1=3, customfield_2="2026-01-05")
    site.fields.append({"id": "customfield_2", "name": "Start", "custom": True})
    run()

    batch = run(fields={"story_points": [], "start_date": ["Start"]})

    assert landed(batch) == {"field_mapping": len(TARGETS)}
    filled = [row for row in rows("field_mapping", batch) if row["field_id"]]
    assert [(row["target"], row["field_id"]) for row in filled] == [("start_date", "customfield_2")]
    [issue] = rows("issues")
    assert json.loads(issue["custom_fields"]) == {"customfield_1": 3, "customfield_2": "2026-01-05"}


def test_a_mapped_field_that_vanishes_is_rejected_until_it_is_mended(site, run, rows):
    site.fields.append({"id": "customfield_2", "name": "Chance", "custom": True})
    run(fields={"risk_probability": ["Chance"]})
    site.fields.pop()

    batch = run(fields={"risk_probability": ["Chance"]})

    [reject] = rows("rejects")
    assert (reject["table_name"], reject["entity_id"]) == ("field_mapping", "risk_probability")
    assert "Jira no longer has customfield_2 ('Chance'" in reject["reason"]
    assert "name its successor in jira.fields.risk_probability" in reject["fix"]
    assert [row["field_id"] for row in rows("field_mapping", batch)].count(None) == 9
    assert landed(run(fields={"risk_probability": ["Chance"]})) == {}
    assert landed(run(fields={"risk_probability": []})) == {"field_mapping": len(TARGETS)}


def test_a_mapped_field_of_an_unsuitable_type_is_rejected_and_not_guessed_at(site, run, rows):
    site.fields.append(
        {"id": "customfield_2", "name": "Begin", "custom": True, "schema": {"type": "user"}}
    )

    batch = run(fields={"start_date": ["Begin"]})

    [reject] = rows("rejects")
    assert reject["reason"] == (
        "customfield_2 ('Begin', user) cannot be read as start_date, which needs date, datetime"
    )
    begin = [row for row in rows("field_mapping", batch) if row["target"] == "start_date"]
    assert [row["field_id"] for row in begin] == [None]


def test_a_new_custom_field_is_said_once_with_a_proposal(site, run, caplog):
    run()
    assert "new custom field" not in caplog.text
    number = {"type": "number"}
    site.fields += [
        {"id": "customfield_7", "name": "Likelihood", "custom": True, "schema": number},
        {"id": "customfield_8", "name": "Colour", "custom": True},
    ]

    run()
    said = [each for each in caplog.messages if "new custom field" in each]
    assert said == [
        "Jira has a new custom field customfield_7 ('Likelihood', number); it lands in "
        "issues.custom_fields. To use it: jira.fields.risk_probability: [customfield_7]",
        "Jira has a new custom field customfield_8 ('Colour', no type); it lands in "
        "issues.custom_fields",
    ]
    caplog.clear()
    run()
    assert "new custom field" not in caplog.text


def test_what_cannot_be_read_is_rejected_whole_and_everything_else_lands(site, run, rows):
    site.issue(1, START)
    site.issue(2, START, duedate="soon")
    site.issue(3, START, issuelinks=[{"id": "500"}, {"id": "501", "inwardIssue": {"id": "1"}}])
    site.issue(4, START, status="Done")
    site.issue(5, START, updated=None)
    site.histories["1"].append({"id": "h-bad", "created": "once", "items": []})
    site.worklog(41, START)
    site.worklog(42, START, timeSpentSeconds=None)
    site.deleted.append({"worklogId": None, "updatedTime": 5})

    batch = run()
    rejects = {(row["table_name"], row["entity_id"]): row for row in rows("rejects", batch)}
    assert {key: row["column_name"] for key, row in rejects.items()} == {
        ("issues", "2"): "due_date",
        ("issues", "4"): "status",
        ("issues", "5"): "updated_at",
        ("issue_links", "500"): "inwardIssue",
        ("issue_changes", "1/h-bad"): "changed_at",
        ("worklogs", "42"): "seconds",
        ("deletions", None): "entity_id",
    }
    bad = rejects["issues", "2"]
    assert bad["value"] == "soon"
    assert json.loads(bad["row_json"]) == site.issues["2"]
    assert all(row["reason"] and row["fix"] for row in rejects.values())
    counts = landed(batch)
    assert (counts["issues"], counts["worklogs"], counts["issue_links"]) == (2, 1, 1)
    assert counts["issue_changes"] == 5


def test_a_malformed_entry_of_a_small_list_is_rejected_too(site, run, jira, rows):
    jira.on("/rest/agile/1.0/board", {"values": [{"name": "no id"}, {"id": 5}], "isLast": True})
    site.fields.append({"name": "no id", "custom": True})
    site.fields.append({"id": "customfield_7", "custom": True, "schema": "number"})
    jira.on("/rest/api/3/project/search", {"values": [{"id": "10"}, "A"], "isLast": True})

    batch = run()
    assert {(row["table_name"], row["column_name"]) for row in rows("rejects", batch)} == {
        ("boards", "board_id"),
        ("fields", "field_id"),
        ("fields", "schema_type"),
        ("projects", "project_key"),
        ("projects", "project_id"),
    }
    assert run().rows == 0


def test_a_repeated_history_lands_once(site, run):
    site.issue(1, START)
    site.histories["1"] *= 2

    assert landed(run())["issue_changes"] == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_account_is_said_at_once_and_lands_nothing(
    site, run, jira, reply, slept, landing, status
):
    jira.on("/rest/api/3/myself", reply({"message": "no"}, status))

    with pytest.raises(HttpStatusError, match=r"PMO_JIRA_TOKEN.*jira_default"):
        run()
    assert slept == []
    assert landing.last("jira") is None


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/rest/api/3/search/jql", JiraAnswerError),
        ("/rest/api/3/changelog/bulkfetch", JiraAnswerError),
        ("/rest/api/3/worklog/updated", JiraAnswerError),
        ("/rest/api/3/worklog/list", JiraAnswerError),
        ("/rest/api/3/users/search", JiraAnswerError),
        ("/rest/agile/1.0/board", JiraAnswerError),
        ("/rest/api/3/worklog/deleted", RetryLaterError),
    ],
)
def test_a_failed_feed_lands_nothing_and_the_next_run_starts_where_this_one_did(
    site, run, jira, reply, landing, path, error
):
    site.issue(1, START)
    site.worklog(41, START)
    working = jira.replies[path]
    jira.on(path, reply({}, 503) if error is RetryLaterError else {"surprise": True})

    with pytest.raises(error):
        run(retry_budget_seconds=5)
    assert landing.last("jira") is None
    assert list((landing.root / "jira").glob("*/batch=2*")) == []
    jira.replies[path] = working
    assert landed(run())["issues"] == 1


def test_passing_failures_in_every_feed_cost_time_and_nothing_else(site, run, jira, reply, slept):
    for number in range(1, 8):
        site.issue(number, START + timedelta(hours=number))
    site.worklog(41, START)
    for path in (
        "/rest/api/3/myself",
        "/rest/api/3/search/jql",
        "/rest/api/3/changelog/bulkfetch",
        "/rest/api/3/worklog/updated",
        "/rest/api/3/worklog/list",
        "/rest/agile/1.0/board",
    ):
        whole = jira.replies[path][0]
        jira.replies[path] = [
            reply({}, 429, {"Retry-After": "3"}),
            reply(b'{"issues": [' + b" " * 500, cut="length"),
            reply({}, 502),
            whole,
        ]
    batch = run(page_size=3)

    assert landed(batch) == dict.fromkeys(LISTS, 1) | {
        "field_mapping": len(TARGETS),
        "issues": 7,
        "issue_changes": 7,
        "worklogs": 1,
    }
    assert len(slept) == 18


def test_each_feed_says_what_it_read_and_how_fast(site, run, caplog):
    caplog.set_level(logging.INFO)
    site.issue(1, START)
    site.issue(2, START, created=None)
    run()

    assert "issues: 2 read, 1 rows landed, 1 rejected, " in caplog.text
    for feed in (*LISTS, "issue_changes", "worklogs", "deletions"):
        assert f"{feed}: " in caplog.text
    assert "token-that-must-not-leak" not in caplog.text


def test_an_address_without_a_scheme_is_refused(run, site, connection, monkeypatch):
    object.__setattr__(connection, "url", "acme.atlassian.net")

    with pytest.raises(MissingConnectionError, match="https://<site>"):
        run()
