"""After everything that can happen to issues, the warehouse's staging is what Jira holds."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from demo.jira.truth import issue_counts, losses, truth
from expectations import store
from extractors.landing import Landing
from extractors.runs import SOURCES, tables_of
from pmo.clock import Clock

DBT_PROJECT = Path(__file__).parents[3] / "dbt_project"
KEYS = {
    "issues": ("issue_id",),
    "issue_changes": ("issue_id", "history_id", "item_index"),
    "worklogs": ("worklog_id",),
    "issue_links": ("link_id",),
}
RENAMED = {"project_id": "jira_project_id", "project_key": "jira_project_key"}
JSON_LISTS = ("fix_versions", "components", "labels", "sprint_ids")


def staged(nights, folder):
    """Build Jira's staging as of the last night; return the open database."""
    for source in SOURCES:
        Landing(nights.root, Clock()).prepare(tables_of(source))
    store.write_rows(folder / "quarantine" / "current.parquet", store.QUARANTINE, [])
    told = {
        "landing": str(nights.root),
        "quarantine": str(folder / "quarantine"),
        "as_of": nights.day.isoformat(),
    }
    options = {
        "--select": "staging.jira",
        "--vars": json.dumps(told),
        "--project-dir": DBT_PROJECT,
        "--profiles-dir": DBT_PROJECT,
        "--target-path": folder / "target",
        "--log-path": folder / "logs",
    }
    run = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "run"),
            *(str(word) for option in options.items() for word in option),
        ],
        env=os.environ | {"PMO_BUILD_DATABASE": str(folder / "build.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    return duckdb.connect(str(folder / "build.duckdb"), read_only=True)


def rows(database, table):
    found = database.execute(f"select * from staging.stg_jira__{table}").to_arrow_table()
    return {tuple(row[name] for name in KEYS[table]): row for row in found.to_pylist()}


def comparable(row, names):
    """Return the columns `names` of a staged row as the truth writes them."""
    found = {}
    for name in names:
        value = row[RENAMED.get(name, name)]
        if name in JSON_LISTS:
            value = json.loads(value)
        elif isinstance(value, datetime):
            value = value.replace(tzinfo=UTC)
        found[name] = value
    return found


def shake(nights):
    """Let happen over some nights whatever can happen to issues and worklogs."""
    site = nights.site
    first, second, third, fourth, fifth, *_ = nights.projects
    site.delete(f"{first}-3")
    site.move(f"{first}-5", second)
    site.recreate(f"{second}-9")
    site.hide(fourth)
    site.restrict(f"{second}-7")
    linked = next(row for table, row in truth(site) if table == "issue_links")
    site.move(linked["from_issue_id"], third)
    parent = next(row["parent_id"] for table, row in truth(site) if row.get("parent_id"))
    site.move(parent, fifth)
    nights.run()
    worklog_id = next(int(row["worklog_id"]) for table, row in truth(site) if table == "worklogs")
    site.delete_worklog(worklog_id)
    site.touch(f"{fourth}-2", points=8)
    site.add_worklog(f"{fourth}-2", 3600)
    site.delete(f"{fourth}-4")
    site.touch(f"{first}-1", at=site.now + 7_200_000)
    nights.run()
    site.restore(fourth)
    site.restore(f"{second}-7")
    site.move(f"{second}-6", first)
    site.archive(third)
    nights.run()
    nights.run()


@pytest.fixture
def shaken(nights, tmp_path):
    shake(nights)
    database = staged(nights, tmp_path)
    yield nights, database
    database.close()


def test_after_the_dust_settles_staging_is_what_jira_holds(shaken):
    nights, database = shaken
    want = defaultdict(dict)
    for table, row in truth(nights.site):
        want[table][tuple(row[name] for name in KEYS[table])] = row
    lost = {row["entity_id"]: row["classification"] for row in losses(nights.site)}
    kept = {issue_id for issue_id, kind in lost.items() if kind == "archived"}
    assert set(lost.values()) == {"deleted", "archived"}

    for table in KEYS:
        have = rows(database, table)
        # Links between archived and living issues are in neither's truth.
        if table == "issue_links":
            have = {
                key: row
                for key, row in have.items()
                if not kept & {row["from_issue_id"], row["to_issue_id"]}
            }
            expected = {
                key: row
                for key, row in want[table].items()
                if not kept & {row["from_issue_id"], row["to_issue_id"]}
            }
        else:
            seen = {row["issue_id"] for row in have.values()}
            # What was archived stays as it was last seen.
            assert table != "issues" or kept <= seen
            have = {key: row for key, row in have.items() if row["issue_id"] not in kept}
            expected = want[table]
        assert expected, table
        assert set(have) == set(expected), table
        for key, row in expected.items():
            assert comparable(have[key], row) == row, (table, key)

    query = "select entity_id, classification from staging.stg_jira__deletions"
    said = dict(database.execute(f"{query} where entity = 'issue'").fetchall())
    assert {issue: kind for issue, kind in said.items() if kind != "present"} == lost
    counted = {row["project_key"]: row["issues"] for row in nights.run()["issue_counts"]}
    assert counted == issue_counts(nights.site)
