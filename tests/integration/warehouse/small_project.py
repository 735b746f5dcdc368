"""A dbt project of a few rows with our way of building tables, and what runs it."""

import json
import shutil
from pathlib import Path
from typing import Any, Self

import duckdb
import pytest

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros"
PROFILE = """
small: {target: duckdb, outputs: {duckdb: {type: duckdb, path: "{{ env_var('SMALL_BUILD') }}"}}}
"""


class SmallProject:
    """A project below `root` that holds `files`, built into a database of its own."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        """Write the project; nothing is built yet."""
        self.root, self._files = root, files | {"profiles.yml": PROFILE}
        self.database, self._kept = root / "build.duckdb", root / "kept.duckdb"
        (root / "macros").mkdir()
        for name in ("differences.sql", "materializations.sql", "reuse.sql", "seeds.sql"):
            shutil.copy(MACROS / name, root / "macros" / name)
        self._write()

    def keep(self) -> None:
        """Keep what is built by now, to start from it again."""
        shutil.copy(self.database, self._kept)

    def start_again(self) -> Self:
        """Go back to the files as they were and to what was kept; return the project."""
        self._write()
        shutil.copy(self._kept, self.database)
        return self

    def _write(self) -> None:
        # What is as it was is not touched, for dbt would parse it.
        for name, text in self._files.items():
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")

    def run(self, *words: str, command: str = "build", **variables: Any) -> dict[str, str]:
        """Run dbt; return of each model and data test what became of it."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        arguments = ["--quiet", command, "--vars", json.dumps(variables), *words]
        arguments += ["--project-dir", str(self.root), "--profiles-dir", str(self.root)]
        arguments += ["--target-path", str(self.root / "target")]
        arguments += ["--log-path", str(self.root / "logs")]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SMALL_BUILD", str(self.database))
            try:
                results = dbtRunner().invoke(arguments).result.results
            finally:
                DuckDBConnectionManager.close_all_connections()
        return {
            each.node.name: "reused" if each.message == "REUSED" else str(each.status)
            for each in results
            if each.node.resource_type in {"model", "test"}
        }

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement on what was built."""
        with duckdb.connect(str(self.database)) as connection:
            return connection.execute(statement).fetchall()
