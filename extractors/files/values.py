"""From a cell to the Arrow type of its column, exactly or not at all.

A cell is never half understood: `N/A (Section 43)` in a money column is refused, not read as 43.
Beyond the canonical form only what can mean one thing is read: `(12.5)` and `12.5-` are -12.5,
full-width digits are digits. Everything else needs a layout that says so.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from extractors.files.cells import BrokenCell, Cell, CellError, is_blank, shown

Parser = Callable[[Cell], Any]

REMEMBERED = 65_536  # codes, dates and amounts repeat; reading each once halves the time
MINUS_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
BLANKS = re.compile(r"\s")
PARENTHESISED = re.compile(r"\((.*)\)")
# Excel's count of days, in the years that a PMO writes; its own leap day of 1900 is before them.
SERIAL = "serial"
SERIAL_FORM = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a day as it is written
TRUE = frozenset({"true", "yes", "y", "1", "ja", "oui", "是"})
FALSE = frozenset({"false", "no", "n", "0", "nein", "non", "否"})


class Formats(BaseModel):
    """How a file writes numbers, dates and nothing; the defaults are the canonical form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Two signs: either is one, which only a file without thousands can mean.
    decimal: str = Field(default=".", min_length=1, max_length=2)
    thousands: str = Field(default="", max_length=1)
    strip_signs: tuple[str, ...] = ()  # taken out of numbers: currency signs, "%", ">"
    # strptime forms read beside ISO 8601 and Excel's dates; `serial`: Excel's number of a day
    date_formats: tuple[str, ...] = ()
    empty_values: tuple[str, ...] = ()  # what stands for nothing, such as "N/A" or "-"
    time_zone: str = "UTC"  # of instants written without an offset

    @model_validator(mode="after")
    def _can_tell_signs_apart(self) -> "Formats":
        if len(self.decimal) > 1 and self.thousands:
            raise ValueError("of two decimal signs, one may be meant for thousands; name one")
        return self

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("no such time zone; write one such as Europe/Berlin")
        return zone


def parser(kind: pa.DataType, formats: Formats, multiplier: Decimal = Decimal(1)) -> Parser:
    """Return a function from a cell to a value of `kind`, None for an empty cell.

    It raises `CellError` for what it cannot read. `multiplier` applies to decimals: 1000 for a
    file in thousands, -1 for one that writes costs as negative.
    """
    read = _reader(kind, formats, multiplier)

    @lru_cache(maxsize=REMEMBERED, typed=True)
    def parse(cell: Cell) -> Any:
        if is_nothing(cell, formats):
            return None
        if isinstance(cell, BrokenCell):
            raise CellError(cell.reason, cell.fix)
        return read(cell)

    return parse


def _reader(kind: pa.DataType, formats: Formats, multiplier: Decimal) -> Parser:
    if pa.types.is_decimal(kind):
        return lambda cell: _fitted(decimal_of(cell, formats) * multiplier, kind)
    if pa.types.is_integer(kind):
        return lambda cell: _whole(decimal_of(cell, formats))
    if pa.types.is_date(kind):
        return lambda cell: date_of(cell, formats)
    if pa.types.is_timestamp(kind):
        return lambda cell: _instant(cell, formats)
    if pa.types.is_boolean(kind):
        return _flag
    return shown


def number_of(cell: Cell, formats: Formats) -> Decimal | None:
    """Return the exact number that a cell holds, None for an empty one."""
    if is_nothing(cell, formats):
        return None
    if isinstance(cell, BrokenCell):
        raise CellError(cell.reason, cell.fix)
    return decimal_of(cell, formats)


def is_nothing(cell: Cell, formats: Formats) -> bool:
    """Tell whether a cell is blank, or holds what stands for nothing in its file."""
    return is_blank(cell) or shown(cell).casefold() in _nothings(formats.empty_values)


