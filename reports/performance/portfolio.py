"""The portfolio page's view model: what the executive sees first, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pmo.settings import Settings
from reports.charts import Picture
from reports.coverage import Coverage
from reports.performance import figures
from reports.performance.changes import Changes, load_changes
from reports.performance.outlook import Outlook, load_outlook
from reports.performance.status import ProjectStatus, load_statuses
from reports.performance.totals import Group, grouped, total, worst
from reports.warehouse import Row, Warehouse

BEHIND = ("late", "slipping")
MATRIX_DAYS = 28

MILESTONES = """
select
    project_code, milestone_id, milestone_name, gate, baseline_date, expected_date, status,
    slip_working_days, slip_since_previous_working_days
from marts.fct_milestone
where status <> 'done'
order by slip_working_days desc nulls last, expected_date, milestone_id
"""

RISKS = """
select
    project_code, risk_id, title, owner_name, probability, impact, score, previous_score,
    score_trend, exposure_amount, response, due_on, is_overdue, observed_on
from marts.fct_risk
where is_open
order by score desc nulls last, exposure_amount desc nulls last, risk_id
"""

OTHERS = """
select
    project.project_code, project.project_name,
    case when project.left_register_date is null then project.status else 'left the register' end
        as status
from marts.dim_project as project
left join marts.fct_portfolio_health as health
    on project.project_code = health.project_code and health.is_current
where health.project_code is null and not project.is_unallocated
order by project.project_code
"""

UNALLOCATED = """
select sum(base_amount) as amount from marts.fct_cost where is_unallocated and cost_type = 'actual'
"""

ALERTS = "select count(*) as found from quality.alerts where status = 'open'"
BROKEN_ROWS = "select count(*) as found from quality.quarantined_rows"

# Hours stay with the department that their person had on the day.
MATRIX = """
select home_department as department, project_code, sum(hours) as hours
from marts.fct_timesheet
where work_date > $as_of - to_days($days) and work_date <= $as_of
group by home_department, project_code
order by home_department nulls last, project_code
"""


@dataclass(frozen=True)
class Heat:
    """Open risks counted on a grid of probability × impact (1 to 5 each)."""

    cells: dict[tuple[int, int], list[Row]]
    count: int
    exposure: Decimal | None


@dataclass(frozen=True)
class Trust:
    """How far the numbers can be trusted: worst project colour, open alerts, broken rows."""

    rag: str
    alerts: int
    rows: int


@dataclass(frozen=True)
class Portfolio:
    """Everything that the portfolio page shows, free of any language."""

    statuses: list[ProjectStatus]
    others: list[Row]
    total: Group
    trust: Trust
    changes: Changes
    attention: list[ProjectStatus]
    watermelons: list[ProjectStatus]
    has_status_reports: bool
    map: Picture | None
    unplaced: list[ProjectStatus]
    unallocated: Decimal | None
    milestones: list[Row] | None
    open_milestones: int
    late_milestones: int
    heat: Heat | None
    risks: list[Row]
    groups: list[tuple[str, list[Group]]]
    matrix: list[Row]
    has_timesheets: bool
    coverage: Coverage
    outlook: Outlook
    previous_as_of: date | None

    @property
    def names(self) -> dict[str, str]:
        """Project names by code."""
        return {each.code: each.name for each in self.statuses}


def load_portfolio(warehouse: Warehouse, settings: Settings) -> Portfolio:
    """Read the portfolio page's content from the published warehouse."""
    statuses = load_statuses(warehouse)
    measured = {each.code for each in statuses}
    milestones = _of(measured, warehouse.rows(MILESTONES))
    risks = _of(measured, warehouse.rows(RISKS))
    changes = load_changes(warehouse, statuses, milestones, risks)
    placed = [each for each in statuses if None not in (each.money.cpi, each.money.spi)]
    return Portfolio(
        statuses=sorted(statuses, key=lambda each: each.urgency),
        others=warehouse.rows(OTHERS),
        total=total(statuses),
        trust=_trust(warehouse, statuses),
        changes=changes,
        attention=sorted(
            (each for each in statuses if each.overall in ("red", "amber") or each.is_watermelon),
            key=lambda each: each.urgency,
        ),
        watermelons=[each for each in statuses if each.is_watermelon],
        has_status_reports=any(each.reported for each in statuses),
        map=figures.efficiency_map(placed) if placed else None,
        unplaced=[each for each in statuses if each not in placed],
        unallocated=warehouse.one(UNALLOCATED).get("amount"),
        milestones=None
        if warehouse.is_empty("fct_milestone")
        else [each for each in milestones if each["status"] in BEHIND],
        open_milestones=len(milestones),
        late_milestones=sum(each["status"] == "late" for each in milestones),
        heat=None if warehouse.is_empty("fct_risk") else heat_of(risks),
        risks=risks,
        groups=_groups(statuses, settings),
        matrix=warehouse.rows(MATRIX, as_of=warehouse.version.as_of, days=MATRIX_DAYS),
        has_timesheets=not warehouse.is_empty("fct_timesheet"),
        coverage=Coverage.read(warehouse),
        outlook=load_outlook(warehouse),
        previous_as_of=changes.before,
    )


def heat_of(risks: list[Row]) -> Heat:
    """Place open risks on the grid; probability and impact are rounded to 1…5."""
    cells: dict[tuple[int, int], list[Row]] = {}
    for risk in risks:
        if risk["probability"] is not None and risk["impact"] is not None:
            place = (_step(risk["probability"]), _step(risk["impact"]))
            cells.setdefault(place, []).append(risk)
    amounts = [risk["exposure_amount"] for risk in risks if risk["exposure_amount"] is not None]
    return Heat(cells, len(risks), sum(amounts, Decimal(0)) if amounts else None)


def _step(value: Any) -> int:
    return min(5, max(1, round(float(value))))


def _of(measured: set[str], rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["project_code"] in measured]


def _groups(statuses: list[ProjectStatus], settings: Settings) -> list[tuple[str, list[Group]]]:
    """Return both views; where departments lead, theirs comes first."""
    views = [
        ("programme", grouped(statuses, lambda each: each.programme)),
        ("department", grouped(statuses, lambda each: each.department)),
    ]
    return views[::-1] if settings.organisation.operating_model == "functional" else views


def _trust(warehouse: Warehouse, statuses: list[ProjectStatus]) -> Trust:
    def count(table: str, sql: str) -> int:
        return int(warehouse.one(sql)["found"]) if warehouse.has("quality", table) else 0

    return Trust(
        rag=worst(statuses),
        alerts=count("alerts", ALERTS),
        rows=count("quarantined_rows", BROKEN_ROWS),
    )
