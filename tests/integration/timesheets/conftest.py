"""A small Tempo (REST API 4.0) on a real socket, whose truth a test can change."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from extractors.landing import Landing
from extractors.timesheets.extract import extract
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.manifests import live_files
from pmo.settings import Settings
from tests.integration.http_server import HttpServer

TODAY = date(2026, 6, 30)
TOKEN = "tempo-token-that-must-not-leak"


@dataclass
class Truth:
    """One worklog as Tempo holds it."""

    worklog_id: int
    day: date
    seconds: int = 3600
    updated_at: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)
    issue_id: int = 10001
    author: str = "acc-1"
    project_id: int = 10
    description: str = "Survey"
    attributes: dict[str, Any] = field(default_factory=dict)
    spoilt: dict[str, Any] = field(default_factory=dict)  # what the answer says in their place

    def body(self, base: str) -> dict[str, Any]:
        own = f"{base}/4/worklogs/{self.worklog_id}"
        values = [{"key": key, "value": value} for key, value in self.attributes.items()]
        return {
            "self": own,
            "tempoWorklogId": self.worklog_id,
            "issue": {"self": f"https://jira/issue/{self.issue_id}", "id": self.issue_id},
            "timeSpentSeconds": self.seconds,
            "billableSeconds": self.seconds // 2,
            "startDate": self.day.isoformat(),
            "startTime": "09:00:00",
            "description": self.description,
            "createdAt": "2026-01-05T08:00:00Z",
            "updatedAt": f"{self.updated_at:%Y-%m-%dT%H:%M:%SZ}",
            "author": {"self": "https://jira/user", "accountId": self.author},
            "attributes": {"self": f"{own}/work-attribute-values", "values": values},
        } | self.spoilt


class FakeTempo:
    """Serves `truth`; `replies` (callables of the request's number and query) come first."""

    def __init__(self):
        self.truth: dict[int, Truth] = {}
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self.reply = None
        self.most = 1000  # the server's own idea of the largest page
        self._server = HttpServer(self.serve)
        self.url, self.close = self._server.url, self._server.close

    def add(self, *worklogs):
        self.truth |= {each.worklog_id: each for each in worklogs}

    def serve(self, handler):
        parts = urlsplit(handler.path)
        query = parse_qs(parts.query)
        self.asked.append((parts.path, query, dict(handler.headers)))
        answer = self.reply(len(self.asked), parts.path, query) if self.reply else None
        status, body, headers = answer or self.answer(parts.path, query)
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        kind = {} if "Content-Type" in headers else {"Content-Type": "application/json"}
        for name, value in (kind | headers).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def answer(self, path, query):
        if path != "/4/worklogs":
            found = self.truth.get(int(path.rpartition("/")[2]))
            if found is None:
                return 404, {"errors": {"message": "Worklog not found"}}, {}
            return 200, found.body(self.url), {}
        matching = [each for _, each in sorted(self.truth.items()) if _matches(each, query)]
        offset = int(query.get("offset", ["0"])[0])
        limit = min(int(query.get("limit", ["50"])[0]), self.most)
        page = matching[offset : offset + limit]
        metadata = {"count": len(page), "offset": offset, "limit": limit}
        if offset + limit < len(matching):
            further = query | {"offset": [str(offset + limit)], "limit": [str(limit)]}
            metadata["next"] = f"{self.url}{path}?{urlencode(further, doseq=True)}"
        results = [each.body(self.url) for each in page]
        return 200, {"self": self.url + path, "metadata": metadata, "results": results}, {}

    def asked_of(self, path="/4/worklogs"):
        return [query for asked, query, _ in self.asked if asked == path]


def _matches(worklog, query):
    first, last = query.get("from", ["0001-01-01"])[0], query.get("to", ["9999-12-31"])[0]
    since = query.get("updatedFrom", ["0001-01-01"])[0]
    projects = query.get("projectId") or [str(worklog.project_id)]
    return (
        first <= worklog.day.isoformat() <= last
        and worklog.updated_at.date().isoformat() >= since
        and str(worklog.project_id) in projects
    )


class Night:
    """Runs the extraction night by night, and says what stands in the landing."""

    def __init__(self, root, tempo):
        self.root, self.tempo = root, tempo
        self.today = TODAY
        self.drop = root / "drop"
        self.slept: list[float] = []
        self.options: dict[str, Any] = {"page_size": 3, "since": date(2026, 1, 1)}

    @property
    def landing(self):
        return Landing(self.root / "landing", Clock(self.today))

    def run(self, **options):
        section = {"tempo": {"enabled": True} | self.options | options, "jira_worklogs": "ignored"}
        settings = Settings.model_validate(
            {"organisation": {"name": "Test"}, "timesheets": section}
        )
        connection = Connection(self.tempo.url, "", SecretStr(TOKEN))
        return extract(settings, self.landing, self.drop, connection, sleep=self.slept.append)

    def landed(self, table="tempo_worklogs"):
        """Return every landed row, oldest first."""
        files = live_files(self.root / "landing", "timesheets", table)
        rows = [row for path in files for row in pq.read_table(path).to_pylist()]
        return sorted(rows, key=lambda row: (row["_batch_id"], row["_row_number"]))

    def standing(self):
        """Return the rows that stand, by id: of each worklog the newest, deleted ones left out."""
        newest = {row["tempo_worklog_id"]: row for row in self.landed()}
        return {key: row for key, row in newest.items() if row["deleted_at"] is None}

    def differences(self):
        """Return the ids whose landed row is not what Tempo holds; empty when all is well."""
        truth = {str(key): _expected(each) for key, each in self.tempo.truth.items()}
        found = {
            key: {name: row[name] for name in EXPECTED} for key, row in self.standing().items()
        }
        keys = truth.keys() | found.keys()
        return sorted(key for key in keys if truth.get(key) != found.get(key))


EXPECTED = ("issue_id", "author_id", "work_date", "seconds", "updated_at", "description", "account")


def _expected(worklog):
    return {
        "issue_id": str(worklog.issue_id),
        "author_id": worklog.author,
        "work_date": worklog.day,
        "seconds": worklog.seconds,
        "updated_at": worklog.updated_at,
        "description": worklog.description,
        "account": worklog.attributes.get("_Account_"),
    }


@pytest.fixture
def tempo():
    fake = FakeTempo()
    yield fake
    fake.close()


@pytest.fixture
def night(tmp_path, tempo):
    return Night(tmp_path, tempo)


@pytest.fixture
def worklog():
    return Truth
