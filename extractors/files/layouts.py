"""Layouts: YAML files that say how another form of export becomes canonical tables.

One file may feed several tables, and each source reads it with its own layouts. See
`config/examples/` for layouts in use; a key that is not known is an error that names it.
"""

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from extractors.files.tables import FileTable
from extractors.files.values import Formats
from pmo.errors import OperatorError

TEMPLATE_FIELD = re.compile(r"{([^{}]+)}")
NUMBER = "#"  # in a template: the number of the row among those that fill it alike


class LayoutError(OperatorError):
    """A layout cannot be used; the message says which file, which key and what to write."""


def _as_several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


def _as_text(raw: Any) -> Any:
    return raw.isoformat() if type(raw) is date else raw  # YAML makes a date of a bare 2026-01-31


Text = Annotated[str, BeforeValidator(_as_text)]
# Headings of which the first filled one counts; a bare string is one.
OneOf = Annotated[tuple[str, ...], BeforeValidator(_as_several)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Sign(_Closed):
    """Another column says the sign of an amount: `S` and `H`, `Dr` and `Cr`."""

    column: str
    negative: tuple[str, ...] = Field(min_length=1)
    positive: tuple[str, ...] = Field(min_length=1)


class Unit(_Closed):
    """Another column says the unit of an amount: `H` and `MIN`, with factors such as `1/60`."""

    column: str
    factors: dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_factors(self) -> "Unit":
        for name, factor in self.factors.items():
            try:
                Fraction(factor)
            except (ValueError, ZeroDivisionError) as error:
                raise ValueError(f"the factor of {name!r} is no number: {factor!r}") from error
        return self


class Column(_Closed):
    """Where the value of one canonical column comes from; a bare string names a source column.

    Of several source columns the first filled one counts. `template` joins source columns:
    `{PID}-completion`, and `{#}` numbers the rows that fill it alike. `file_name` is a pattern
    whose group is cut out of the file's name. `values` renames what a cell says, and `otherwise`
    stands for all it does not list, blank cells included.
    """

    column: OneOf = ()
    constant: Text | None = None
    template: str | None = None
    file_name: str | None = None
    pattern: str | None = None  # its group is cut out of the cell
    unmatched: Literal["keep", "empty"] = "keep"  # what becomes of a cell without the pattern
    values: dict[str, Text] = {}
    otherwise: Text | None = None
    multiplier: Decimal = Decimal(1)  # unit and sign: 1000, 0.01, -1
    minus: str | None = None  # the credit column beside the debit column
    sign: Sign | None = None
    unit: Unit | None = None
    duration: bool = False  # 7:30:00 as hours
    as_month: bool = False  # a date as YYYY-MM
    take: Literal["first", "last"] | None = None  # the first or last filled cell of its history
    optional: bool = False  # the file may lack the column
    unreadable: Literal["reject", "extra"] = "reject"  # extra: the text is kept, the value empty

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, raw: Any) -> Any:
        return {"column": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _has_one_origin(self) -> "Column":
        origins = (self.column or None, self.constant, self.template, self.file_name)
        if sum(each is not None for each in origins) != 1:
            raise ValueError("give exactly one of column, constant, template and file_name")
        if (self.minus or self.sign or self.unit) and not self.column:
            raise ValueError("minus, sign and unit belong to a column")
        if sum(map(bool, (self.minus, self.sign, self.unit, self.duration))) > 1:
            raise ValueError("give at most one of minus, sign, unit and duration")
        for pattern in (self.file_name, self.pattern):
            if pattern is not None and _groups(pattern) != 1:
                raise ValueError(f"{pattern!r} needs one group: ([0-9]+)")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The source columns that the value is made from."""
        said = self.sign or self.unit
        beside = (self.minus, said.column if said else None)
        named = (*self.column, *(each for each in beside if each is not None))
        joined = TEMPLATE_FIELD.findall(self.template or "")
        return named or tuple(each for each in joined if each != NUMBER)


class Period(_Closed):
    """Which period a file is of: a newer file of the period replaces the older one.

    `file_name` is a pattern whose group is the period; `column` holds it row by row.
    """

    file_name: str | None = None
    column: str | None = None
    as_month: bool = False  # the column holds dates, and the month is the period

    @model_validator(mode="before")
    @classmethod
    def _from_pattern(cls, raw: Any) -> Any:
        return {"file_name": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _has_one_origin(self) -> "Period":
        if (self.file_name is None) == (self.column is None):
            raise ValueError("give one of file_name and column")
        if self.file_name is not None and _groups(self.file_name) != 1:
            raise ValueError(f"{self.file_name!r} needs one group: ([0-9]{{4}}-[0-9]{{2}})")
        return self


def _groups(pattern: str) -> int:
    try:
        return re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


class Output(_Closed):
    """One canonical table that a sheet feeds.

    With `keep`, of all rows that agree in the source columns `per` only the first or the last by
    `order_by` (a date) lands; `take` looks through the same history without dropping rows.
    """

    table: str
    columns: dict[str, Column]
    # Source columns; a row with one of them empty is left out. Of several, one has to be filled.
    where_filled: tuple[OneOf, ...] = ()
    per: tuple[str, ...] = ()
    order_by: str | None = None
    keep: Literal["first", "last"] | None = None
    extra: Literal["rest", "all", "none"] | tuple[str, ...] = "rest"  # what lands in `extra`

    @model_validator(mode="after")
    def _knows_its_history(self) -> "Output":
        needs = self.keep or any(column.take for column in self.columns.values())
        if needs and not (self.per and self.order_by):
            raise ValueError("keep and take need per (source columns) and order_by (a date column)")
        return self


class Layout(_Closed):
    """How the files that match are read."""

    name: str = ""
    match: str  # glob on the path below the drop folder, or on the file name
    headings: tuple[str, ...] = ()  # source columns that a file has to have to be meant
    sheet: str | None = None  # glob on sheet names; the first sheet without it
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    transposed: bool = False  # fields in rows, one record a column
    header_row: int | None = Field(default=None, ge=1)  # the first row with a value without it
    header_rows: int = Field(default=1, ge=1, le=5)  # rows of headings that are joined
    fill_down: tuple[str, ...] = ()  # source columns whose blank cells repeat the one above
    skip_rows: tuple[str, ...] = ()  # patterns: rows whose first filled cell matches are left out
    footer: str | None = (
        None  # pattern: from the row whose first filled cell matches, nothing counts
    )
    formats: Formats = Formats()
    period: Period | None = None
    tables: tuple[Output, ...] = Field(min_length=1)

    def matches(self, name: str) -> bool:
        """Tell whether the layout is for the file `name` (posix path below the drop folder)."""
        pattern, path = self.match.casefold(), name.casefold()
        return fnmatchcase(path, pattern) or fnmatchcase(path.rsplit("/", 1)[-1], pattern)


def load_layouts(folder: Path | None, tables: Sequence[FileTable]) -> tuple[Layout, ...]:
    """Return the layouts in `folder` (`*.yml`) by name; raise `LayoutError` for a wrong one."""
    if folder is None:
        return ()
    if not folder.is_dir():
        raise LayoutError(
            f"the layouts folder {folder} does not exist; mend `layouts` in the settings "
            "(a relative path counts from the settings file)"
        )
    return tuple(_load(path, tables) for path in sorted(folder.glob("*.y*ml")))


def fingerprint(layouts: Sequence[Layout], tables: Sequence[FileTable]) -> str:
    """Return a hash of all that decides how a file is read; when it changes, files land anew."""
    text = repr([each.model_dump(mode="json") for each in layouts])
    text += repr([(each.name, each.table.version, str(each.table.columns)) for each in tables])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _load(path: Path, tables: Sequence[FileTable]) -> Layout:
    try:
        raw = yaml.safe_load(path.read_text("utf-8")) or {}
        layout = Layout.model_validate(raw)
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise LayoutError(f"{path}: not a readable YAML file: {error}") from error
    except ValidationError as error:
        # A table that is wrong also counts as missing; saying so twice would mislead.
        errors = [each for each in error.errors() if each["type"] != "too_short"] or error.errors()
        raise LayoutError("\n".join(_explained(path, each) for each in errors)) from error
    _check(path, layout, {each.name: each for each in tables})
    return layout.model_copy(update={"name": layout.name or path.stem})


def _explained(path: Path, error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    match error["type"]:
        case "extra_forbidden":
            models = (Layout, Output, Column, Formats, Sign, Unit, Period)
            known = sorted({name for model in models for name in model.model_fields})
            near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
            return f"{path}: unknown key {where!r}" + (
                f"; did you mean {near[0]!r}?" if near else ""
            )
        case "missing":
            return f"{path}: missing key {where!r}; add it"
        case "model_type":
            return (
                f"{path}: {where!r} is {error['input']!r}; write keys and values, or a quoted text"
            )
        case _:
            return f"{path}: {where!r}: {error['msg']}"


def _check(path: Path, layout: Layout, tables: dict[str, FileTable]) -> None:
    """Hold a layout to the canonical tables: their names, columns and what a row must fill."""
    for pattern in (*layout.skip_rows, layout.footer or ""):
        try:
            re.compile(pattern)
        except re.error as error:
            raise LayoutError(f"{path}: {pattern!r} is no regular expression: {error}") from error
    for output in layout.tables:
        if output.table not in tables:
            raise LayoutError(
                f"{path}: no canonical table {output.table!r}; "
                f"use one of {', '.join(sorted(tables))}"
            )
        for problem in _problems(output, tables[output.table]):
            raise LayoutError(f"{path}: {problem}")


def _problems(output: Output, table: FileTable) -> Iterator[str]:
    """Yield what is wrong with one output, told as an author of layouts would need it."""
    types = {each.name: each.type for each in table.table.columns if each.name != "extra"}
    if unknown := sorted(output.columns.keys() - types.keys()):
        yield f"{table.name} has no column {', '.join(unknown)}; it has {', '.join(types)}"
    if missing := [name for name in table.required if name not in output.columns]:
        yield (
            f"{table.name} needs {', '.join(missing)}; map them to a source column, "
            "a constant or a template"
        )
    for name, column in output.columns.items():
        if column.unreadable == "extra" and name in table.required:
            yield f"{name} is required in {table.name} and cannot be `unreadable: extra`"
        amounts = ("minus", "sign", "unit", "duration")
        used = next((each for each in amounts if getattr(column, each)), None)
        if used and not pa.types.is_decimal(types[name]):
            yield f"{name} is no amount, so it takes no `{used}`"
