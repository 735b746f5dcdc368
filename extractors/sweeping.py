"""Clear away what no reader counts: leftovers of killed runs, and files that a base stands for.

The latter stay for a while, since a reader keeps to the list of files that it began with.
"""

import logging
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from extractors.batch_writer import SCRATCH
from pmo.manifests import HISTORY, PREPARED, Base, listed, read_base

log = logging.getLogger(__name__)

# Less than a day, so that the next night removes what this one retired, also when it is early.
KEEP_RETIRED = timedelta(hours=20)


def sweep(root: Path, source: str, now: datetime) -> None:
    """Clear `source` below the landing `root`; the caller holds its lock."""
    folder = root / source
    shutil.rmtree(folder / SCRATCH, ignore_errors=True)
    base_id, batches = listed(root, source)
    base = read_base(root, source, base_id) if base_id else None
    kept = _remove_retired(root, base, now) if base else set()
    kept |= {f"batch={each}" for each in (PREPARED, *batches)}
    for path in sorted([*folder.glob("*/batch=*"), *folder.glob("*/base=*")]):
        if path.name not in kept and str(path.relative_to(root)) not in kept:
            log.warning("removing uncommitted %s of a run that did not finish", path)
            shutil.rmtree(path)
    for path in (folder / HISTORY).glob("*"):
        if base is None or str(path.relative_to(root)) not in base.history:
            path.unlink()


def _remove_retired(root: Path, base: Base, now: datetime) -> set[str]:
    """Remove what was retired long enough ago; return the folders that stay, below `root`."""
    files = {file.path for table in base.tables for file in table.files}
    for each in base.retired:
        if each.at > now - KEEP_RETIRED:
            files.add(each.path)
            continue
        path = root / each.path
        if path.exists():
            path.unlink()
            with suppress(OSError):  # not empty: another file of that folder is still needed
                path.parent.rmdir()
    return {str(Path(each).parent) for each in files}
