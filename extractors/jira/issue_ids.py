"""Issues as columns of numbers, so that a million of them compare in a moment.

An issue is its numeric id, its key is a Jira project's code and the number after the dash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from extractors.jira.errors import IN_ITS_PLACE, JiraAnswerError

Ints = NDArray[np.signedinteger[Any]]  # ids have 64 bits, all else 32
Flags = NDArray[np.bool_]

KEY = r"^(?P<project>.+)-(?P<number>[0-9]{1,9})$"


class ProjectCodes:
    """Small numbers for the keys of Jira projects, in capitals as Jira writes them."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def code(self, name: str) -> int:
        """Return the number of a project key, a new one if it was never met."""
        name = name.upper()
        if name not in self._codes:
            self._codes[name] = len(self._names)
            self._names.append(name)
        return self._codes[name]

    def name(self, code: int) -> str:
        """Return the key behind a number."""
        return self._names[code]

    def codes(self, names: Sequence[str]) -> Ints:
        """Return the numbers of some keys."""
        return np.array([self.code(name) for name in names], dtype=np.int32)

    def encoded(self, column: pa.Array) -> Ints:
        """Return a column of keys as numbers."""
        keys = pc.dictionary_encode(column)
        codes = self.codes([str(name) for name in keys.dictionary.to_pylist()])
        found: Ints = codes[keys.indices.to_numpy(zero_copy_only=False)]
        return found


@dataclass(frozen=True)
class IssueIds:
    """Issues by ascending id, each once; all columns have one length."""

    ids: Ints
    projects: Ints
    numbers: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def empty(cls) -> Self:
        """Return no issues."""
        none = np.empty(0, dtype=np.int32)
        return cls(np.empty(0, dtype=np.int64), none, none)

    def at(self, ids: Ints) -> tuple[Flags, Ints]:
        """Tell which of `ids` are here, and where; the place of one that is not is any."""
        places = np.searchsorted(self.ids, ids)
        places[places == len(self.ids)] = 0
        if not len(self.ids):
            return np.zeros(len(ids), dtype=bool), places
        return self.ids[places] == ids, places

    def key(self, place: int, codes: ProjectCodes) -> str:
        """Return the key of the issue at `place`."""
        return f"{codes.name(int(self.projects[place]))}-{self.numbers[place]}"


def parsed(ids: pa.Array, keys: pa.Array, codes: ProjectCodes) -> tuple[Ints, Ints, Ints]:
    """Return ids, project codes and numbers; a key of another form is a project with number 0."""
    parts = pc.extract_regex(keys, KEY)
    projects = pc.coalesce(pc.struct_field(parts, "project"), keys, "")
    numbers = pc.fill_null(pc.cast(pc.struct_field(parts, "number"), pa.int32()), 0)
    return _numbers(ids), codes.encoded(projects), numbers.to_numpy(zero_copy_only=False)


def parsed_page(page: Sequence[tuple[str, str]], codes: ProjectCodes) -> tuple[Ints, Ints, Ints]:
    """Return the columns of a page of (id, key)."""
    ids, keys = ([each[0] for each in page], [each[1] for each in page])
    try:
        return parsed(pa.array(ids, pa.string()), pa.array(keys, pa.string()), codes)
    except pa.ArrowInvalid as error:
        raise JiraAnswerError(
            f"the census met an issue id that is no number ({error}). {IN_ITS_PLACE}"
        ) from None


def united(pages: Sequence[tuple[Ints, Ints, Ints]]) -> IssueIds:
    """Return all issues of some pages; of one that came twice, what came last."""
    if not pages:
        return IssueIds.empty()
    ids, projects, numbers = (np.concatenate(each) for each in zip(*pages, strict=True))
    last = last_of_each(ids)
    return IssueIds(ids[last], projects[last], numbers[last])


def last_of_each(ids: Ints, ranks: Ints | None = None) -> Ints:
    """Return where each id stands last, ids ascending: by rank, then by place."""
    order = np.argsort(ids, kind="stable") if ranks is None else np.lexsort((ranks, ids))
    ordered = ids[order]
    is_last = np.append(ordered[1:] != ordered[:-1], True) if len(ids) else np.empty(0, bool)
    found: Ints = order[is_last]
    return found


def _numbers(ids: Any) -> Ints:
    found: Ints = pc.cast(ids, pa.int64()).to_numpy(zero_copy_only=False)
    return found
