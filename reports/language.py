"""A reader's language: the words of `texts/<code>.yml` and how numbers, money and days are written.

The catalogues hold plain text. Nothing here is marked as safe, so the templates escape it all.
"""

import string
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS = Path(__file__).parent / "texts"
ABSENT = "–"
MINUS = "\N{MINUS SIGN}"
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Where a short amount changes its unit: (from, divisor, suffix).
SCALES = {
    "en": ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e3, 1e3, "k")),
    "zh": ((1e8, 1e8, "亿"), (1e4, 1e4, "万")),
}

Number = int | float | Decimal


class MissingTextError(KeyError):
    """A catalogue lacks a word that a page needs."""


class Language(string.Formatter):
    """Words and formats of one language; `{value:percent}` in a text calls `percent(value)`."""

    def __init__(self, code: str, currency: str = "EUR") -> None:
        self.code, self.currency = code, currency
        self.tag = {"zh": "zh-Hans"}.get(code, code)
        self._texts = catalogue(code)
        self._formats: dict[str, Callable[[Any], str]] = {
            "amount": self.amount,
            "day": self.day,
            "decimal": self.decimal,
            "integer": self.integer,
            "moment": self.moment,
            "money": self.money_short,
            "percent": self.percent,
            "ratio": self.ratio,
            "signed_integer": self.signed_integer,
            "signed_percent": self.signed_percent,
        }

    def text(self, key: str, **values: Any) -> str:
        """Return the words under `key` (`section.name`), with `values` filled in."""
        try:
            template = self._texts[key]
        except KeyError:
            raise MissingTextError(f"texts/{self.code}.yml has no {key!r}; add it") from None
        return self.vformat(template, (), values) if values else template

    def has(self, key: str) -> bool:
        """Return whether the catalogue has words for `key`."""
        return key in self._texts

    def word(self, section: str, name: str | None) -> str:
        """Return the word for a value of the data, or the value itself where none is known."""
        if not name:
            return ABSENT
        return self._texts.get(f"{section}.{name}", name)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write `value` in one of the named formats; without a name, as it is."""
        return self._formats[format_spec](value) if format_spec else str(value)

    def integer(self, value: Number | None) -> str:
        """Write a whole number with thousands separators."""
        return self._number(value, 0)

    def decimal(self, value: Number | None) -> str:
        """Write one decimal place."""
        return self._number(value, 1)

    def ratio(self, value: Number | None) -> str:
        """Write two decimal places."""
        return self._number(value, 2)

    def amount(self, value: Number | None) -> str:
        """Write a count as a whole number and a share below 1 as a percentage."""
        if value is not None and 0 < abs(float(value)) < 1:
            return self.percent(value)
        return self._number(value, 0)

    def percent(self, value: Number | None) -> str:
        """Write a share (0.125) as a percentage, one decimal below 10 %."""
        if value is None:
            return ABSENT
        share = 100 * float(value)
        text = self._number(share, 0 if abs(share) >= 10 else 1)
        return f"{text.removesuffix('.0')}%"

    def signed_percent(self, value: Number | None) -> str:
        """Write a share as a percentage with its sign."""
        return self._signed(value, self.percent)

    def signed_integer(self, value: Number | None) -> str:
        """Write a whole number with its sign."""
        return self._signed(value, self.integer)

    def money(self, value: Number | None, currency: str | None = None) -> str:
        """Write an amount in full, without cents."""
        return self._money(value, currency, lambda size: self._number(size, 0))

    def money_short(self, value: Number | None, currency: str | None = None) -> str:
        """Write an amount with at most four digits and the language's own unit."""
        return self._money(value, currency, self._scaled)

    def day(self, value: date | None) -> str:
        """Write a calendar day."""
        if value is None:
            return ABSENT
        if self.code == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"

    def moment(self, value: datetime | None) -> str:
        """Write a UTC timestamp to the minute."""
        return ABSENT if value is None else f"{self.day(value)} {value:%H:%M}"

    def _number(self, value: Number | None, digits: int) -> str:
        if value is None:
            return ABSENT
        text = f"{abs(value):,.{digits}f}"
        is_negative = value < 0 and any(digit in text for digit in "123456789")
        return MINUS + text if is_negative else text

    def _signed(self, value: Number | None, write: Callable[[Number | None], str]) -> str:
        text = write(value)
        return f"+{text}" if value is not None and value > 0 else text

    def _money(
        self, value: Number | None, currency: str | None, write: Callable[[float], str]
    ) -> str:
        if value is None:
            return ABSENT
        name = currency or self.currency
        sign = MINUS if value < 0 else ""
        return f"{sign}{SIGNS.get(name, name + ' ')}{write(abs(float(value)))}"

    def _scaled(self, size: float) -> str:
        for start, divisor, suffix in SCALES[self.code]:
            if size >= start:
                scaled = size / divisor
                return f"{scaled:,.{0 if scaled >= 100 else 1 if scaled >= 10 else 2}f}{suffix}"
        return f"{size:,.0f}"


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Return every text of a language by its dotted key."""
    tree = yaml.safe_load((TEXTS / f"{code}.yml").read_text("utf-8"))
    return dict(_flat(tree, ""))


def _flat(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            pairs.extend(_flat(value, f"{name}."))
        else:
            pairs.append((name, str(value)))
    return pairs
