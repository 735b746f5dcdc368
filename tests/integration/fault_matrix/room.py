"""One small Jira behind a real socket, every feed of it several pages long, and many landings.

What may fail where is not listed here: the endpoints are those that a run without faults asked,
so a new one joins the matrix by itself.
"""

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
from pydantic import SecretStr

from demo.jira.faults import Faults
from demo.jira.server import serve
from demo.jira.site import Site
from demo.plan import build_plan
from extractors.jira.extract import extract
from extractors.jira.tables import SOURCE, TABLES
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.manifests import live
from pmo.settings import Settings

SCALE, PROJECTS = 0.03, 4  # about a hundred issues
LINEAGE = ("_batch_id", "_row_number", "_extracted_at")
OF_ISSUES = ("issues", "issue_changes", "issue_links", "worklogs")
GONE = ("deleted", "moved")


class Room:
    """A served site, and what a test does with it: land, spoil, look."""

    def __init__(self, server, root):
        self.server, self.root = server, root
        self.site, self.faults = server.state, server.faults
        self.slept = []
        self._landings = 0

    def landing(self):
        """Return a landing that nothing landed in yet."""
        self._landings += 1
        return Landing(self.root / str(self._landings), Clock(pinned=self.site.plan.as_of))

    def next_day(self, landing):
        """Return the landing as it is seen a day later, when the next census is due."""
        day = landing.clock.pinned + timedelta(days=1)
        return Landing(landing.root, Clock(pinned=day))

    def run(self, landing, sleep=None, **jira):
        """Extract once; no wait is waited for."""
        self.slept = []
        settings = Settings.model_validate(
            {"organisation": {"name": "Test"}, "jira": {"page_size": 15} | jira}
        )
        connection = Connection(self.server.url, self.server.user, SecretStr(self.server.token))
        return extract(settings, landing, connection, sleep=sleep or self.slept.append)

    @contextmanager
    def spoilt(self):
        """Yield the server's faults, cleared before and afterwards."""
        self.faults.clear()
        try:
            yield self.faults
        finally:
            self.faults.clear()
            self.site.expired_tokens.clear()

    def endpoints(self):
        """Return how often a whole run asks each endpoint, by a pattern of its path."""
        with self.spoilt() as faults:
            self.run(self.landing())
            return dict(Counter(pattern_of(path) for _, path in faults.requests))


def pattern_of(path):
    """Return the regular expression of a path whose numbers and keys may differ."""
    plain = path.partition("?")[0]
    return re.sub(r"(?<=/)\d+(?=/|$)", r"\\d+", re.sub(r"\.", r"\.", plain)) + "$"


@contextmanager
def open_room(root, edition="cloud", as_of=date(2026, 6, 30)):
    """Serve a site of its own while the block lasts."""
    plan = build_plan(as_of=as_of, scale=SCALE)
    site = Site(replace(plan, projects=plan.projects[:PROJECTS]), edition)
    with serve(site, faults=Faults()) as server:
        yield Room(server, root)


def rows_of(landing):
    """Return by table and key what stands now: of each key the row that landed last."""
    found = {table.name: {} for table in TABLES}
    keys = {table.name: table.key for table in TABLES}
    for table in live(landing.root, SOURCE).tables:
        for file in table.files:
            for row in pq.read_table(landing.root / file.path).to_pylist():
                held = found[table.table]
                key = tuple(row[name] for name in keys[table.table])
                if key not in held or _stamp(held[key]) <= _stamp(row):
                    held[key] = row
    return found


def current(landing):
    """Return what stands now, less what is gone and all that hung on it, without lineage."""
    found = rows_of(landing)
    deletions = found.pop("deletions")
    found.pop("issue_counts", None)
    for (entity, entity_id), row in deletions.items():
        if entity == "worklog":
            _drop(found["worklogs"], "worklog_id", entity_id, row)
        elif row["classification"] in GONE:
            held = found["issues"].get((entity_id,))
            if held is None or held["_batch_id"] <= row["_batch_id"]:
                for table in OF_ISSUES:
                    column = "from_issue_id" if table == "issue_links" else "issue_id"
                    _drop(found[table], column, entity_id, None)
    _follow_keys(found)
    return {table: {key: _plain(row) for key, row in rows.items()} for table, rows in found.items()}


def _follow_keys(found):
    """Name issues by the key they have now, as staging does: of a move, Jira tells one issue."""
    keys = {issue_id: row["issue_key"] for (issue_id,), row in found["issues"].items()}
    for table in ("issues", "issue_links"):
        for row in found[table].values():
            for name in [name for name in row if name.endswith("_key")]:
                row[name] = keys.get(row.get(name.removesuffix("_key") + "_id"), row[name])


def _drop(rows, column, value, since):
    for key in [key for key, row in rows.items() if row[column] == value]:
        if since is None or rows[key]["_batch_id"] <= since["_batch_id"]:
            del rows[key]


def _plain(row):
    return {name: value for name, value in row.items() if name not in LINEAGE}


def _stamp(row):
    return row["_batch_id"], row["_row_number"]


def differences(landing, wanted):
    """Return in words how `landing` differs from `wanted` (what `current` gave); empty is well."""
    found, said = current(landing), []
    for table, rows in wanted.items():
        missing, more = rows.keys() - found[table].keys(), found[table].keys() - rows.keys()
        other = [key for key in rows.keys() & found[table].keys() if rows[key] != found[table][key]]
        for what, keys in (("missing", missing), ("too many", more), ("different", other)):
            if keys:
                said.append(f"{table}: {len(keys)} {what}, such as {sorted(keys)[0]}")
    return said


def committed(landing):
    """Return the ids of the batches that count, and whatever a failed run left behind."""
    folder = landing.root / SOURCE
    ids = [line.batch_id for line in live(landing.root, SOURCE).lines]
    data = {path.name for path in folder.glob("*/batch=*")} - {"batch=0"}
    strays = sorted(data - {f"batch={each}" for each in ids})
    return ids, strays
