"""A project page's view model: each part knows its rows, or which input is missing."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pmo.settings import Settings
from reports.charts import Picture
from reports.coverage import Coverage
from reports.performance import curves
from reports.performance import project_queries as queries
from reports.performance.portfolio import Portfolio
from reports.performance.status import ProjectStatus
from reports.warehouse import Row, Warehouse

RECENT_DAYS = 28
TABLE_ROWS = 12
EARNED_VALUE = ("planned_value", "earned_value", "actual_cost")
LABOUR_CATEGORIES = ("labour", "labor")


@dataclass(frozen=True)
class EarnedValue:
    """Earned value to date, and what it lacks.

    `lacking` is what coverage says of figures that are empty; `missing` names inputs where no
    coverage was published.
    """

    now: Row
    history: list[Row]
    picture: Picture | None
    unit: str
    is_rebaselined: bool
    missing: tuple[str, ...]
    lacking: list[Row]


@dataclass(frozen=True)
class Flow:
    """Cumulative flow by week, and the last four weeks' throughput."""

    now: Row
    recent: Row
    picture: Picture


@dataclass(frozen=True)
class Inputs:
    """Which registers were ever delivered, so that a page can tell “none” from “not kept”."""

    milestones: bool
    risks: bool
    feedback: bool
    lessons: bool
    timesheets: bool
    gates: bool

    @classmethod
    def found_in(cls, warehouse: Warehouse) -> "Inputs":
        """Look which marts have any rows."""
        return cls(
            milestones=not warehouse.is_empty("fct_milestone"),
            risks=not warehouse.is_empty("fct_risk"),
            feedback=not warehouse.is_empty("fct_feedback"),
            lessons=not warehouse.is_empty("fct_lesson"),
            timesheets=not warehouse.is_empty("fct_timesheet"),
            gates=not warehouse.is_empty("fct_gate_review"),
        )


@dataclass(frozen=True)
class ProjectPage:
    """Everything that one project's page shows, free of any language."""

    code: str
    facts: Row
    status: ProjectStatus | None
    inputs: Inputs
    earned_value: EarnedValue
    milestones: list[Row]
    milestone_trend: Picture | None
    likely_finish: date | None
    gates: list[Row]
    costs: list[Row]
    flow: Flow | None
    people: list[Row]
    risks: list[Row]
    answers: list[Row]
    comments: list[Row]
    evaluation: list[Row]
    lessons: list[Row]
    broken_rows: list[Row]


def load_projects(
    warehouse: Warehouse, portfolio: Portfolio, settings: Settings
) -> list[ProjectPage]:
    """Read every project of the register, measured or not, by code."""
    statuses = {each.code: each for each in portfolio.statuses}
    inputs = Inputs.found_in(warehouse)
    return [
        _load(
            warehouse,
            facts,
            statuses.get(facts["project_code"]),
            inputs,
            portfolio.coverage,
            settings,
        )
        for facts in warehouse.rows(queries.PROJECTS)
    ]


def _load(
    warehouse: Warehouse,
    facts: Row,
    status: ProjectStatus | None,
    inputs: Inputs,
    coverage: Coverage,
    settings: Settings,
) -> ProjectPage:
    code, as_of = facts["project_code"], warehouse.version.as_of
    trend = warehouse.rows(queries.MILESTONE_TREND, code=code)
    has_trend = len({row["observed_on"] for row in trend}) > 1
    quarantine = warehouse.has("quality", "quarantined_rows")
    return ProjectPage(
        code=code,
        facts=facts,
        status=status,
        inputs=inputs,
        earned_value=_earned_value(warehouse, code, coverage),
        milestones=warehouse.rows(queries.MILESTONES, code=code),
        milestone_trend=curves.milestone_trend(code, trend) if has_trend else None,
        likely_finish=warehouse.one(queries.LIKELY_FINISH, code=code).get("p80_finish_date"),
        gates=warehouse.rows(queries.GATES, code=code),
        costs=_costs(warehouse, code, settings),
        flow=_flow(warehouse, code),
        people=warehouse.rows(
            queries.PEOPLE, code=code, as_of=as_of, since=as_of - timedelta(days=RECENT_DAYS)
        ),
        risks=warehouse.rows(queries.RISKS, code=code),
        answers=warehouse.rows(queries.ANSWERS, code=code),
        comments=warehouse.rows(queries.COMMENTS, code=code),
        evaluation=warehouse.rows(queries.EVALUATION, code=code),
        lessons=warehouse.rows(queries.LESSONS, code=code),
        broken_rows=warehouse.rows(queries.BROKEN_ROWS, code=code) if quarantine else [],
    )


def _earned_value(warehouse: Warehouse, code: str, coverage: Coverage) -> EarnedValue:
    lacking = coverage.empty(*EARNED_VALUE, project=code)
    history = warehouse.rows(queries.EARNED_VALUE, code=code, as_of=warehouse.version.as_of)
    if not history:
        return EarnedValue(
            {}, [], None, "one", is_rebaselined=False, missing=("baselines",), lacking=lacking
        )
    now = history[-1]
    unit, divisor = curves.money_unit((now["bac"], now["eac_cpi"], now["ac"]))
    needs = (("pv", "baselines"), ("ev", "progress"), ("ac", "actuals"))
    drawable = [row for row in history if (row["pv"], row["ev"], row["ac"]) != (None, None, None)]
    return EarnedValue(
        now=now,
        history=history[-TABLE_ROWS:],
        picture=curves.earned_value(code, drawable, divisor) if len(drawable) > 1 else None,
        unit=unit,
        is_rebaselined=len({row["baseline_version"] for row in history}) > 1,
        missing=tuple(name for column, name in needs if now[column] is None),
        lacking=lacking,
    )


def _flow(warehouse: Warehouse, code: str) -> Flow | None:
    weeks = warehouse.rows(queries.FLOW, code=code, as_of=warehouse.version.as_of)
    if len(weeks) < 2:
        return None
    since = warehouse.version.as_of - timedelta(days=RECENT_DAYS)
    recent = warehouse.one(
        queries.THROUGHPUT, code=code, as_of=warehouse.version.as_of, since=since
    )
    return Flow(now=weeks[-1], recent=recent, picture=curves.flow(code, weeks))


def _costs(warehouse: Warehouse, code: str, settings: Settings) -> list[Row]:
    """Return budget, actual and commitments by category, labour from timesheets as its own line."""
    as_of = warehouse.version.as_of
    in_ledger = settings.finance.labour_in_ledger
    rows = warehouse.rows(queries.COSTS, code=code, as_of=as_of, labour_in_ledger=in_ledger)
    if not in_ledger:
        labour = warehouse.one(queries.LABOUR, code=code, as_of=as_of).get("amount")
        if labour:
            _add_labour(rows, labour)
    return rows


def _add_labour(rows: list[Row], labour: Decimal) -> None:
    """Add the timesheets' cost to the budget's labour line, or as a line of its own."""
    for row in rows:
        if (row["cost_category"] or "").casefold() in LABOUR_CATEGORIES:
            row.update(actual=(row["actual"] or Decimal(0)) + labour, is_labour_line=True)
            return
    rows.append(
        {
            "cost_category": None,
            "is_labour_line": True,
            "budget": None,
            "actual": labour,
            "committed": None,
        }
    )
