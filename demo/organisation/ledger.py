"""The ledger: postings of everything but labour, orders, and overheads on a code of their own.

Labour is not posted (the settings say `labour_in_ledger: false`): it comes from hours and rates.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from demo.organisation.files import Row
from demo.organisation.money import (
    CATEGORY_SHARES,
    begun,
    category_budget,
    cents,
    increments,
    month_ends,
    period,
    spend_share,
    split,
)
from demo.organisation.texts import CHINESE_VENDORS, POSTING_TEXTS, VENDORS
from demo.plan import Plan, Project

# Overheads are booked on a cost code that no project has.
OVERHEAD_CODE = "9000"
OVERHEADS = (
    ("licences", "Office and collaboration licences", "Microlane Software", 35400),
    ("external services", "Facility services", "Hausmann Facility GmbH", 25350),
)
FIRST_DOCUMENT, FIRST_ORDER, FIRST_OVERHEAD = 51_000_000, 4_500_000, 1_900_000
INVOICED_SHARE = 0.6  # of hardware and services goes through purchase orders


def actuals(plan: Plan) -> Iterator[Row]:
    """Yield the postings up to the day before the as-of day, project by project."""
    for number, project in enumerate(begun(plan)):
        rng = plan.rng(f"actuals {project.project_code}")
        document = FIRST_DOCUMENT + number * 10_000
        for total, posting in _postings(plan, project, rng):
            document += 1
            for line, amount in enumerate(_lines(total, rng), start=1):
                yield {
                    "document_id": f"00{document}",
                    "line": f"{line * 10:04d}",
                    **posting,
                    "amount": amount,
                }
    yield from _overheads(plan)


def commitments(plan: Plan) -> Iterator[Row]:
    """Yield the orders: a part of each month's hardware and services, ordered two months ahead."""
    for number, project in enumerate(begun(plan)):
        rng = plan.rng(f"orders {project.project_code}")
        order = FIRST_ORDER + number * 1_000
        vendors = CHINESE_VENDORS if project.currency == "CNY" else VENDORS
        for category in ("hardware", "external services"):
            total = cents(category_budget(project, category) * Decimal(str(INVOICED_SHARE)))
            ends = month_ends(project.start, project.finish_baseline)[2::3]
            shares = [spend_share(project, end) for end in ends]
            for end, amount in zip(ends, increments(total, shares), strict=True):
                ordered = end - timedelta(days=int(rng.integers(50, 75)))
                if ordered >= plan.as_of or amount <= 0:
                    continue
                order += 1
                yield {
                    "order_id": f"00{order}",
                    "line": "0010",
                    "order_date": ordered,
                    "delivery_date": end,
                    "project_code": project.project_code,
                    "cost_category": category,
                    "amount": amount,
                    "open_amount": _open(amount, ordered, end, plan.as_of),
                    "currency": project.currency,
                    "vendor": vendors[category][order % len(vendors[category])],
                }


def _postings(
    plan: Plan, project: Project, rng: np.random.Generator
) -> Iterator[tuple[Decimal, Row]]:
    """Yield amounts with the rest of their posting, category by category, month by month."""
    last = plan.as_of - timedelta(days=1)
    ends = [min(end, last) for end in month_ends(project.start, last)]
    vendors = CHINESE_VENDORS if project.currency == "CNY" else VENDORS
    texts = POSTING_TEXTS["zh" if project.currency == "CNY" else "en"]
    for category in CATEGORY_SHARES:
        total = category_budget(project, category)
        amounts = increments(total, [spend_share(project, end) for end in ends])
        for end, amount in zip(ends, amounts, strict=True):
            if amount <= 0:
                continue
            first = max(end.replace(day=1), project.start)
            weights = rng.uniform(0.5, 1.5, size=int(rng.integers(1, 4)))
            for part in split(amount, list(weights)):
                day = first + timedelta(days=int(rng.integers(0, (end - first).days + 1)))
                choice = int(rng.integers(len(vendors[category])))
                yield (
                    part,
                    {
                        "posting_date": day,
                        "project_code": project.project_code,
                        "cost_category": category,
                        "currency": project.currency,
                        "vendor": vendors[category][choice],
                        "text": f"{texts[category][choice % len(texts[category])]} {period(day)}",
                        "is_labour": "false",
                    },
                )


def _lines(total: Decimal, rng: np.random.Generator) -> list[Decimal]:
    """Return the lines of a document: one, at times three of which one is a credit."""
    if rng.random() > 0.04:
        return [total]
    credit = cents(total * Decimal("0.08"))
    return [total, credit, -credit]


def _overheads(plan: Plan) -> Iterator[Row]:
    for number, end in enumerate(plan.month_ends()):
        if end.month % 3 or end >= plan.as_of:
            continue  # invoiced by the quarter
        for line, (category, text, vendor, amount) in enumerate(OVERHEADS, start=1):
            yield {
                "document_id": f"00{FIRST_OVERHEAD + number}",
                "line": f"{line * 10:04d}",
                "posting_date": end,
                "project_code": OVERHEAD_CODE,
                "cost_category": category,
                "amount": cents(amount),
                "currency": "EUR",
                "vendor": vendor,
                "text": f"{text} {period(end)}",
                "is_labour": "false",
            }


def _open(amount: Decimal, ordered: date, delivery: date, as_of: date) -> Decimal:
    """Return what is not invoiced yet: all of it at first, nothing thirty days after delivery."""
    paid_by = delivery + timedelta(days=30)
    left = (paid_by - as_of).days / (paid_by - ordered).days
    return cents(amount * Decimal(str(round(min(1.0, max(0.0, left)), 4))))
