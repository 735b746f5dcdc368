"""What the landing knows of issues, over many batches and after a compaction."""

from datetime import UTC, date, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest

from extractors.jira import known_issues as module
from extractors.jira.issue_ids import IssueIds, ProjectCodes, parsed_page, united
from extractors.jira.known_issues import DELETED, NEVER, PRESENT, known_issues
from extractors.jira.tables import DELETIONS, ISSUES, REJECTS, SOURCE, TABLES
from extractors.landing import Landing
from pmo.clock import Clock

BEFORE_CLASSES = ["classification", "project_key", "issue_key"]


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path, Clock(pinned=date(2026, 6, 1)))


def land(landing, issues=None, said=None, rejected=()):
    with landing.batch(SOURCE, TABLES) as writer:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        writer.write(
            ISSUES,
            [{"issue_id": each, "issue_key": key} for each, key in (issues or {}).items()],
        )
        writer.write(
            DELETIONS,
            [
                {"entity": entity, "entity_id": each, "classification": kind, "deleted_at": now}
                for (entity, each), kind in (said or {}).items()
            ],
        )
        writer.write(
            REJECTS, [{"table_name": table, "entity_id": each} for table, each in rejected]
        )


def read(landing, fresh=()):
    codes = ProjectCodes()
    given = united([parsed_page(list(fresh), codes)]) if fresh else IssueIds.empty()
    known = known_issues(landing.root, codes, given)
    return known, {
        str(each): (known.issues.key(place, codes), int(known.verdicts[place]), bool(gone))
        for place, (each, gone) in enumerate(
            zip(known.issues.ids.tolist(), known.is_gone.tolist(), strict=True)
        )
    }


def test_nothing_landed_is_nothing_known(landing):
    landing.prepare(TABLES)
    known, by_id = read(landing)
    assert (by_id, known.rejected.tolist()) == ({}, [])


def test_of_each_issue_the_last_batch_counts_and_of_what_was_said_too(landing):
    land(landing, {"10": "AB-1", "2": "AB-2", "3": "AB-3", "4": "AB-4"})
    land(
        landing, said={("issue", "2"): "deleted", ("issue", "3"): "moved", ("worklog", "10"): None}
    )
    land(landing, {"10": "CD-1", "3": "AB-3"}, said={("issue", "4"): "archived"})
    land(landing, said={("issue", "4"): "present", ("issue", "99"): "deleted"})

    _, by_id = read(landing)
    assert by_id == {
        "2": ("AB-2", DELETED, True),
        "3": ("AB-3", module.MOVED, False),  # it landed again since
        "4": ("AB-4", PRESENT, False),
        "10": ("CD-1", NEVER, False),
    }


def test_what_was_said_in_the_batch_that_landed_an_issue_holds(landing):
    land(landing, {"1": "AB-1"}, said={("issue", "1"): "deleted"})
    assert read(landing)[1] == {"1": ("AB-1", DELETED, True)}


def test_what_the_run_itself_has_read_is_newer_than_all_that_landed(landing):
    land(landing, {"1": "AB-1"})
    land(landing, said={("issue", "1"): "deleted"})
    assert read(landing, fresh=[("1", "CD-1"), ("5", "CD-5")])[1] == {
        "1": ("CD-1", DELETED, False),
        "5": ("CD-5", NEVER, False),
    }


def test_rows_from_before_there_were_classes_are_deletions(landing):
    land(landing, {"1": "AB-1"})
    land(landing, said={("issue", "1"): "present"})
    (path,) = (landing.root / SOURCE / "deletions").glob("batch=2*/*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(BEFORE_CLASSES), path)
    assert read(landing)[1] == {"1": ("AB-1", DELETED, True)}


def test_ids_that_were_rejected_are_known_as_such(landing):
    land(
        landing,
        rejected=[("issues", "7"), ("worklogs", "8"), ("issues", None), ("issues", "AB-9")],
    )
    known, _ = read(landing)
    assert known.rejected.tolist() == [7]


def test_folding_as_rows_come_changes_nothing(landing, monkeypatch):
    for night in range(5):
        land(landing, {str(n): f"AB-{n + 100 * night}" for n in range(night, 40)})
    want = read(landing)[1]
    assert want["39"] == ("AB-439", NEVER, False)
    monkeypatch.setattr(module, "ROWS_BEFORE_FOLDING", 7)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 3)
    assert read(landing)[1] == want


def test_a_compacted_file_may_hold_its_batches_in_any_order():
    ids = np.array([5, 5, 3, 5])
    columns = (ids, np.array([2, 7, 1, 4]), np.array([20, 70, 10, 40]))
    folded = module._newest([columns], 3)
    assert [column.tolist() for column in folded] == [[3, 5], [1, 7], [10, 70]]
