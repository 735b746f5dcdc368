"""From the rows of one sheet to rows of one canonical table, or to rejects with their reasons."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from extractors.files.cells import (
    Cell,
    CellError,
    Row,
    Sheet,
    UnreadableFileError,
    is_blank,
    letter,
    shown,
)
from extractors.files.drift import refuse_drifted
from extractors.files.fields import Binder, Field
from extractors.files.headers import ANYTHING, Header, body, plain, read_header
from extractors.files.history import first_filled, key_of, read_history
from extractors.files.layouts import Column, Layout, Output
from extractors.files.tables import FileTable
from extractors.files.values import date_of
from pmo.glossary import column_term


@dataclass(frozen=True)
class Delivery:
    """One canonical table out of one sheet; without `output` the sheet is in canonical form."""

    sheet: Sheet
    layout: Layout
    table: FileTable
    output: Output | None = None
    file_name: str = ""

    @property
    def layout_name(self) -> str:
        """What `files.layout` says of this delivery."""
        return self.layout.name if self.output else "canonical"


@dataclass(frozen=True)
class Reject:
    """A row that cannot land: where it stood, what is wrong with which cells, and all of it."""

    row: int
    column: str | None
    value: str | None
    reason: str
    fix: str
    row_json: str


class TableReader:
    """Reads a delivery; its making checks the headings and raises `UnreadableFileError`."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.header = read_header(delivery.sheet, delivery.layout)
        self.output = delivery.output or _canonical(delivery.table, self.header)
        self._formats = delivery.layout.formats
        self._filled = [self.header.first_of(names) for names in self.output.where_filled]
        self._per = [self.header.index(name) for name in self.output.per]
        self._history = read_history(self.rows(), self.output, self.header, self._formats)
        binder = Binder(
            *(delivery.table, self.header, self._formats, self._history, tuple(self._per)),
            delivery.file_name,
        )
        self._fields = [binder.bind(name, each) for name, each in self.output.columns.items()]
        self._extra = self._extra_places()
        # Reading the sheet to its end also finds what is broken below, before any row lands.
        refuse_drifted(self._fields, self.rows, self._formats)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that nobody mapped and that land in `extra` only because of that."""
        if "extra" in self.output.model_fields_set:
            return ()
        return tuple(self.header.label(place) for place in self._extra if self.header.names[place])

    def read(self) -> Iterator[dict[str, Any] | Reject]:
        """Yield each row as typed values by column name with its `_source_row`, or as a reject."""
        for row in self.rows():
            key = key_of(row, self._per)
            problem = self._problem(row)
            if problem is not None:
                yield self._reject(row, [(None, None, problem)])
            elif not self.output.keep or self._history.keeps(key, row):
                yield self._typed(row)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the sheet that the table is about, in their order."""
        for row in body(self.delivery.sheet, self.delivery.layout, self.header):
            if row.problem or all(first_filled(row, places) is not None for places in self._filled):
                yield row

    def _problem(self, row: Row) -> CellError | None:
        """Return what is wrong with a row as a whole."""
        if row.problem is not None:
            return row.problem
        width = len(self.header.names)
        is_text = self.delivery.sheet.name is None  # beside a table in a workbook stand remarks
        if is_text and any(not is_blank(cell) for cell in row.cells[width:]):
            return CellError(
                f"it has more cells than the {width} headings",
                "put quotation marks around a text that holds the delimiter, or add the heading",
            )
        if self.output.keep and self.output.order_by:
            cell = row.cells[self.header.index(self.output.order_by)]
            try:
                date_of(cell, self._formats)
            except CellError as error:
                return CellError(
                    f"{self.output.order_by} {shown(cell)!r} {error.reason}", error.fix
                )
        return None

    def _typed(self, row: Row) -> dict[str, Any] | Reject:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        wrong: list[tuple[Field | None, Cell, CellError]] = []
        for each in self._fields:
            cell = each.cell(row)
            try:
                value = each.parse(cell)
            except CellError as error:
                if not each.keeps_text:
                    wrong.append((each, cell, error))
                    continue
                value, texts[each.heading or each.name] = None, shown(cell)
            if value is None and each.is_required:
                table = self.delivery.table.name
                missing = CellError(
                    f"is empty, and {table} cannot do without it", "fill it in, or delete the row"
                )
                wrong.append((each, cell, missing))
            values[each.name] = value
        if wrong:
            return self._reject(row, wrong)
        values["extra"] = self._extra_of(row, texts)
        values["_source_row"] = row.number
        return values

    def _reject(self, row: Row, wrong: list[tuple[Field | None, Cell, CellError]]) -> Reject:
        named = [(each, shown(cell), error) for each, cell, error in wrong]
        whole = {
            self.header.label(index): shown(cell)
            for index, cell in enumerate(row.cells)
            if not is_blank(cell)
        }
        return Reject(
            row=row.number,
            column=", ".join(each.name for each, _, _ in named if each) or None,
            value=" | ".join(value for each, value, _ in named if each) or None,
            reason="; ".join(self._reason(row, *each) for each in named),
            fix="; ".join(dict.fromkeys(error.fix for _, _, error in named)),
            row_json=_json(whole),
        )

    def _reason(self, row: Row, each: Field | None, value: str, error: CellError) -> str:
        if each is None:
            return f"the row cannot be read: {error.reason}"
        is_renamed = each.heading and plain(each.heading) != plain(each.name)
        place = f"{each.name} (column {each.heading!r})" if is_renamed else each.name
        if self.delivery.layout.transposed:
            # A record is a column here, and its fields stand below each other.
            field_row = "" if each.place is None else each.place + 1
            place = f"{each.name} (cell {letter(row.number - 1)}{field_row}, {each.heading!r})"
        return f"{place} {value!r} {error.reason}" if value else f"{place} {error.reason}"

    def _extra_places(self) -> list[int]:
        match self.output.extra:
            case "none":
                return []
            case "all":
                return list(range(len(self.header.names)))
            case "rest":
                sources = (each.sources for each in self.output.columns.values())
                mapped = {place for each in chain(*sources) for place in self.header.places(each)}
                return [index for index in range(len(self.header.names)) if index not in mapped]
            case names:
                return list(dict.fromkeys(chain(*(self._wanted(each) for each in names))))

    def _wanted(self, name: str) -> list[int]:
        """Return where the columns of a name stand; only a pattern may find none."""
        places = self.header.places(name)
        return places if places or ANYTHING in name else [self.header.index(name)]

    def _extra_of(self, row: Row, texts: dict[str, str]) -> str | None:
        beside = range(
            len(self.header.names), len(row.cells) if self.output.extra in ("rest", "all") else 0
        )
        places = (*self._extra, *beside)
        found = {self.header.label(place): shown(row.cells[place]) for place in places}
        filled = {name: text for name, text in found.items() if text} | texts
        return _json(filled) if filled else None


def _canonical(table: FileTable, header: Header) -> Output:
    """Return the mapping of a sheet that uses the canonical column names, or their labels."""
    named = {name: called(table, name, header) for name in table.table.columns.names}
    missing = [name for name in table.required if named[name] is None]
    if missing:
        found = ", ".join(filter(None, header.names)) or "none"
        raise UnreadableFileError(
            f"{table.name} needs the missing column(s) {', '.join(missing)}",
            f"add them to the headings in row {header.row} (found: {found}), "
            "or write a layout that maps them",
            row=header.row,
        )
    del named["extra"]
    columns = {
        name: Column(column=(heading or name,), optional=name not in table.required)
        for name, heading in named.items()
    }
    return Output(table=table.name, columns=columns)


def called(table: FileTable, name: str, header: Header) -> str | None:
    """Return what the sheet calls a canonical column: its name, or its label in a template."""
    if name == "extra" or header.has(name):
        return name
    label = column_term(table.table.source, table.name, name).labels["zh"]
    return label if header.has(label) else None


def _json(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
