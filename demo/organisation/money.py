"""How money is spread over time and categories, so that parts always add up to the whole."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from demo.plan import Plan, Project, month_end

CENT = Decimal("0.01")
LABOUR = "labour"
# Shares of everything but labour.
CATEGORY_SHARES = {
    "hardware": 0.40,
    "licences": 0.22,
    "external services": 0.28,
    "travel": 0.10,
}


def cents(amount: float | Decimal) -> Decimal:
    """Round an amount to cents."""
    return Decimal(amount).quantize(CENT)


def category_budget(project: Project, category: str) -> Decimal:
    """Return the approved budget of a category, in the project's currency."""
    if category == LABOUR:
        return project.labour_budget
    *others, last = CATEGORY_SHARES
    shares = {name: cents(project.non_labour_budget * Decimal(str(share)))
              for name, share in CATEGORY_SHARES.items()}  # fmt: skip
    shares[last] = project.non_labour_budget - sum((shares[name] for name in others), Decimal(0))
    return shares[category]


def increments(total: Decimal, cumulative: Sequence[float]) -> list[Decimal]:
    """Return the amount of each period; `cumulative` are shares (0 to 1) at the period ends."""
    amounts = [cents(total * Decimal(str(round(share, 8)))) for share in cumulative]
    return [after - before for before, after in zip([Decimal(0), *amounts], amounts, strict=False)]


def split(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """Split an amount by positive weights; the parts add up to it exactly."""
    reached, parts = 0.0, []
    for weight in weights:
        reached += weight
        parts.append(reached / sum(weights))
    return increments(total, [*parts[:-1], 1.0])


def month_ends(first: date, last: date) -> list[date]:
    """Return the month ends from `first`'s month to `last`'s month."""
    ends = [month_end(first)]
    while ends[-1] < last:
        ends.append(month_end(ends[-1] + timedelta(days=1)))
    return ends


def period(day: date) -> str:
    """Return the fiscal period `YYYY-MM` of a day (the demo's fiscal year is the calendar's)."""
    return f"{day:%Y-%m}"


def finish_of(project: Project) -> date:
    """Return the day on which the project's work will really be done."""
    return project.finish_actual or project.day_of(1.0)


def spend_share(project: Project, day: date) -> float:
    """Return what was spent on anything but labour by `day`, as a share of its approved budget."""
    return project.completed_scope(day) * project.cost_factor


def begun(plan: Plan) -> list[Project]:
    """Return the projects whose work began before the as-of day."""
    return [each for each in plan.projects if each.status != "proposed"]
