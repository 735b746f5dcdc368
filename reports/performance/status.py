"""Where each project stands on the as-of day: rating, money and recent history."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from reports.rag import DIMENSIONS, Rating, worst_first
from reports.warehouse import Row, Warehouse

HISTORY_MONTHS = 6

# Where nothing is earned yet there is no trend to continue: the rest is then expected as budgeted.
# Where nothing is planned over time, budget and forecast are finance's own.
STATUS = """
with budgets as (
    select
        project_code,
        coalesce(
            sum(base_amount) filter (where budget_version = 'approved'),
            sum(base_amount) filter (where budget_version = 'original')
        ) as granted,
        sum(base_amount) filter (where budget_version = 'forecast') as forecast
    from marts.fct_budget
    where is_current_version
    group by project_code
)

select
    health.*, project.project_name, project.programme, project.department, project.sponsor,
    project.manager_name, project.priority, project.status, project.stage,
    value.pv, value.ev, value.ac, value.cpi, value.spi,
    coalesce(value.bac, budgets.granted) as bac,
    coalesce(value.eac_cpi, value.eac_remaining_budget, budgets.forecast) as eac
from marts.fct_portfolio_health as health
inner join marts.dim_project as project on health.project_code = project.project_code
left join marts.fct_earned_value as value
    on health.project_code = value.project_code and value.is_current
left join budgets on health.project_code = budgets.project_code
where health.is_current and not project.is_unallocated
order by health.project_code
"""

HISTORY = """
select project_code, as_of_date, overall_rag
from marts.fct_portfolio_health
where
    as_of_date < $as_of
    and as_of_date = last_day(as_of_date)
    and as_of_date >= date_trunc('month', $as_of - to_months($months))
order by project_code, as_of_date
"""


@dataclass(frozen=True)
class Money:
    """Earned-value figures in base currency; `None` where an input is missing."""

    pv: Decimal | None = None
    ev: Decimal | None = None
    ac: Decimal | None = None
    bac: Decimal | None = None
    eac: Decimal | None = None
    cpi: float | None = None
    spi: float | None = None

    @property
    def overrun(self) -> Decimal | None:
        """Forecast less budget, positive when over."""
        return None if self.eac is None or self.bac is None else self.eac - self.bac


@dataclass(frozen=True)
class ProjectStatus:
    """One measured project as the portfolio page shows it."""

    code: str
    name: str
    programme: str | None
    department: str | None
    sponsor: str | None
    manager: str | None
    priority: int | None
    overall: str
    previous: str | None
    change: str
    ratings: tuple[Rating, ...]
    deciding: Rating | None
    reported: str | None
    reported_on: date | None
    is_watermelon: bool
    money: Money
    history: tuple[tuple[date, str], ...] = field(default=())

    @property
    def concerns(self) -> list[Rating]:
        """Ratings that are red or amber, red first."""
        return sorted(
            (each for each in self.ratings if each.is_bad), key=lambda r: worst_first(r.rag)
        )

    @property
    def urgency(self) -> tuple[int, int, int, int, str]:
        """Sort key of the attention list: colour, then how many reasons, then priority."""
        reds = sum(each.rag == "red" for each in self.ratings)
        return (
            worst_first(self.overall),
            -reds,
            -len(self.concerns),
            self.priority if self.priority is not None else 99,
            self.code,
        )


def load_statuses(warehouse: Warehouse) -> list[ProjectStatus]:
    """Return every project that has a current health row, by code."""
    histories: dict[str, list[tuple[date, str]]] = {}
    as_of = warehouse.version.as_of
    for row in warehouse.rows(HISTORY, as_of=as_of, months=HISTORY_MONTHS - 1):
        histories.setdefault(row["project_code"], []).append(
            (row["as_of_date"], row["overall_rag"])
        )
    return [
        _status(row, (*histories.get(row["project_code"], ()), (as_of, row["overall_rag"])))
        for row in warehouse.rows(STATUS)
    ]


def _status(row: Row, history: tuple[tuple[date, str], ...]) -> ProjectStatus:
    ratings = tuple(Rating.of(row, dimension) for dimension in DIMENSIONS)
    deciding = [each for each in ratings if each.dimension == row["deciding_dimension"]]
    return ProjectStatus(
        code=row["project_code"],
        name=row["project_name"],
        programme=row["programme"],
        department=row["department"],
        sponsor=row["sponsor"],
        manager=row["manager_name"],
        priority=row["priority"],
        overall=row["overall_rag"],
        previous=row["previous_overall_rag"],
        change=row["change"],
        ratings=ratings,
        deciding=deciding[0] if deciding else None,
        reported=row["reported_overall_rag"],
        reported_on=row["reported_on"],
        is_watermelon=bool(row["is_watermelon"]),
        money=money_of(row),
        history=history,
    )


def money_of(row: Row) -> Money:
    """Read the figures of a row that has the columns of `Money`."""
    return Money(
        pv=row["pv"],
        ev=row["ev"],
        ac=row["ac"],
        bac=row["bac"],
        eac=row["eac"],
        cpi=_float(row["cpi"]),
        spi=_float(row["spi"]),
    )


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
