"""Of each tie of money: rows as they come in life, several of a group, on the last day, after it or
empty, none of which is a fault; and faults that only such rows can hold.

Today is 30 June 2026, the base currency is the euro.
"""

from datetime import date
from typing import Any

from tests.integration.dbt_unit.shells import Case, Put

MAY, JUNE, TODAY, TOMORROW = (
    date(2026, 5, 31),
    date(2026, 6, 10),
    date(2026, 6, 30),
    date(2026, 7, 1),
)
# The last instant of today, and the first after it.
IN_TIME, TOO_LATE = "2026-06-30 23:59:59", "2026-07-01 00:00:00"
Rows = tuple[Put, ...]


def of(table: str, *rows: dict[str, Any], **common: Any) -> Rows:
    """Return a row of `table` for each of `rows`, all of them with the `common` values."""
    return tuple(Put(table, {**common, **row}) for row in rows or ({},))


def many(sound: Rows, **faults: Rows) -> list[Case]:
    """Return a case of `sound` rows, and one of each fault that comes on top of them."""
    told = [Case(what.replace("_", " "), (*sound, *rows)) for what, rows in faults.items()]
    return [Case("many", sound, is_fault=False), *told]


# Two lines are alike, one is of the last day, one comes after it, one names nobody.
LINES = (
    {"posting_date": JUNE, "amount": 10},
    {"posting_date": JUNE, "amount": 10},
    {"posting_date": TODAY, "amount": 2},
)
LEDGER = (
    *of("stg_registers__projects", {"project_code": "P"}, {"project_code": "UNALLOCATED"}),
    *of("stg_finance__actuals", *LINES, project_code="P", currency="EUR"),
    *of("stg_finance__actuals", posting_date=TOMORROW, amount=7, project_code="P", currency="EUR"),
    *of("stg_finance__actuals", posting_date=JUNE, amount=3),
    *of(
        "fct_cost",
        *LINES,
        project_code="P",
        source_project_code="P",
        currency="EUR",
        cost_type="actual",
    ),
    *of("fct_cost", posting_date=JUNE, amount=3, project_code="UNALLOCATED", cost_type="actual"),
)
ORDERS = (
    {"order_date": TODAY, "amount": 10, "open_amount": 4},
    {"order_date": TODAY, "amount": 10, "open_amount": 4},
    {"order_date": JUNE, "amount": 1, "open_amount": 1},
)
ORDERED = (
    *of("stg_finance__commitments", *ORDERS, project_code="P", currency="EUR"),
    *of("stg_finance__commitments", order_date=TOMORROW, amount=9, currency="EUR"),
    *of(
        "fct_cost",
        *({"amount": row["amount"], "open_amount": row["open_amount"]} for row in ORDERS),
        project_code="P",
        source_project_code="P",
        currency="EUR",
        cost_type="commitment",
    ),
)
KINDS = (
    {"version_date": TODAY, "amount": 6},
    {"version_date": TODAY, "amount": 6},
    {"version_date": TODAY, "amount": 1},
)
GRANTED: dict[str, Any] = {"budget_version": "approved", "fiscal_period": "2026-06"}
GRANTED |= {"project_code": "P", "currency": "EUR"}
BUDGETS = (
    *of("stg_finance__budgets", *KINDS, **GRANTED),
    *of("stg_finance__budgets", **{**GRANTED, "version_date": TOMORROW, "amount": 9}),
    *of("fct_budget", *KINDS, **GRANTED, source_project_code="P"),
)

