"""What the tables and columns of files are called and mean, in English and in Chinese."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Language = Literal["en", "zh"]
GLOSSARY = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True)
class Term:
    """A name's label and meaning, by language."""

    labels: dict[Language, str]
    meanings: dict[Language, str]


def table_term(source: str, table: str) -> Term:
    """Return what a table is called and what its row is."""
    return _term(table, _glossary()["tables"][f"{source}.{table}"])


def column_term(source: str, table: str, column: str) -> Term:
    """Return what a column is called and means, in this table if it differs there."""
    known = _glossary()["columns"]
    return _term(column, known.get(f"{source}.{table}.{column}") or known[column])


def words_of(source: str, table: str, column: str) -> tuple[str, ...]:
    """Return the words that a coded column knows; none if it may say anything."""
    return tuple(_glossary()["words"].get(f"{source}.{table}.{column}", ()))


def labels_of(column: str) -> frozenset[str]:
    """Return what a column is called in other words than its own name, in any table."""
    own = [known for name, known in _glossary()["columns"].items() if name.split(".")[-1] == column]
    return frozenset(label for label, *_ in own)


def _term(name: str, known: list[str]) -> Term:
    label, english, chinese = known
    spaced = name.replace("_", " ")
    return Term({"en": spaced[0].upper() + spaced[1:], "zh": label}, {"en": english, "zh": chinese})


@cache
def _glossary() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(GLOSSARY.read_text("utf-8"))
    return found
