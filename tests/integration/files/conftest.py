from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import pytest
from openpyxl import Workbook

from extractors.landing import Landing
from pmo.clock import Clock
from pmo.manifests import live_files
from pmo.settings import Settings

REPOSITORY = Path(__file__).parents[3]
MACROS = REPOSITORY / "dbt_project" / "macros"


class Office:
    """A PMO's drop folder and landing: deliver files, run an extraction, ask what is landed."""

    def __init__(self, root):
        self.root = root
        self.drop = root / "drop"
        self.drop.mkdir()
        self.landing = Landing(root / "landing", Clock(date(2026, 6, 30)))
        self.sections = {}

    def deliver(self, name, text, encoding="utf-8"):
        path = self.drop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def deliver_book(self, name, sheets, touch=None):
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if touch:
            touch(book)
        book.save(self.drop / name)
        return self.drop / name

    def layout(self, source, text):
        """Give `source` one layout."""
        folder = self.root / "layouts" / source
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "own.yml").write_text(text, "utf-8")
        self.sections[source] = {"layouts": folder}

    def extract(self, source="finance"):
        settings = Settings.model_validate({"organisation": {"name": "Test"}} | self.sections)
        return import_module(f"extractors.{source}.extract").extract(
            settings, self.landing, self.drop
        )

    def query(self, sql):
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.sql(sql).fetchall()

    def landed(self, table, columns, source="finance"):
        """Return columns of every landed row, oldest first."""
        return self.query(
            f"select {columns} from ({self.macros().landed(source, table)}) "
            "order by _batch_id, _row_number"
        )

    def current(self, table, columns, key, source="finance"):
        """Return columns of the rows that the models see."""
        sql = self.macros().current_file_rows(source, table, key)
        return self.query(f"select {columns} from ({sql}) order by all")

    def rejects(self, columns="table_name, column_name, value, _source_row", source="finance"):
        return self.landed("rejects", columns, source)

    def macros(self):
        """Return the project's own landing macros, rendered as dbt does on DuckDB."""
        quarantine = self.root / "quarantine"
        if not quarantine.exists():
            quarantine.mkdir()
            empty = (
                "select '' as source, '' as table_name, '' as disposition, '' as batch_id, "
                "0 as row_number where false"
            )
            duckdb.sql(f"copy ({empty}) to '{quarantine}/current.parquet'")
        folders = {"landing": str(self.landing.root), "quarantine": str(quarantine)}
        adapter = SimpleNamespace(dispatch=lambda name: getattr(module, f"default__{name}"))
        known = {
            "adapter": adapter,
            "var": folders.get,
            "source": lambda *names: ".".join(names),
            "landed_files": lambda *names: live_files(self.landing.root, *names),
            "quarantine_key": lambda *names: "",
        }
        text = _module("text.sql", known)
        literals = {name: getattr(text, name) for name in ("text_literal", "text_literals")}
        module = _module("landing.sql", known | literals)
        return module


def _module(name, known):
    """Return the macros of a file, which know the names of `known`."""
    template = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(
        (MACROS / name).read_text("utf-8")
    )
    return template.make_module(known)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)
