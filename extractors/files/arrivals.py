"""What lies in a drop folder, and a private copy of each file that stays still while it is read."""

import hashlib
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

log = logging.getLogger(__name__)

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
LITTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Arrival:
    """A file in the drop folder; `name` is its posix path below that folder."""

    path: Path
    name: str


@dataclass(frozen=True)
class Copy:
    """The content of an arrival as it stood at one moment."""

    path: Path
    sha256: str
    size: int
    modified_at: datetime


def arrivals(drop: Path) -> Iterator[Arrival]:
    """Yield the files below `drop` by name; none if there is no such folder.

    Temporary files are passed over: `~$…` (open in Excel), names that begin with a dot, and
    transfers under way (`.part`, `.tmp`…).
    """
    for path in sorted(drop.rglob("*")):
        inside = path.relative_to(drop)
        is_hidden = any(part.startswith((".", "~$")) for part in inside.parts)
        is_litter = path.name.casefold() in LITTER or path.suffix.casefold() in UNFINISHED
        if path.is_file() and not is_hidden and not is_litter:
            yield Arrival(path, _readable(inside.as_posix()))


def _readable(name: str) -> str:
    r"""Return a name that can be stored: bytes that are no UTF-8 (an old archive's) as `\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def sha256_of(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def copied(arrival: Arrival) -> Iterator[Copy | None]:
    """Yield a private copy of the file, or None if it changed meanwhile: it is still arriving."""
    with TemporaryDirectory(prefix="pmo-drop-") as folder:
        path = Path(folder) / f"copy{arrival.path.suffix.lower()}"  # openpyxl goes by the ending
        before = arrival.path.stat()
        shutil.copyfile(arrival.path, path)
        after = arrival.path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            log.warning("%s is still being written; it is left for the next run", arrival.name)
            yield None
        else:
            modified_at = datetime.fromtimestamp(after.st_mtime, UTC)
            yield Copy(path, sha256_of(path), after.st_size, modified_at)
