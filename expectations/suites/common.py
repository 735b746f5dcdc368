"""Promises that many tables share: references, dates, duplicates, unmapped columns.

`gate.today` holds the as-of day, the base currency and the day the first project starts.
"""

from expectations.promises import (
    CRITICAL,
    FLAGGED,
    QUARANTINED,
    ROWS_QUERY,
    TABLE,
    WARNING,
    Disposition,
    Promise,
    Rows,
    Severity,
)

PROJECTS, PEOPLE, FX_RATES = "registers.projects", "registers.people", "finance.fx_rates"
UNMAPPED_COLUMNS = "unmapped_columns"
# Nothing that a PMO reports happened before this year, or is planned beyond this one.
EARLIEST, LATEST = "1990-01-01", "2100-01-01"

NOT_IN_REGISTER = """it."{column}" is not null and not exists (
    select 1 from {register} as known where known.{key} = it."{column}"
)"""
# Who has left a register keeps what was.
NAMED_PROJECTS, NAMED_PEOPLE = "gate.named_projects", "gate.named_people"
# When a past day is reported, what had been delivered of later days is no error.
LATER_THAN_TODAY = """cast(it."{column}" as date) > {tolerance_days} + greatest(
    (select as_of from gate.today), cast(it._extracted_at as date)
)"""
# Of a column that a layout maps, or names under `extra`, somebody decided.
UNMAPPED = """it.extra is not null and it.extra not in ('', '{{{{}}}}') and exists (
    select 1 from landed.{source}__files as file
    where file.file_name = it._source_file and file._batch_id = it._batch_id
    and file.table_name = '{table}' and json_array_length(file.unmapped_columns) > 0
)"""
NOT_CONVERTIBLE = """it.currency is not null and not exists (
    select 1 from gate.convertible as known where known.currency = it.currency{valid}
)"""


def known_project(
    table: str,
    column: str = "project_code",
    *,
    disposition: Disposition = QUARANTINED,
    why: str = "It would be reported under a project that does not exist.",
) -> Promise:
    """`column`, where filled, is a code that the projects register names, or has named."""
    return Rows(table).never(
        "unknown_project",
        column,
        NOT_IN_REGISTER.format(column=column, register=NAMED_PROJECTS, key="project_code"),
        why,
        "Correct the code, or add the project to the register `projects`.",
        description=f"{column} is not in the register `projects`",
        # A row that stays is reported as unallocated: that is worth a word, not an alarm.
        severity=WARNING if disposition == FLAGGED else CRITICAL,
        disposition=disposition,
        needs=(PROJECTS,),
    )


def known_person(
    table: str,
    column: str = "person_id",
    *,
    severity: Severity = CRITICAL,
    disposition: Disposition = QUARANTINED,
    why: str = "Nobody's capacity, department or cost rate can be found for it.",
) -> Promise:
    """`column`, where filled, is a person whom the people register names, or has named."""
    return Rows(table).never(
        "unknown_person",
        column,
        NOT_IN_REGISTER.format(column=column, register=NAMED_PEOPLE, key="person_id"),
        why,
        "Correct the person, or add them to the register `people`.",
        description=f"{column} is not in the register `people`",
        severity=severity,
        disposition=disposition,
        needs=(PEOPLE,),
    )


def not_future(table: str, column: str, what: str, *, tolerance_days: int = 0) -> Promise:
    """`column` is not after the as-of day (and `tolerance_days`)."""
    return Rows(table).never(
        "in_the_future",
        column,
        LATER_THAN_TODAY.format(column=column, tolerance_days=tolerance_days),
        f"{what} cannot lie in the future: the report would count what has not happened.",
        "Correct the date; a row that is only early is taken by itself once its day has come.",
        description=f"{column} is in the future",
    )


def plausible_date(table: str, column: str) -> Promise:
    """`column` lies in the years that a PMO plans in."""
    return Rows(table).never(
        "implausible_date",
        column,
        f"it.\"{column}\" < date '{EARLIEST}' or it.\"{column}\" > date '{LATEST}'",
        "Such a date is a typing error, and one of them stretches every plan and chart.",
        "Correct the date.",
        description=f"{column} is before {EARLIEST} or after {LATEST}",
    )


def ordered(table: str, earlier: str, later: str, why: str) -> Promise:
    """`later` is not before `earlier`; broken rows stay in."""
    return Rows(table).never(
        "dates_out_of_order",
        later,
        f'it."{later}" < it."{earlier}"',
        why,
        "Correct one of the two dates.",
        description=f"{later} is before {earlier}",
        severity=WARNING,
        disposition=FLAGGED,
    )


def period_format(table: str, column: str) -> Promise:
    """`column` is written YYYY-MM."""
    return Rows(table).never(
        "period_format",
        column,
        f"not regexp_full_match(it.\"{column}\", '[0-9]{{{{4}}}}-(0[1-9]|1[0-2])')",
        "Without a period the amount belongs to no month.",
        "Write the period as YYYY-MM, such as 2026-04.",
        description=f"{column} is not written YYYY-MM",
    )


def convertible(table: str, on: str | None = None, needs: tuple[str, ...] = ()) -> Promise:
    """`currency` is the base currency or has an exchange rate, on day `on` if one is named."""
    valid = f' and known.since <= it."{on}"' if on else ""
    return Rows(table).never(
        "no_exchange_rate",
        "currency",
        NOT_CONVERTIBLE.format(valid=valid),
        "The amount cannot be stated in the base currency, so no total may hold it.",
        "Correct the currency, or deliver its rate in `fx_rates`.",
        description="currency has no exchange rate to the base currency"
        + (f" on {on}" if on else ""),
        needs=needs,
    )


def delivery_promises(source: str, table: str) -> tuple[Promise, ...]:
    """Return what every file table promises: each key once, and no column that nobody mapped."""
    rows = Rows(table)
    return (
        rows.never(
            "duplicate",
            "",
            "it._copies > 1 and not it._has_conflict and it._copy_number > 1",
            "Counted twice, it would double hours or money; the first copy stays.",
            "Remove the repeated row from the file.",
            value="it._copies",
            description="the row repeats another, column by column",
            severity=WARNING,
        ),
        rows.never(
            "conflicting_duplicate",
            "",
            "it._has_conflict",
            "Rows of one key say different things, and nobody can tell which is true.",
            "Keep the right row and remove the others; until then all of them stay out.",
            value="it._copies",
            description="the same key stands on several rows that differ",
        ),
        Promise(
            table=table,
            name=UNMAPPED_COLUMNS,
            description="the file has columns that nobody mapped",
            kind="UnexpectedRowsExpectation",
            arguments={
                "unexpected_rows_query": ROWS_QUERY.format(
                    value="it.extra",
                    condition=UNMAPPED.format(source=source, table=table),
                )
            },
            column="extra",
            severity=WARNING,
            disposition=TABLE,
            why="Their values are kept but no report reads them.",
            fix="Map them in the layout, or leave them out of the export.",
        ),
    )
