"""What a landing table is: its columns, its key, and the lineage that every row carries."""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

# Every landed row says where it came from. The writer fills these; extractors fill the rest.
LINEAGE = [
    pa.field("_batch_id", pa.string(), nullable=False),
    pa.field("_row_number", pa.int64(), nullable=False),
    pa.field("_extracted_at", pa.timestamp("us", tz="UTC"), nullable=False),
]
# Rows of files also say which line of which file they stood on (1-based, as a spreadsheet shows).
FILE_LINEAGE = [
    pa.field("_source_file", pa.string(), nullable=False),
    pa.field("_source_sheet", pa.string()),
    pa.field("_source_row", pa.int64(), nullable=False),
]


@dataclass(frozen=True)
class Table:
    """A landing table: its columns (without lineage), its natural key and its schema version.

    `key` names the columns that identify a row in its source. A change of `columns` raises
    `version`; readers unite versions by column name.
    """

    source: str
    name: str
    columns: pa.Schema
    key: tuple[str, ...]
    version: int = 1
    is_file: bool = False

    @cached_property
    def schema(self) -> pa.Schema:
        """Columns as written to Parquet, lineage included."""
        return pa.schema(list(self.columns) + (FILE_LINEAGE if self.is_file else []) + LINEAGE)
