"""How a file table is declared, and the two tables that every file source carries."""

from dataclasses import dataclass

import pyarrow as pa

from extractors.landing import Table
from extractors.types import INSTANT, INTEGER, TEXT, columns


@dataclass(frozen=True)
class FileTable:
    """A canonical file: its landing table and the columns that a row must fill."""

    table: Table
    required: tuple[str, ...]

    @property
    def name(self) -> str:
        """The canonical file name, without ending."""
        return self.table.name


def file_table(
    source: str, name: str, key: str, required: str = "", version: int = 1, /, **types: pa.DataType
) -> FileTable:
    """Declare a canonical file; `key` and `required` are space-separated column names.

    Key columns are required too; a column that is added raises `version`. `extra` takes, as one
    JSON object, every column not listed.
    """
    keys = tuple(key.split())
    schema = columns(**types, extra=TEXT)
    table = Table(source, name, schema, keys, version, is_file=True)
    return FileTable(table, keys + tuple(required.split()))


def files_table(source: str) -> Table:
    """Every file seen: the same content twice lands once."""
    return Table(
        source,
        "files",
        columns(
            file_name=TEXT,
            sha256=TEXT,
            bytes=INTEGER,
            modified_at=INSTANT,
            table_name=TEXT,
            layout=TEXT,
            encoding=TEXT,
            rows_read=INTEGER,
            rows_rejected=INTEGER,
            unmapped_columns=TEXT,  # JSON list of the headings that nobody decided about
            counts_in=TEXT,  # the file whose rows count instead: same content, or newer of a period
        ),
        ("file_name", "sha256"),
        version=3,
    )


def rejects_table(source: str) -> Table:
    """Rows, and whole files, that could not be read: with the place, the reason and the fix."""
    return Table(
        source,
        "rejects",
        columns(
            table_name=TEXT,
            column_name=TEXT,
            value=TEXT,
            reason=TEXT,
            fix=TEXT,
            row_json=TEXT,
        ),
        ("table_name", "_source_file", "_source_row", "column_name"),
        is_file=True,
    )