@lru_cache
def _nothings(empty_values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(each.strip().casefold() for each in empty_values)


def decimal_of(cell: Cell, formats: Formats) -> Decimal:
    """Return the exact number that a cell holds."""
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).translate(MINUS_SIGNS)
        for sign in formats.strip_signs:
            text = text.replace(unicodedata.normalize("NFKC", sign), "")
        text = BLANKS.sub("", text) if BLANKS.match(formats.thousands) else text.strip()
        if _number_form(formats.decimal, formats.thousands).fullmatch(_unsigned(text)):
            digits = _unsigned(text).replace(formats.thousands, "")
            for point in formats.decimal:
                digits = digits.replace(point, ".")
            number = Decimal(digits)
            return -number if _is_negative(text) else number
    raise CellError(
        "is not a number",
        "write a plain number such as 1234.50, or leave the cell empty; if the whole file writes "
        "numbers in another way, say how in a layout "
        "(decimal, thousands, strip_signs, empty_values)",
    )


@lru_cache
def _number_form(point: str, thousands: str) -> re.Pattern[str]:
    """Return the shape of an unsigned number: groups, if any, are of three (or two: lakh)."""
    whole = r"\d+"
    if thousands and not BLANKS.match(thousands):
        whole = (
            rf"(?:\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}})"
        )
    sign = "|".join(re.escape(each) for each in point)
    return re.compile(rf"(?:{whole}(?:(?:{sign})\d*)?|(?:{sign})\d+)", re.ASCII)


def _unsigned(text: str) -> str:
    if inside := PARENTHESISED.fullmatch(text):
        return inside.group(1).strip()
    if text[:1] in ("+", "-"):
        return text[1:].strip()
    return text.removesuffix("-").strip()


def _is_negative(text: str) -> bool:
    return text.startswith(("-", "(")) or text.endswith("-")


def _fitted(number: Decimal, kind: Any) -> Decimal:
    """Round to the column's places; a number too large for the column is refused."""
    digits = kind.precision - kind.scale
    if number.adjusted() < digits:
        rounded = number.quantize(Decimal(1).scaleb(-kind.scale), rounding=ROUND_HALF_UP)
        if rounded.adjusted() < digits:
            return rounded
    raise CellError(
        f"is larger than the column takes ({digits} digits)",
        "check the amount, its unit and its decimal sign",
    )


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise CellError("is not a whole number", "write a whole number such as 3")
    if abs(number) >= 1 << 63:
        raise CellError("is larger than the column takes", "check the number")
    return int(number)


def date_of(cell: Cell, formats: Formats) -> date:
    """Return the day that a cell names; of a timestamp, the day as it is written."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str | Decimal):
        moment = _moment(cell, formats)
        if moment is not None:
            return moment.date()
    forms = " or ".join(("2026-01-31", *formats.date_formats))
    raise CellError(
        "is not a date",
        f"write it as {forms}, format the cell as a date in Excel, or leave it empty; "
        "if the whole file writes dates in another way, name it in a layout (date_formats)",
    )


def _moment(cell: str | Decimal, formats: Formats) -> datetime | None:
    text = unicodedata.normalize("NFKC", shown(cell)).strip()
    if SERIAL in formats.date_formats and SERIAL_FORM.fullmatch(text):
        return DAY_ZERO + timedelta(days=float(text))
    if isinstance(cell, Decimal):
        return None  # a number is a date only where a layout says so
    # fromisoformat also takes week dates and bare digits such as 20260131, which could be a code.
    if len(text) >= 10 and text[4] == "-" and text[7] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    for form in formats.date_formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller sets the zone
        except ValueError:
            continue
    return None


def month_of(cell: Cell, formats: Formats) -> str:
    """Return the month of a date as `YYYY-MM`: Excel makes a date of a typed 2026-10."""
    return f"{date_of(cell, formats):%Y-%m}"


def _instant(cell: Cell, formats: Formats) -> datetime:
    moment: datetime | None = None
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, str | Decimal):
        moment = _moment(cell, formats)
    if moment is None:
        raise CellError(
            "is not a date with a time",
            "write it as 2026-01-31T17:30:00+01:00, or leave it empty",
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(formats.time_zone))
    return moment.astimezone(UTC)


def _flag(cell: Cell) -> bool:
    text = shown(cell).casefold()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise CellError("is neither true nor false", "write true or false, or leave it empty")
