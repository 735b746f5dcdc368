"""Sums over projects: the portfolio's own figures and those of each programme and department."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.performance.status import Money, ProjectStatus
from reports.rag import ORDER, worst_first

Pair = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Group:
    """Projects that belong together, their colours and their money."""

    name: str | None
    projects: tuple[ProjectStatus, ...]
    money: Money

    @property
    def colours(self) -> list[tuple[str, int]]:
        """How many projects have each colour, worst first, without the colours nobody has."""
        counts = Counter(each.overall for each in self.projects)
        return [(rag, counts[rag]) for rag in ORDER if counts[rag]]

    @property
    def spent(self) -> float | None:
        """Actual cost as a share of budget, of the projects that know both."""
        return _ratio((each.money.ac, each.money.bac) for each in self.projects)

    @property
    def done(self) -> float | None:
        """Earned value as a share of budget, of the projects that know both."""
        return _ratio((each.money.ev, each.money.bac) for each in self.projects)

    def known(self, figure: str) -> int:
        """How many projects know a figure of their money."""
        return sum(getattr(each.money, figure) is not None for each in self.projects)

    def count(self, rag: str) -> int:
        """How many projects have this overall colour."""
        return sum(each.overall == rag for each in self.projects)

    @property
    def over_budget(self) -> int | None:
        """How many projects are forecast to cost more than their budget; `None`: nobody knows."""
        known = [each.money.overrun for each in self.projects if each.money.overrun is not None]
        return sum(overrun > 0 for overrun in known) if known else None


def total(projects: Sequence[ProjectStatus], name: str | None = None) -> Group:
    """Add up `projects`; a ratio counts only the projects that know both of its sides."""
    money = [each.money for each in projects]
    return Group(
        name=name,
        projects=tuple(projects),
        money=Money(
            pv=_sum(each.pv for each in money),
            ev=_sum(each.ev for each in money),
            ac=_sum(each.ac for each in money),
            bac=_sum(each.bac for each in money),
            eac=_forecast(money),
            cpi=_ratio((each.ev, each.ac) for each in money),
            spi=_ratio((each.ev, each.pv) for each in money),
        ),
    )


def grouped(
    projects: Sequence[ProjectStatus], key: Callable[[ProjectStatus], str | None]
) -> list[Group]:
    """Return the groups that `key` makes, the one with the worst projects first."""
    members: dict[str | None, list[ProjectStatus]] = {}
    for project in projects:
        members.setdefault(key(project), []).append(project)
    groups = [total(found, name) for name, found in members.items()]
    return sorted(
        groups, key=lambda group: ([-group.count(rag) for rag in ORDER[:2]], group.name or "\uffff")
    )


def worst(projects: Iterable[ProjectStatus]) -> str:
    """Return the worst colour of data trust over `projects`, grey when there are none."""
    colours = [rating.rag for each in projects for rating in each.ratings[-1:]]
    return min(colours, key=worst_first, default="grey")


def _forecast(money: Sequence[Money]) -> Decimal | None:
    """Add up forecasts; who has none is expected to spend the budget, unless nobody has any."""
    if all(each.eac is None for each in money):
        return None
    return _sum(each.eac if each.eac is not None else each.bac for each in money)


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _ratio(pairs: Iterable[Pair]) -> float | None:
    known = [(above, below) for above, below in pairs if above is not None and below is not None]
    denominator = sum(below for _, below in known)
    return float(sum(above for above, _ in known) / denominator) if denominator else None
