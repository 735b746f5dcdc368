"""The published versions: which there are, which one BI reads, and how to go back.

A version is named by its as-of day and by what it says (a hash over its tables), so publishing
the same numbers twice is publishing once.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pmo.errors import OperatorError
from pmo.home import Home
from warehouse.locking import warehouse_lock

PREFIX = "portfolio-"


class UnknownVersionError(OperatorError):
    """No such version is kept."""


@dataclass(frozen=True)
class Version:
    """One published version; `published_at` is machine time, `rows` counts all marts."""

    version_id: str
    as_of: date
    published_at: datetime
    tables: int
    rows: int
    is_current: bool = False

    def __str__(self) -> str:
        return f"{self.version_id}: {self.rows:,} rows in {self.tables} marts"


def database_of(home: Home, version_id: str) -> Path:
    """Return where the database of a version is kept."""
    return home.published / f"{PREFIX}{version_id}.duckdb"


def list_versions(home: Home) -> list[Version]:
    """Return every kept version, newest publication first."""
    current = current_version(home)
    found = []
    for path in home.published.glob(f"{PREFIX}*.json"):
        raw = json.loads(path.read_text("utf-8"))
        found.append(
            Version(
                version_id=raw["version_id"],
                as_of=date.fromisoformat(raw["as_of"]),
                published_at=datetime.fromisoformat(raw["published_at"]),
                tables=raw["tables"],
                rows=raw["rows"],
                is_current=raw["version_id"] == current,
            )
        )
    return sorted(found, key=lambda each: each.published_at, reverse=True)


def current_version(home: Home) -> str | None:
    """Return the id of the version at the BI path, or None before the first publication."""
    return _stamped(home, "version_id")


def previous_version(home: Home) -> str | None:
    """Return the id of the version that readers had before the one at the BI path."""
    return _stamped(home, "previous_version_id")


def _stamped(home: Home, column: str) -> str | None:
    if not home.portfolio.exists():
        return None
    with duckdb.connect(str(home.portfolio), read_only=True) as connection:
        row = connection.execute(f"select {column} from quality.version").fetchone()
    return str(row[0]) if row and row[0] is not None else None


def rollback(home: Home, version_id: str | None = None) -> Version:
    """Point the BI path at `version_id`, by default the one published before the current."""
    with warehouse_lock(home):
        versions = list_versions(home)
        if version_id is None:
            version_id = _before_current(versions)
        chosen = next((each for each in versions if each.version_id == version_id), None)
        if chosen is None:
            kept = ", ".join(each.version_id for each in versions) or "none"
            raise UnknownVersionError(f"version {version_id!r} is not kept; kept are: {kept}")
        switch(home, chosen.version_id)
    return chosen


def _before_current(versions: list[Version]) -> str:
    ids = [each.version_id for each in versions]
    current = next((each.version_id for each in versions if each.is_current), None)
    later = ids.index(current) + 1 if current in ids else 0
    if later >= len(ids):
        raise UnknownVersionError("there is no version before the current one to go back to")
    return ids[later]


def switch(home: Home, version_id: str) -> None:
    """Make the BI path the given version, by one atomic rename; open readers keep the old one."""
    scratch = home.portfolio.with_name(f".{home.portfolio.name}.tmp")
    scratch.unlink(missing_ok=True)
    source = database_of(home, version_id)
    try:
        os.link(source, scratch)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, scratch)
    scratch.replace(home.portfolio)


def remember(home: Home, version: Version) -> None:
    """Write the version's card beside its database."""
    card = asdict(version)
    del card["is_current"]
    path = database_of(home, version.version_id).with_suffix(".json")
    scratch = path.with_name(f".{path.name}.tmp")
    scratch.write_text(json.dumps(card, default=str, indent=1), "utf-8")
    scratch.replace(path)


def prune(home: Home, keep: int) -> list[str]:
    """Remove all but the newest `keep` versions, never the current one; return what went."""
    gone = []
    for version in list_versions(home)[keep:]:
        if version.is_current:
            continue
        path = database_of(home, version.version_id)
        path.with_suffix(".json").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        gone.append(version.version_id)
    return gone
