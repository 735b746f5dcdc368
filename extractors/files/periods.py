"""Which period a file is of, as its layout says: a newer file of the period replaces the older."""

from collections.abc import Mapping, Sequence

from extractors.files.cells import CellError, UnreadableFileError, shown
from extractors.files.fields import found_in_name
from extractors.files.layouts import Layout
from extractors.files.mapping import TableReader
from extractors.files.values import month_of

Periods = Mapping[str, Sequence[str]]  # by layout, in order


def named_periods(layouts: Sequence[Layout], name: str) -> dict[str, list[str]]:
    """Return the periods that the file's name alone tells, by layout."""
    found = {}
    for layout in layouts:
        if layout.period and layout.period.file_name and layout.matches(name):
            found[layout.name] = [found_in_name(layout.period.file_name, name)]
    return found


def periods_of(readers: Sequence[TableReader], name: str) -> dict[str, list[str]]:
    """Return the periods of an opened file, by layout; raise if a layout asks and none is there."""
    found: dict[str, list[str]] = {}
    for reader in readers:
        layout = reader.delivery.layout
        if layout.period is None:
            continue
        if layout.period.column is None:
            found.update(named_periods((layout,), name))
            continue
        merged = {*found.get(layout.name, ()), *_in_column(reader, layout)}
        found[layout.name] = sorted(merged)
    for layout_name, periods in found.items():
        if not periods:
            raise UnreadableFileError(
                f"no row says which period it is of, and layout {layout_name!r} asks for it",
                "have the period filled in, or mend `period` in the layout",
            )
    return found


def _in_column(reader: TableReader, layout: Layout) -> set[str]:
    period = layout.period
    place = reader.header.index(period.column) if period and period.column else 0
    periods = set()
    for row in reader.rows():
        cell = row.cells[place] if row.problem is None else None
        try:
            if period and period.as_month and shown(cell):
                periods.add(month_of(cell, layout.formats))
            else:
                periods.add(shown(cell))
        except CellError:
            continue  # its row is refused, with the place, where it is read
    return periods - {""}


def replaced(own: Periods, others: Mapping[str, Periods]) -> dict[str, list[str]]:
    """Return which of `others` (by file name) a new file of `own` periods replaces, by layout.

    Raises `UnreadableFileError` where it holds some of another file's periods, but not all.
    """
    found: dict[str, list[str]] = {}
    for layout, periods in own.items():
        for name, known in others.items():
            theirs = known.get(layout, ())
            if not set(theirs) & set(periods):
                continue
            if missing := sorted(set(theirs) - set(periods)):
                raise UnreadableFileError(
                    f"it holds {', '.join(sorted(set(theirs) & set(periods)))}, which {name} "
                    f"holds together with {', '.join(missing)}",
                    f"deliver all of these periods in one file, or the correction as {name}",
                )
            found.setdefault(layout, []).append(name)
    return found