DOLLARS, FRANCS, POUNDS = {"currency": "USD"}, {"currency": "CHF"}, {"currency": "GBP"}
BEFORE, AFTER = date(2026, 6, 9), date(2026, 6, 20)
QUOTES = (
    *of(
        "stg_finance__fx_rates",
        {"rate_date": MAY, "rate": 0.8},
        {"rate_date": JUNE, "rate": 0.75},
        # No rate at all.
        {"rate_date": JUNE, "rate": 0},
        {"rate_date": AFTER, "rate": 1},
        from_currency="USD",
        to_currency="EUR",
    ),
    # The other way round counts only where there is no other.
    *of(
        "stg_finance__fx_rates",
        {"to_currency": "USD", "rate": 2},
        {"to_currency": "GBP", "rate": 0.8},
        rate_date=JUNE,
        from_currency="EUR",
    ),
    # Says nothing of euros.
    *of("stg_finance__fx_rates", from_currency="USD", to_currency="GBP", rate_date=TODAY, rate=0.5),
    *of(
        "fct_cost",
        {**DOLLARS, "posting_date": BEFORE, "base_amount": 8},
        {**DOLLARS, "posting_date": JUNE, "base_amount": 7.5},
        {**DOLLARS, "posting_date": AFTER, "base_amount": 10},
        {**POUNDS, "posting_date": TODAY, "base_amount": 12.5},
        # Nobody quoted it, or not yet.
        {**FRANCS, "posting_date": TODAY, "base_amount": None},
        {**POUNDS, "posting_date": BEFORE, "base_amount": None},
        {"currency": "EUR", "posting_date": TODAY, "base_amount": 10},
        amount=10,
    ),
)

SPENT = (
    *of(
        "fct_cost",
        {"posting_date": MAY, "base_amount": 1},
        {"posting_date": JUNE, "base_amount": 2},
        {"posting_date": TODAY, "base_amount": 4},
        {"posting_date": TODAY, "base_amount": 4, "is_labour": True},
        {"posting_date": TOMORROW, "base_amount": 8},
        {"posting_date": JUNE, "base_amount": 16, "cost_type": "commitment"},
        {"posting_date": JUNE, "base_amount": 32, "project_code": "Q"},
        project_code="P",
        cost_type="actual",
        is_labour=False,
    ),
    # As much as a posting of the same day.
    *of(
        "fct_timesheet",
        {"work_date": TODAY, "base_cost_amount": 4},
        {"work_date": TODAY, "base_cost_amount": 4},
        {"work_date": TOMORROW, "base_cost_amount": 8},
        project_code="P",
    ),
)
EARNED = (
    *SPENT,
    *of("dim_date", date_day=MAY, fiscal_period_end_date=MAY),
    *of("dim_date", {"date_day": JUNE}, {"date_day": TODAY}, fiscal_period_end_date=TODAY),
    # Of a day that no calendar has.
    *of(
        "fct_cost",
        project_code="Q",
        posting_date=AFTER,
        base_amount=64,
        cost_type="actual",
        is_labour=False,
    ),
    *of(
        "fct_earned_value",
        {"as_of_date": MAY, "is_period_end": True, "ac": 1},
        # The last day may be a month's end, too; days between are not added up.
        {"as_of_date": JUNE, "ac": 99},
        {"as_of_date": TODAY, "is_period_end": True, "is_current": True, "ac": 15},
        {"as_of_date": TODAY, "is_current": True, "ac": 96, "project_code": "Q"},
        {"as_of_date": TODAY, "is_current": True, "ac": 0, "project_code": "NOTHING SPENT"},
        {"as_of_date": TODAY, "is_current": True, "ac": None, "project_code": "UNKNOWN"},
        project_code="P",
        is_current=False,
        is_period_end=False,
    ),
)

