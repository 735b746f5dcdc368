"""Whether what incremental models have kept was built by today's code.

They keep their rows from night to night, so after an upgrade old rows would stand beside new ones:
other SQL in such a model, or in any macro, makes the next build a full one.
"""

import hashlib
from pathlib import Path

from pmo.home import Home

MARK = "materialized='incremental'"


def is_of_other_code(home: Home, project: Path) -> bool:
    """Whether the private build was made by other code than that of `project`."""
    note = _note(home)
    return home.build.exists() and (
        not note.exists() or note.read_text("utf-8") != code_digest(project)
    )


def note_code(home: Home, project: Path) -> None:
    """Note that the private build was made by the code of `project`."""
    _note(home).write_text(code_digest(project), "utf-8")


def code_digest(project: Path) -> str:
    """Return the SHA-256 of what decides the rows of incremental models, as hex digits."""
    digest = hashlib.sha256()
    models = sorted((project / "models").rglob("*.sql"))
    for path in [*sorted((project / "macros").rglob("*.sql")), *models]:
        text = path.read_bytes()
        if path.is_relative_to(project / "macros") or MARK.encode() in text:
            digest.update(path.name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()


def _note(home: Home) -> Path:
    return home.warehouse / "dbt" / "incremental.sha256"
