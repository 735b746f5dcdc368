"""Ratings and the rules behind them, put into a reader's words."""

from dataclasses import dataclass
from typing import Any

from reports.language import ABSENT, Language

DIMENSIONS = (
    "scope",
    "schedule",
    "cost",
    "resources",
    "risk",
    "quality",
    "satisfaction",
    "data_trust",
)
# Worst first; data trust informs but does not decide the overall colour.
ORDER = ("red", "amber", "green", "grey")


@dataclass(frozen=True)
class Rating:
    """One dimension's colour, the rule that gave it, and the numbers that the rule compared."""

    dimension: str
    rag: str
    rule: str
    value: float | None
    threshold: float | None
    reason: str

    @property
    def is_bad(self) -> bool:
        """Whether it needs attention."""
        return self.rag in ("red", "amber")

    @classmethod
    def of(cls, row: dict[str, Any], dimension: str) -> "Rating":
        """Read a dimension's columns from a row of `fct_portfolio_health`."""
        value, threshold = row[f"{dimension}_value"], row[f"{dimension}_threshold"]
        return cls(
            dimension=dimension,
            rag=row[f"{dimension}_rag"] or "grey",
            rule=row[f"{dimension}_rule"] or f"{dimension}_no_data",
            value=None if value is None else float(value),
            threshold=None if threshold is None else float(threshold),
            reason=row[f"{dimension}_reason"] or "",
        )


def reason(language: Language, rating: Rating) -> str:
    """Say which rule decided and with which numbers; a rule without words gives the mart's own."""
    key = f"rule.{rating.rule}"
    if not language.has(key):
        return language.text("rule.unknown", reason=rating.reason or rating.rule)
    return language.text(key, value=rating.value, threshold=rating.threshold)


def short(language: Language, rating: Rating) -> str:
    """Write the number that the rule compared, for the small print under a sign."""
    if rating.value is None:
        return ABSENT
    family = rating.rule.removesuffix("_ok").removesuffix("_amber").removesuffix("_red")
    name = family if language.has(f"short.{family}") else rating.dimension
    return language.text(f"short.{name}", value=rating.value)


def worst_first(rag: str) -> int:
    """Return a sort key that puts red first and missing data last."""
    return ORDER.index(rag)
