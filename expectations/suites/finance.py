"""What finance promises in its exports.

An amount under an unknown project code is real money: it stays, and is reported as unallocated.
"""

from expectations.promises import FLAGGED, WARNING, Promise, Rows
from expectations.suites.common import (
    convertible,
    known_person,
    known_project,
    not_future,
    ordered,
    period_format,
    plausible_date,
)
from pmo.glossary import words_of

BUDGETS, ACTUALS, COMMITMENTS = Rows("budgets"), Rows("actuals"), Rows("commitments")
RATES, FX_RATES = Rows("rates"), Rows("fx_rates")
UNALLOCATED = "This is real money that cannot be placed; it is reported as unallocated."
# A rate this many times off its pair's usual one has slipped a digit or was quoted inversely.
RATE_JUMP = 5
JUMPS = """it.rate > 0 and exists (
    select 1
    from (
        select from_currency, to_currency, median(rate) as usual
        from finance.fx_rates where rate > 0 group by from_currency, to_currency
        having count(*) >= 3
    ) as pair
    where pair.from_currency = it.from_currency and pair.to_currency = it.to_currency
    and (it.rate > pair.usual * {times} or it.rate < pair.usual / {times})
)"""
VERSIONS = words_of("finance", "budgets", "version")
CURRENCIES = "not regexp_full_match(it.{column}, '[A-Z]{{{{3}}}}')"


def _currency_code(column: str) -> Promise:
    return FX_RATES.never(
        "currency_code",
        column,
        CURRENCIES.format(column=column),
        "A rate of no known currency converts nothing.",
        "Write the currency as its three letters, such as EUR.",
        description=f"{column} is not a three-letter currency code",
    )


PROMISES: tuple[Promise, ...] = (
    BUDGETS.one_of(
        "version",
        VERSIONS,
        "Money of an unknown budget version is compared with nothing.",
        f"Write {', '.join(VERSIONS[:-1])} or {VERSIONS[-1]}, or map the version in the layout.",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    period_format("budgets", "fiscal_period"),
    known_project("budgets", disposition=FLAGGED, why=UNALLOCATED),
    convertible("budgets"),
    plausible_date("actuals", "posting_date"),
    not_future("actuals", "posting_date", "A posting"),
    known_project("actuals", disposition=FLAGGED, why=UNALLOCATED),
    ACTUALS.never(
        "without_project",
        "project_code",
        "it.project_code is null",
        UNALLOCATED,
        "Post the document to a project.",
        description="project_code is empty",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    convertible("actuals", "posting_date"),
    not_future("commitments", "order_date", "An order"),
    known_project("commitments", disposition=FLAGGED, why=UNALLOCATED),
    convertible("commitments", "order_date"),
    COMMITMENTS.never(
        "open_over_amount",
        "open_amount",
        "abs(it.open_amount) > abs(it.amount)",
        "More is still to be paid than was ever ordered.",
        "Correct the order's open amount.",
        description="open_amount is larger than amount",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    ordered("commitments", "order_date", "delivery_date", "Nothing is delivered before its order."),
    RATES.never(
        "not_positive",
        "hourly_cost",
        "it.hourly_cost <= 0",
        "Labour at this rate would cost nothing.",
        "Enter the hourly cost.",
        description="hourly_cost is not above 0",
    ),
    RATES.never(
        "nobodys_rate",
        "person_id",
        "it.person_id is null and it.role is null",
        "A rate of neither a person nor a role prices nobody's hours.",
        "Fill person_id or role.",
        description="neither person_id nor role is filled",
    ),
    known_person("rates", severity=WARNING, disposition=FLAGGED),
    convertible("rates"),
    FX_RATES.never(
        "not_positive",
        "rate",
        "it.rate <= 0",
        "Converted at this rate, money disappears.",
        "Correct the rate.",
        description="rate is not above 0",
    ),
    _currency_code("from_currency"),
    _currency_code("to_currency"),
    FX_RATES.never(
        "rate_jump",
        "rate",
        JUMPS.format(times=RATE_JUMP),
        "All money of that day would be multiplied by it.",
        "Compare with the bank's rate: a digit has slipped, or the pair was quoted inversely.",
        description=f"rate is more than {RATE_JUMP} times off the usual rate of its currencies",
    ),
    period_format("benefits", "fiscal_period"),
    known_project("benefits"),
)
