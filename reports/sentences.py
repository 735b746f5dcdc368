"""The sentences of `quality.coverage` in the reader's language.

The table speaks English, in sentences of the seeds and the models. Each is told apart by the
English catalogue (`coverage.needs`, `.fixes`, `.said`) and written in the words of the reader's;
what no catalogue knows stays as it is.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from reports.language import Language, catalogue

SEPARATOR = ", "
INPUTS = "coverage.inputs."
HEARTS = ("coverage.needs.", "coverage.fixes.")
BEFORE, AFTER = ("switch_on",), ("since", "for_project", "for_projects", "lacking")
PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")
NUMBER, WORD = r"\d+", r"\S+"
SHAPES = {
    "count": NUMBER,
    "total": NUMBER,
    "rows": NUMBER,
    "day": r"\d{4}-\d\d-\d\d",
    "source": r"\w+",
    "project": r".+?(?=, | \(lacking|$)",
}

# The key of a text of the catalogue, what fills it in, and where it ends.
Found = tuple[str, dict[str, str], int]


def said(language: Language, text: str | None) -> list[str]:
    """Return the sentences of a `missing_input` or `fix`, each in the words of `language`."""
    return list(_sentences(language, text or ""))


def _sentences(language: Language, text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        heart, affixes, end = _read(text, at)
        if heart is None or (end < len(text) and not text.startswith(SEPARATOR, end)):
            yield text[at:]
            return
        words = _written(language, heart)
        for key, values, _ in affixes:
            words = language.text(key, what=words, **_typed(values))
        yield words
        at = end + len(SEPARATOR)


def _read(text: str, at: int) -> tuple[Found | None, list[Found], int]:
    """Return the heart of the sentence at `at`, what stands around it, and its end."""
    before = _next(text, at, _affixes(BEFORE))
    heart = _next(text, before[2] if before else at, _hearts())
    if heart is None:
        return None, [], at
    affixes, last = [before] if before else [], heart
    while found := _next(text, last[2], _affixes(AFTER)):
        affixes.append(found)
        last = found
    return heart, affixes, last[2]


def _next(text: str, at: int, patterns: dict[str, re.Pattern[str]]) -> Found | None:
    """Return the longest of `patterns` that matches at `at`."""
    found = [(key, match) for key, each in patterns.items() if (match := each.match(text, at))]
    if not found:
        return None
    key, match = max(found, key=lambda pair: pair[1].end())
    return key, match.groupdict(), match.end()


def _written(language: Language, heart: Found) -> str:
    key, values, _ = heart
    if key.startswith(INPUTS):
        name = language.text(key)
        return language.text("coverage.named", input=key.removeprefix(INPUTS), name=name)
    return language.text(key, **_typed(values))


def _typed(values: dict[str, str]) -> dict[str, Any]:
    """Return numbers and days as such, so that the language writes them in its way."""
    typed: dict[str, Any] = dict(values)
    for name, value in values.items():
        if name == "day":
            typed[name] = date.fromisoformat(value)
        elif SHAPES.get(name) == NUMBER:
            typed[name] = int(value)
    return typed


@cache
def _hearts() -> dict[str, re.Pattern[str]]:
    """Return what a sentence is about, by key: an input by its name, a need, or a fix."""
    texts = catalogue("en")
    inputs = {
        key: re.compile(re.escape(key.removeprefix(INPUTS)) + r"(?=[ ,]|$)")
        for key in texts
        if key.startswith(INPUTS)
    }
    others = {key: _pattern(text) for key, text in texts.items() if key.startswith(HEARTS)}
    return inputs | others


@cache
def _affixes(names: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Return what stands before or after the heart of a sentence, by key."""
    texts, keys = catalogue("en"), [f"coverage.said.{name}" for name in names]
    return {key: _pattern(texts[key].replace("{what}", "")) for key in keys}


def _pattern(template: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(template)
    return re.compile(
        "".join(
            f"(?P<{part}>{SHAPES.get(part, WORD)})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        )
    )
