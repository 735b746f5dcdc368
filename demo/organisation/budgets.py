"""Budgets by fiscal period and cost category, in four versions; and the benefits they promise.

The approved budget is phased like the first baseline, so PV and budget agree. Forecasts are made
each quarter: what was spent to that day, then what the controller believes is still to come.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demo.organisation.files import Row
from demo.organisation.money import (
    CATEGORY_SHARES,
    LABOUR,
    category_budget,
    cents,
    finish_of,
    increments,
    month_ends,
    period,
)
from demo.plan import Plan, Project

CATEGORIES = (LABOUR, *CATEGORY_SHARES)
# The first estimate, before the steering committee; approved budgets replaced it.
ORIGINAL_FACTORS = {
    LABOUR: Decimal("0.96"),
    "hardware": Decimal("0.93"),
    "licences": Decimal("1.00"),
    "external services": Decimal("0.90"),
    "travel": Decimal("1.05"),
}


def budgets(plan: Plan) -> Iterator[Row]:
    """Yield a row per project, version, fiscal period and cost category."""
    for project in plan.projects:
        estimated = min(project.start - timedelta(days=60), plan.as_of - timedelta(days=20))
        for category in CATEGORIES:
            total = category_budget(project, category)
            factor = ORIGINAL_FACTORS[category]
            yield from _planned(project, category, "original", estimated, cents(total * factor))
            if project.status != "proposed":
                approved = project.start - timedelta(days=14)
                yield from _planned(project, category, "approved", approved, total)
            if project.rebaseline_on:
                yield from _planned(project, category, "revised", project.rebaseline_on, total)
        if project.status != "proposed":
            for day in _forecast_days(plan, project):
                yield from _forecast(project, day)


def benefits(plan: Plan) -> Iterator[Row]:
    """Yield what each project promised to bring, by half-year after its baseline finish."""
    for project in plan.projects:
        rng = plan.rng(f"benefits {project.project_code}")
        yearly = project.budget * Decimal(str(round(rng.uniform(0.25, 0.6), 3)))
        for half in range(4):
            due = project.finish_baseline + timedelta(days=30 + 182 * half)
            planned = cents(yearly / 2)
            late = min(finish_of(project) - project.finish_baseline, timedelta(days=182))
            forecast = cents(planned * Decimal(str(round(1 - late.days / 400, 4))))
            realised = cents(forecast * Decimal("0.94")) if due <= plan.as_of else None
            yield {
                "project_code": project.project_code,
                "benefit": "Cost saving" if project.programme != "Connected Products" else "Margin",
                "fiscal_period": period(due),
                "planned_amount": planned,
                "forecast_amount": forecast,
                "realised_amount": realised,
                "currency": project.currency,
            }


def _planned(
    project: Project, category: str, version: str, day: date, total: Decimal
) -> Iterator[Row]:
    finish = project.finish_on(day) if version == "revised" else project.finish_baseline
    ends = month_ends(project.start, finish)
    shares = [project.planned_fraction(end, finish) for end in ends]
    for end, amount in zip(ends, increments(total, shares), strict=True):
        yield _row(project, version, day, end, category, amount)


def _forecast(project: Project, day: date) -> Iterator[Row]:
    """Yield the forecast made on `day`: the nearer the end, the better it knows the truth."""
    finish = max(finish_of(project), project.finish_baseline)
    ends = month_ends(project.start, finish)
    elapsed = (day - project.start).days / (finish - project.start).days
    candour = 0.0 if project.story == "watermelon" else min(1.0, 1.3 * elapsed)
    for category in CATEGORIES:
        factor = project.hours_factor if category == LABOUR else project.cost_factor
        believed = 1 + (factor * project.completed_scope(finish) - 1) * candour
        total = cents(category_budget(project, category) * Decimal(str(round(believed, 6))))
        whole = project.completed_scope(finish)
        shares = [min(1.0, project.completed_scope(end) / whole) for end in ends]
        shares[-1] = 1.0
        for end, amount in zip(ends, increments(total, shares), strict=True):
            yield _row(project, "forecast", day, end, category, amount)


def _forecast_days(plan: Plan, project: Project) -> list[date]:
    days = [end for end in plan.month_ends() if end.month % 3 == 0 and end > project.start]
    last = min(plan.as_of, project.finish_actual or plan.as_of)
    return [day for day in days if day <= last]


def _row(
    project: Project, version: str, day: date, end: date, category: str, amount: Decimal
) -> Row:
    return {
        "project_code": project.project_code,
        "version": version,
        "version_date": day,
        "fiscal_period": period(end),
        "cost_category": category,
        "amount": amount,
        "currency": project.currency,
    }
