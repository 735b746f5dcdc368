"""Which canonical tables a file feeds: by its layouts, its name, its sheets' names, its columns."""

import logging
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from extractors.files.cells import Sheet, UnreadableFileError
from extractors.files.csv_reader import open_csv
from extractors.files.feed import FileFeed
from extractors.files.headers import Header, plain, read_header
from extractors.files.json_reader import open_json
from extractors.files.layouts import Layout
from extractors.files.mapping import Delivery, called
from extractors.files.tables import FileTable
from extractors.files.transposition import turned
from extractors.files.xlsx_reader import open_xlsx

log = logging.getLogger(__name__)

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
AFTER_TABLE_NAME = ("-", "_", ".", " ")


def place(path: Path, name: str, feed: FileFeed) -> list[Delivery]:
    """Return what the file delivers; raise `UnreadableFileError` if nobody can place it.

    A layout that matches wins over one that comes with the source, and that over the canonical
    name. `name` is the posix path below the drop folder, `path` where the content lies.
    """
    tables = feed.file_tables
    by_name = {each.name: each for each in tables}
    canonical = Layout.model_construct(name="canonical", match="*", formats=feed.formats, tables=())
    own = [each for each in feed.layouts if each.matches(name) and _is_meant(path, name, each)]
    if matching := own or _recognised(path, name, canonical, feed.built_in):
        return [
            Delivery(sheet, layout, by_name[output.table], output, name)
            for layout in matching
            for sheet in _chosen(_open(path, name, layout), layout, name)
            for output in layout.tables
        ]
    sheets = _visible(_open(path, name, canonical), name)
    if named := [each for each in sheets if each.name and table_called(each.name, tables)]:
        found = [(each, table_called(each.name or "", tables)) for each in named]
        return [Delivery(each, canonical, table) for each, table in found if table]
    if table := _named(name, tables):
        return [Delivery(sheets[0], canonical, table)]
    if len(tables) == 1 and _fits(sheets[0], canonical, tables[0]):
        return [Delivery(sheets[0], canonical, tables[0])]
    raise UnreadableFileError(
        f"unknown file {name}",
        f"rename it to one of {', '.join(sorted(by_name))} (such as {tables[0].name}_2026-10.csv), "
        "or add a layout that matches it",
    )


def leads_to(name: str, feed: FileFeed) -> str:
    """Return what a file's name decides about it: the same content lands twice under two of these.

    These are the layouts that read it and what they cut out of the name, or the canonical table.
    """
    said = []
    for layout in (each for each in feed.layouts if each.matches(name)):
        columns = (column for output in layout.tables for column in output.columns.values())
        patterns = [layout.period.file_name if layout.period else None]
        patterns += [column.file_name for column in columns]
        found = [re.search(each, PurePosixPath(name).name) for each in patterns if each]
        said.append(" ".join((layout.name, *(each[1] for each in found if each))))
    if not said and (table := _named(name, feed.file_tables)):
        said.append(table.name)
    return ", ".join(said)


def _is_meant(path: Path, name: str, layout: Layout) -> bool:
    """Tell whether the file has the headings that the layout asks for, if it asks for any."""
    if not layout.headings:
        return True
    header = _header(path, name, layout)
    return header is not None and all(header.has(each) for each in layout.headings)


def _recognised(
    path: Path, name: str, canonical: Layout, layouts: Sequence[Layout]
) -> list[Layout]:
    """Return the layout that knows the file by its headings; the file is opened once for all."""
    header = _header(path, name, canonical) if layouts else None
    if header is None:
        return []
    known = [each for each in layouts if all(header.has(heading) for heading in each.headings)]
    return known[:1]


def _header(path: Path, name: str, layout: Layout) -> Header | None:
    try:
        return read_header(_chosen(_open(path, name, layout), layout, name)[0], layout)
    except UnreadableFileError:
        return None  # whoever reads the file says what is wrong with it


def table_called(name: str, tables: Sequence[FileTable]) -> FileTable | None:
    """Return the table that a sheet's name means."""
    return next((each for each in tables if plain(name) == each.name), None)


def _open(path: Path, name: str, layout: Layout) -> list[Sheet]:
    ending = PurePosixPath(name).suffix.casefold()
    if ending in TEXT_ENDINGS:
        return open_csv(path, name, encoding=layout.encoding, delimiter=layout.delimiter)
    if ending == ".json":
        return open_json(path, name)
    if ending in (*WORKBOOK_ENDINGS, ".xls"):
        sheets = open_xlsx(path, name)
        if sheets:
            return sheets
        raise UnreadableFileError(
            f"{name} holds no sheet with cells", "deliver the data as a sheet"
        )
    raise UnreadableFileError(
        f"unknown file {name}: {ending or 'no ending'} is no kind of file that is read",
        "save it as CSV or .xlsx, or move it out of the drop folder",
    )


def _visible(sheets: list[Sheet], name: str) -> list[Sheet]:
    """Return the sheets that a reader of the workbook sees; only a layout reads hidden ones."""
    if hidden := [str(each.name) for each in sheets if each.is_hidden]:
        log.warning("%s: hidden sheets are not read: %s", name, ", ".join(hidden))
    return [each for each in sheets if not each.is_hidden] or sheets


def _chosen(sheets: list[Sheet], layout: Layout, name: str) -> list[Sheet]:
    """Return the sheets that the layout reads: all that it names, else the first one."""
    if layout.sheet is None:
        chosen = _visible(sheets, name)[:1]
    else:
        pattern = layout.sheet.casefold()
        chosen = [
            sheet
            for sheet in sheets
            if sheet.name is None or fnmatchcase(sheet.name.casefold(), pattern)
        ]
    if not chosen:
        named = ", ".join(str(sheet.name) for sheet in sheets)
        raise UnreadableFileError(
            f"{name} has no sheet {layout.sheet!r}, which layout {layout.name!r} reads",
            f"rename the sheet, or mend the layout (sheets: {named})",
        )
    return [turned(each, name) for each in chosen] if layout.transposed else chosen


def _named(name: str, tables: Sequence[FileTable]) -> FileTable | None:
    """Return the table whose name the file's name is, or begins with."""
    stem = PurePosixPath(name).stem.casefold()
    for table in tables:
        begins = tuple(table.name + sign for sign in AFTER_TABLE_NAME)
        if stem == table.name or stem.startswith(begins):
            return table
    return None


def _fits(sheet: Sheet, layout: Layout, table: FileTable) -> bool:
    header = read_header(sheet, layout)
    return all(called(table, column, header) for column in table.required)
