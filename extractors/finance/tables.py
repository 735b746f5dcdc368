"""The canonical finance files. Codes are text and keep leading zeros; money is decimal."""

from extractors.files.tables import file_table, files_table, rejects_table
from extractors.types import DAY, FLAG, MONEY, RATE, TEXT

SOURCE = "finance"

BUDGETS = file_table(
    SOURCE,
    "budgets",
    "project_code version version_date fiscal_period cost_category",
    "amount currency",
    project_code=TEXT,
    version=TEXT,  # original, approved, revised, forecast
    version_date=DAY,
    fiscal_period=TEXT,  # YYYY-MM
    cost_category=TEXT,
    amount=MONEY,
    currency=TEXT,
)
ACTUALS = file_table(
    SOURCE,
    "actuals",
    "document_id line",
    "posting_date cost_category amount currency",
    document_id=TEXT,
    line=TEXT,
    posting_date=DAY,
    project_code=TEXT,
    cost_category=TEXT,
    amount=MONEY,
    currency=TEXT,
    vendor=TEXT,
    text=TEXT,
    is_labour=FLAG,
)
COMMITMENTS = file_table(
    SOURCE,
    "commitments",
    "order_id line",
    "order_date cost_category amount open_amount currency",
    order_id=TEXT,
    line=TEXT,
    order_date=DAY,
    delivery_date=DAY,
    project_code=TEXT,
    cost_category=TEXT,
    amount=MONEY,
    open_amount=MONEY,
    currency=TEXT,
    vendor=TEXT,
)
RATES = file_table(
    SOURCE,
    "rates",
    "valid_from",
    "hourly_cost currency",
    person_id=TEXT,  # one of person_id and role identifies the row
    role=TEXT,
    valid_from=DAY,
    hourly_cost=MONEY,
    currency=TEXT,
)
FX_RATES = file_table(
    SOURCE,
    "fx_rates",
    "date from_currency to_currency",
    "rate",
    date=DAY,
    from_currency=TEXT,
    to_currency=TEXT,
    rate=RATE,
)
BENEFITS = file_table(
    SOURCE,
    "benefits",
    "project_code benefit fiscal_period",
    project_code=TEXT,
    benefit=TEXT,
    fiscal_period=TEXT,
    planned_amount=MONEY,
    forecast_amount=MONEY,
    realised_amount=MONEY,
    currency=TEXT,
)

FILE_TABLES = (BUDGETS, ACTUALS, COMMITMENTS, RATES, FX_RATES, BENEFITS)
TABLES = (*(each.table for each in FILE_TABLES), files_table(SOURCE), rejects_table(SOURCE))
