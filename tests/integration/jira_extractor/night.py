"""The demo Jira of either edition, a landing that is filled from it, and what should land."""

import json
from collections import defaultdict

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import SecretStr

from demo.jira.faults import Faults
from demo.jira.server import serve
from demo.jira.site import Site
from demo.jira.truth import deleted_worklogs, truth
from demo.jira.truth_lists import list_truth
from demo.plan import build_plan
from extractors.jira.extract import extract
from extractors.jira.tables import DELETIONS, ISSUE_CHANGES, ISSUE_LINKS, ISSUES, TABLES, WORKLOGS
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.settings import Settings

SCALE = 0.1
JSON_LISTS = ("fix_versions", "components", "labels", "sprint_ids")


class Night:
    """A running demo Jira and a landing that is filled from it."""

    def __init__(self, root, edition="cloud", options=None, scale=SCALE):
        self.plan = build_plan(scale=scale)
        self.faults = Faults()
        self.site = Site(self.plan, edition, options)
        self.landing = Landing(root, Clock(pinned=self.plan.as_of))
        self.slept = []

    def run(self, **jira):
        settings = Settings.model_validate({"organisation": {"name": "Test"}, "jira": jira})
        with serve(self.site, faults=self.faults) as server:
            connection = self.connection(server)
            return extract(settings, self.landing, connection, sleep=self.slept.append)

    @staticmethod
    def connection(server):
        return Connection(server.url, server.user, SecretStr(server.token))

    def landed(self, table):
        """Return the rows of a table as they stand now: of each key, the one landed last."""
        paths = sorted((self.landing.root / "jira" / table.name).glob("*/*.parquet"))
        rows = pa.concat_tables([pq.read_table(each) for each in paths]).to_pylist()
        rows.sort(key=lambda row: (row["_batch_id"], row["_row_number"]))
        return {tuple(row[name] for name in table.key): row for row in rows}

    def expected(self):
        found = defaultdict(dict)
        keys = {table.name: table.key for table in TABLES}
        for table, row in truth(self.site):
            found[table][tuple(row[name] for name in keys[table])] = row
        for row in deleted_worklogs(self.site):
            found["deletions"][row["entity"], row["entity_id"]] = row
        return found


def comparable(row, columns):
    """Return the columns that the truth knows, JSON lists as lists."""
    return {
        name: json.loads(row[name])
        if name in JSON_LISTS and isinstance(row[name], str)
        else row[name]
        for name in columns
    }


def assert_equals_truth(night):
    expected = night.expected()
    for table in (ISSUES, ISSUE_CHANGES, WORKLOGS, ISSUE_LINKS, DELETIONS):
        want = expected[table.name]
        have = night.landed(table)
        assert set(have) == set(want), table.name
        assert want, table.name
        for key, row in want.items():
            assert comparable(have[key], row) == row, (table.name, key)


def assert_lists_equal_truth(night):
    """Hold every small list to what the organisation is, row for row."""
    tables = {table.name: table for table in TABLES}
    expected = defaultdict(dict)
    for name, row in list_truth(night.site):
        expected[name][tuple(row[column] for column in tables[name].key)] = row
    assert len(expected) == 10
    for name, want in expected.items():
        have = night.landed(tables[name])
        assert set(have) == set(want), name
        for key, row in want.items():
            assert comparable(have[key], row) == row, (name, key)
