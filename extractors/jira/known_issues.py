"""What the landing knows of issues: their ids and keys, and what the census last said of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.jira.issue_ids import Flags, Ints, IssueIds, ProjectCodes, last_of_each, parsed
from extractors.jira.tables import DELETIONS, ISSUES, REJECTS, SOURCE
from pmo.manifests import live, live_files

# What can be said of an issue, by its code; nothing was ever said of most.
NEVER, PRESENT, DELETED, MOVED, ARCHIVED, ACCESS_LOST, UNOBSERVED = range(7)
VERDICTS = ("", "present", "deleted", "moved", "archived", "access_lost", "unobserved")

ROWS_AT_ONCE = 25_000
ROWS_BEFORE_FOLDING = 1_000_000
Columns = tuple[Ints, ...]


@dataclass(frozen=True)
class KnownIssues:
    """Every issue that ever landed, and the code of what the census last said of it.

    `is_gone`: deleted or moved out, and not landed since. `rejected` are ids that were read and
    could not be landed.
    """

    issues: IssueIds
    verdicts: Ints
    is_gone: Flags
    rejected: Ints


def known_issues(landing: Path, codes: ProjectCodes, fresh: IssueIds) -> KnownIssues:
    """Read the committed landing below `landing`; only columns of ids are read.

    `fresh` are the issues that this run has read and not committed.
    """
    ranks = {line.batch_id: rank for rank, line in enumerate(live(landing, SOURCE).lines)}
    newest = (fresh.ids, np.full(len(fresh), len(ranks), np.int32), fresh.projects, fresh.numbers)
    chunks = chain(_issues(landing, ranks, codes), [newest])
    ids, landed, projects, numbers = _newest(chunks, 4)
    issues = IssueIds(ids, projects, numbers)
    judged, said, verdicts = _newest(_verdicts(landing, ranks), 3)
    is_landed, places = issues.at(judged)
    judged_at = places[is_landed]
    last_said = np.full(len(issues), -1, dtype=np.int32)
    last_said[judged_at] = said[is_landed]
    by_issue = np.zeros(len(issues), dtype=np.int8)
    by_issue[judged_at] = verdicts[is_landed]
    is_gone = (last_said >= landed) & np.isin(by_issue, (DELETED, MOVED))
    return KnownIssues(issues, by_issue, is_gone, _rejected(landing))


def _newest(chunks: Iterable[Columns], width: int) -> Columns:
    """Return the columns with each id once, ids ascending; the second column ranks.

    Folded as they come, so that memory follows the issues and not all that ever landed of them.
    """
    waiting: list[Columns] = [tuple(np.empty(0, dtype=np.int32) for _ in range(width))]
    rows, limit = 0, ROWS_BEFORE_FOLDING
    for chunk in chunks:
        waiting.append(chunk)
        rows += len(chunk[0])
        if rows > limit:
            waiting = [_folded(waiting)]
            rows = len(waiting[0][0])
            limit = max(ROWS_BEFORE_FOLDING, 2 * rows)
    return _folded(waiting)


def _folded(chunks: list[Columns]) -> Columns:
    ids, ranks, *rest = zip(*chunks, strict=True)
    last = last_of_each(np.concatenate(ids), np.concatenate(ranks))
    # One column after the other, for each is whole twice meanwhile.
    return tuple(np.concatenate(column)[last] for column in (ids, ranks, *rest))


def _issues(landing: Path, ranks: Mapping[str, int], codes: ProjectCodes) -> Iterator[Columns]:
    for batch in _batches(landing, ISSUES.name, ("issue_id", "issue_key", "_batch_id")):
        ids, projects, numbers = parsed(batch["issue_id"], batch["issue_key"], codes)
        yield ids, _ranked(batch["_batch_id"], ranks), projects, numbers


def _verdicts(landing: Path, ranks: Mapping[str, int]) -> Iterator[Columns]:
    names = ("entity", "entity_id", "classification", "_batch_id")
    for every in _batches(landing, DELETIONS.name, names):
        batch = every.filter(pc.equal(every["entity"], "issue"))
        said = pc.index_in(batch["classification"], pa.array(VERDICTS))
        yield (
            pc.cast(batch["entity_id"], pa.int64()).to_numpy(zero_copy_only=False),
            _ranked(batch["_batch_id"], ranks),
            pc.fill_null(said, DELETED).to_numpy(zero_copy_only=False).astype(np.int8),
        )


def _rejected(landing: Path) -> Ints:
    found = [np.empty(0, dtype=np.int64)]
    for batch in _batches(landing, REJECTS.name, ("table_name", "entity_id")):
        is_number = pc.match_substring_regex(batch["entity_id"], "^[0-9]{1,18}$")
        is_issue = pc.and_(pc.equal(batch["table_name"], ISSUES.name), is_number)
        ids = batch.filter(is_issue)["entity_id"]
        found.append(pc.cast(ids, pa.int64()).to_numpy(zero_copy_only=False))
    return np.unique(np.concatenate(found))


def _batches(landing: Path, table: str, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a landing table some thousands at once; a column may be newer than it."""
    for path in live_files(landing, SOURCE, table):
        with pq.ParquetFile(path, pre_buffer=False) as file:
            here = [name for name in names if name in file.schema_arrow.names]
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=here, use_threads=False):
                absent = pa.nulls(batch.num_rows, pa.string())
                yield pa.RecordBatch.from_arrays(
                    [batch[name] if name in here else absent for name in names], names=list(names)
                )


def _ranked(batch_ids: pa.Array, ranks: Mapping[str, int]) -> Ints:
    encoded = pc.dictionary_encode(batch_ids)
    known = np.array([ranks[each] for each in encoded.dictionary.to_pylist()], dtype=np.int32)
    found: Ints = known[encoded.indices.to_numpy(zero_copy_only=False)]
    return found
