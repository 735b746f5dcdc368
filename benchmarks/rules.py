"""A figure beside its limit, and the table of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Rule:
    """A figure and what it must be."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the figure is on the right side of its limit."""
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit


def verdict(rules: Iterable[Rule]) -> Table:
    """Return every figure with its limit, and whether it is kept."""
    table = Table("", "what", title="Limits")
    table.add_column("measured", justify="right")
    table.add_column("limit", justify="right")
    for rule in rules:
        table.add_row(
            "[green]✓[/]" if rule.is_kept else "[red]✗[/]",
            rule.what,
            f"{rule.measured:,.2f}{rule.unit}",
            f"{'≥' if rule.is_least else '≤'} {rule.limit:g}{rule.unit}",
        )
    return table