PERIOD = {"fiscal_period": "2026-06"}
PERIODS = of(
    "dim_date",
    {"date_day": MAY, "fiscal_period": "2026-05"},
    {"date_day": JUNE, "fiscal_period": "2026-06"},
    {"date_day": TODAY, "fiscal_period": "2026-06"},
)
ALLOWED: dict[str, Any] = {"fiscal_period": "2026-06", "is_current_version": True}
NEWEST = of(
    "fct_budget",
    # A forecast is no grant; of one day the revision counts; a made-up kind is the last of all.
    {"project_code": "A", "budget_version": "approved", "version_date": JUNE, "base_amount": 30},
    {"project_code": "A", "budget_version": "approved", "version_date": JUNE, "base_amount": 30},
    {"project_code": "A", "budget_version": "original", "version_date": MAY, "base_amount": 999},
    {"project_code": "A", "budget_version": "forecast", "version_date": TODAY, "base_amount": 999},
    {"project_code": "B", "budget_version": "approved", "version_date": JUNE, "base_amount": 999},
    {"project_code": "B", "budget_version": "revised", "version_date": JUNE, "base_amount": 5},
    {"project_code": "C", "budget_version": "original", "version_date": JUNE, "base_amount": 999},
    {"project_code": "C", "budget_version": "approved", "version_date": JUNE, "base_amount": 6},
    {"project_code": "D", "budget_version": "original", "version_date": JUNE, "base_amount": 7},
    {"project_code": "D", "budget_version": "proposed", "version_date": JUNE, "base_amount": 999},
    {"project_code": "E", "budget_version": "plan A", "version_date": JUNE, "base_amount": 999},
    {"project_code": "E", "budget_version": "plan B", "version_date": JUNE, "base_amount": 8},
    {"project_code": "F", "budget_version": "revised", "version_date": MAY, "base_amount": 999},
    {"project_code": "F", "budget_version": "approved", "version_date": JUNE, "base_amount": 9},
    # Codes that nobody knows have a budget each; and one that had none was given none.
    {"project_code": "UNALLOCATED", "source_project_code": "X", "budget_version": "approved"}
    | {"version_date": JUNE, "base_amount": 20},
    {"project_code": "UNALLOCATED", "source_project_code": "Y", "budget_version": "revised"}
    | {"version_date": JUNE, "base_amount": 40},
    {"project_code": "UNALLOCATED", "budget_version": "approved", "base_amount": 80}
    | {"version_date": JUNE},
    {"project_code": "A", "budget_version": "revised", "version_date": TODAY, "base_amount": 999}
    | {"is_current_version": False},
    **ALLOWED,
)
# Granted are 60 + 5 + 6 + 7 + 8 + 9 + 20 + 40 + 80, spent 2 + 4 + 32 + 4 + 4 in June; both half a
# cent over in each of two rows. What lies ahead is in no mart of costs.
OBJECTIVES = (
    *PERIODS,
    *(put for put in SPENT if put.values.get("posting_date") != TOMORROW),
    *NEWEST,
    *of(
        "fct_strategic_alignment",
        {"fiscal_period": "2026-05", "spend_amount": 1},
        {"fiscal_period": "2026-06", "spend_amount": 46.01, "budget_amount": 200},
        {"fiscal_period": "2026-06", "budget_amount": 35.01},
    ),
)

# Postings came, but nobody has priced an hour yet.
UNKNOWN = (
    *PERIODS,
    *of("fct_cost", posting_date=JUNE, base_amount=7, cost_type="actual", is_labour=False),
    *of("fct_timesheet", work_date=JUNE),
    *of("fct_strategic_alignment", fiscal_period="2026-06"),
)

MONEY: dict[str, list[Case]] = {
    "base_amounts_ties_out": many(QUOTES),
    "ev_actual_cost_ties_out": many(EARNED),
    "finance_budget_has_one_current_version": many(
        of(
            "fct_budget",
            {"version_date": JUNE},
            {"version_date": JUNE},
            {"version_date": MAY, "is_current_version": False},
            {"version_date": MAY, "budget_version": "original"},
            {"version_date": MAY, "source_project_code": "Q"},
            source_project_code="P",
            budget_version="approved",
            is_current_version=True,
        )
    ),
    "finance_cost_ties_out": many((*LEDGER, *ORDERED)),
    "money_is_placed_ties_out": many((*LEDGER, *ORDERED, *BUDGETS)),
    "objectives_money_ties_out": many(
        OBJECTIVES,
        of_a_day_in_no_period=of(
            "fct_cost", posting_date=AFTER, base_amount=1, cost_type="actual", is_labour=False
        ),
    )
    + many(UNKNOWN, told_all_the_same=of("fct_strategic_alignment", spend_amount=7, **PERIOD)),
}
