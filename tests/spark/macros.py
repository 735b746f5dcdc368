"""The project's macros as each engine's dbt renders them, without a profile or a night."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dbt.include
import jinja2

PROJECT = Path(__file__).parents[2] / "dbt_project" / "macros"
# As dbt looks for them: the project's own come before its packages'.
DBT = {
    "duckdb": ("global_project/macros/utils", "duckdb/macros/utils"),
    "spark": ("global_project/macros/utils", "spark/macros/utils"),
}
TYPES = {"duckdb": "varchar", "spark": "string"}
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?endmacro\s*-?%\}", re.DOTALL)


class _ReturnError(Exception):
    """Carries what a macro hands back by `return`."""


class Macros:
    """Macros by name, dispatched as for `engine`; `variables` are dbt's."""

    def __init__(self, engine: str, **variables: Any) -> None:
        self._engine = engine
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        self._known: dict[str, Any] = self._environment.globals
        self._known |= {
            "adapter": SimpleNamespace(dispatch=self._dispatch),
            "dbt": self,
            "execute": True,
            "modules": SimpleNamespace(datetime=datetime),
            "return": _return,
            "target": SimpleNamespace(type=engine, schema="main"),
            "var": lambda name, default=None: variables.get(name, default),
            "type_string": lambda: TYPES[engine],
        }
        packages = [Path(folder) for folder in dbt.include.__path__]
        folders = [package / name for name in DBT[engine] for package in packages]
        for folder in (*folders, PROJECT):
            for path in sorted(folder.rglob("*.sql")):
                self._read(path.read_text("utf-8"))

    def know(self, **names: Any) -> None:
        """Let the macros know further names, such as those of a model."""
        self._known |= names

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return a macro, dispatched where it has no body of its own name."""
        found: Callable[..., Any] = self._known.get(name) or self._dispatch(name)
        return found

    def render(self, text: str) -> str:
        """Return a text with macros in braces as the engine's SQL."""
        return self._environment.from_string(text).render()

    def _dispatch(self, name: str, _package: str = "") -> Callable[..., Any]:
        for prefix in (self._engine, "default"):
            if f"{prefix}__{name}" in self._known:
                found: Callable[..., Any] = self._known[f"{prefix}__{name}"]
                return found
        raise LookupError(f"no macro {name} for {self._engine}")

    def _read(self, text: str) -> None:
        for found in MACRO.finditer(text):
            name, block = found.group(1), found.group(0)
            if name != "type_string":
                self._known[name] = self._callable(name, block)

    def _callable(self, name: str, block: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            module = self._environment.from_string(block).module
            try:
                return getattr(module, name)(*arguments, **named)
            except _ReturnError as returned:
                return returned.args[0]

        return call


def _return(value: Any) -> None:
    raise _ReturnError(value)
