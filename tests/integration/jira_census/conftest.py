"""The sample organisation's Jira, night after night, while things vanish from it and come back."""

import shutil
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from demo.jira.faults import Faults
from demo.jira.server import serve
from demo.jira.site import Site
from demo.jira.timeline import FIRST_ISSUE_ID
from demo.plan import build_plan
from extractors.jira.extract import extract
from extractors.jira.tables import TABLES
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.manifests import live_files
from pmo.settings import Settings

SCALE = 0.1


class Nights:
    """A demo Jira and the landing that each night fills a day later."""

    def __init__(self, root, edition="cloud"):
        self.plan = build_plan(scale=SCALE)
        self.faults = Faults()
        self.site = Site(self.plan, edition=edition)
        self.root = root
        self.day = self.plan.as_of - timedelta(days=1)
        self.projects = [space.key for space in self.site.spaces]
        self.watermark = {}

    def run(self, days=1, **jira):
        """Extract `days` later than last time; return the rows landed, by table."""
        self.day += timedelta(days=days)
        self.faults.clear()
        settings = Settings.model_validate({"organisation": {"name": "Test"}, "jira": jira})
        landing = Landing(self.root, Clock(pinned=self.day))
        with serve(self.site, faults=self.faults) as server:
            connection = Connection(server.url, server.user, SecretStr(server.token))
            batch = extract(settings, landing, connection, sleep=lambda _: None)
        self.watermark = batch.watermark_after
        return {
            table.name: [row for row in self.rows(table.name) if row["_batch_id"] == batch.batch_id]
            for table in TABLES
        }

    @staticmethod
    def verdicts(landed):
        """Return what a night said of issues: classification by key."""
        rows = [row for row in landed["deletions"] if row["entity"] == "issue"]
        assert len({row["entity_id"] for row in rows}) == len(rows)
        return {row["issue_key"]: row["classification"] for row in rows}

    def rows(self, table):
        """Return every landed row of a table, in the order of landing."""
        paths = live_files(self.root, "jira", table)
        tables = [pq.read_table(path) for path in paths]
        found = pa.concat_tables(tables, promote_options="default").to_pylist()
        return sorted(found, key=lambda row: (row["_batch_id"], row["_row_number"]))

    def asked_for(self):
        """Return the ids of the issues that were asked for one by one."""
        paths = [path.split("?")[0] for method, path in self.faults.requests if method == "GET"]
        return [
            path.rpartition("/")[2] for path in paths if path.rpartition("/")[0][-6:] == "/issue"
        ]

    def id_of(self, key):
        """Return the id of an issue by its key, as Jira has it now."""
        return str(self.site.find(key) + FIRST_ISSUE_ID)


@pytest.fixture(scope="session")
def first_night(tmp_path_factory):
    """Return the landing after the first night, when nothing has vanished yet."""
    nights = Nights(tmp_path_factory.mktemp("first_night") / "landing")
    nights.run()
    return nights


@pytest.fixture
def fresh_nights(tmp_path):
    """Return nights before the first."""
    return Nights(tmp_path / "landing")


@pytest.fixture
def nights(first_night, tmp_path):
    """Return nights after the first."""
    nights = Nights(tmp_path / "landing")
    shutil.copytree(first_night.root, nights.root)
    nights.day, nights.watermark = first_night.day, first_night.watermark
    return nights


@pytest.fixture
def data_center(tmp_path):
    """Return nights before the first, of a Data Center."""
    return Nights(tmp_path / "landing", edition="data_center")
