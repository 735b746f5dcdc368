"""Rows of marts and landing, written short; and what the record says of them."""

from datetime import date
from decimal import Decimal

from expectations.period_figures import HEALTH

# June ends on Tuesday; 6 July is a holiday. Its working days: 1, 2, 3, 7, 8. It closes on the 9th.
BEFORE, CLOSES, AFTER = date(2026, 7, 8), date(2026, 7, 9), date(2026, 7, 10)
LATER = date(2026, 7, 20)
JUNE = date(2026, 6, 12)


def cost(amount, category="travel", day=JUNE, project="0107", kind="actual"):
    return {
        "project_code": project,
        "cost_type": kind,
        "cost_category": category,
        "posting_date": day,
        "currency": "EUR",
        "base_amount": Decimal(amount),
    }


def posting(document, amount, category="travel", day=JUNE, project="0107"):
    return {
        "document_id": document,
        "line": "1",
        "posting_date": day,
        "project_code": project,
        "cost_category": category,
        "amount": Decimal(amount),
        "currency": "EUR",
    }


def changes(house):
    names = ("fiscal_period", "mart", "figure_key", "column_name", "old_value", "new_value")
    return [
        (*(row[name] for name in names), row["difference"]) for row in house.quality("restatements")
    ]


def rated(rag, day="2026-06-30"):
    """Return what makes a health mart in which every dimension says `rag` of one day."""
    values = [
        f"cast(null as decimal(18, 6)) as {column}"
        if column.endswith("_value")
        else f"'{rag}' as {column}"
        for column in HEALTH.split()
    ]
    told = ", ".join(["'0107' as project_code", f"date '{day}' as as_of_date", *values])
    return [f"create table marts.fct_portfolio_health as select {told}"]


def worked(hours):
    return [
        {
            "project_code": "0107",
            "person_id": "E1",
            "source": "jira",
            "source_id": "W1",
            "work_date": JUNE,
            "currency": "EUR",
            "hours": Decimal(hours),
        }
    ]


def budget_mart(*lines):
    """Return what makes a budget mart of the period and category `lines`, in EUR."""
    names = "project_code, budget_version, cost_category, fiscal_period, base_amount"
    rows = ", ".join(f"({line}, 'EUR')" for line in lines)
    told = f"select * from (values {rows}) as line ({names}, is_current_version, currency)"
    return [f"create table marts.fct_budget as {told}"]
