"""Whether what the private build has kept was built by today's code.

Models keep their rows from night to night, so after an upgrade old rows would stand beside new
ones: other SQL in an incremental model or in any macro, other settings of the engine, or another
dbt or DuckDB makes the next build a full one. Any other file of the project has its artifacts
written anew.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from pmo.home import Home

MARK = "materialized='incremental'"
ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")
PARTS = ("dbt_project.yml", "macros", "models", "seeds", "tests")


def is_of_other_code(home: Home, project: Path) -> bool:
    """Whether the private build was made by other code than that of `project`."""
    return home.build.exists() and not _is_noted(home, "incremental", code_digest(project))


def artifacts_are_of(home: Home, project: Path) -> bool:
    """Whether dbt's artifacts (its manifests) are there and speak of `project` as it is."""
    written = home.warehouse / "dbt" / "target" / "semantic_manifest.json"
    return written.exists() and _is_noted(home, "project", project_digest(project))


def note_code(home: Home, project: Path) -> None:
    """Note that the private build and dbt's artifacts were made by the code of `project`."""
    _note(home, "incremental").write_text(code_digest(project), "utf-8")
    _note(home, "project").write_text(project_digest(project), "utf-8")


def code_digest(project: Path) -> str:
    """Return the SHA-256 of what decides the rows that models keep, as hex digits."""
    models = [
        path for path in (project / "models").rglob("*.sql") if MARK.encode() in path.read_bytes()
    ]
    shared = [project / "profiles.yml", *(project / "macros").rglob("*.sql")]
    return _digest(project, [*shared, *models])


def project_digest(project: Path) -> str:
    """Return the SHA-256 of all files of `project`, as hex digits."""
    return _digest(
        project,
        (path for part in PARTS for path in [project / part, *(project / part).rglob("*")]),
    )


def _digest(project: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(" ".join(map(version, ENGINES)).encode())
    for path in sorted(each for each in paths if each.is_file()):
        name = str(path.relative_to(project))
        digest.update(b"\0" + name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _is_noted(home: Home, of: str, digest: str) -> bool:
    note = _note(home, of)
    return note.exists() and note.read_text("utf-8") == digest


def _note(home: Home, of: str) -> Path:
    return home.warehouse / "dbt" / f"{of}.sha256"
