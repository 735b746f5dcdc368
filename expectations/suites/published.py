"""What the candidate promises before anybody may read it: the marts, as the reports use them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from expectations.promises import CRITICAL, TABLE, Promise

MARTS = "marts"
# One row per …; the key that every other table may join on without multiplying its rows.
GRAIN: dict[str, tuple[str, ...]] = {
    "dim_date": ("date_key",),
    "dim_project": ("project_key",),
    "dim_project_history": ("project_version_key",),
    "dim_person": ("person_key",),
    "dim_person_history": ("person_version_key",),
    "dim_department": ("department_key",),
    "dim_department_history": ("department_version_key",),
    "dim_rate": ("rate_key",),
    "dim_objective": ("objective_key",),
    "dim_cost_category": ("cost_category_key",),
    "fct_issue": ("issue_id",),
    "fct_issue_status_interval": ("issue_id", "interval_number"),
    "fct_project_flow_daily": ("project_key", "date_key"),
    "fct_sprint": ("sprint_id",),
    "fct_process_flow": ("process_flow_key",),
    "fct_timesheet": ("timesheet_id",),
    "fct_resource_week": ("person_id", "project_code", "week_start_date"),
    "fct_resource_conflict": ("person_id", "week_start_date"),
    "fct_demand_capacity": ("role", "month_start_date"),
    "fct_training": ("training_key",),
    "fct_skill_coverage": ("skill_coverage_key",),
    "fct_budget": ("budget_key",),
    "fct_cost": ("cost_id",),
    "fct_earned_value": ("project_key", "as_of_date"),
    "fct_milestone": ("milestone_key",),
    "fct_milestone_trend": ("milestone_id", "observed_on"),
    "fct_schedule_forecast": ("project_key", "as_of_date"),
    "fct_dependency": ("dependency_key",),
    "fct_risk": ("risk_key",),
    "fct_risk_daily": ("project_key", "date_key"),
    "fct_early_warning": ("early_warning_key",),
    "fct_feedback": ("feedback_key",),
    "fct_outcome_evaluation": ("project_key", "as_of_date", "criterion"),
    "fct_improvement_action": ("action_id",),
    "fct_lesson": ("lesson_id",),
    "fct_portfolio_health": ("project_key", "as_of_date"),
    "fct_strategic_alignment": ("strategic_alignment_key",),
    "fct_gate_review": ("gate_review_key",),
    "fct_process_change": ("process_change_key",),
    "metric_catalog": ("metric",),
}
DIMENSIONS = {
    "project_key": "dim_project",
    "person_key": "dim_person",
    "date_key": "dim_date",
    "cost_category_key": "dim_cost_category",
}
RAG = ["green", "amber", "red", "grey"]
# A table that shrinks below this share of what is published lost its input, not its meaning.
KEPT_SHARE, SMALL_TABLE = 0.5, 20
REBUILD = "Run `pmo run` again; if it stays, it is a fault of the models: tell the data engineers."

BROKEN_ROWS = "select it.* from (select * from {{batch}}) as it where {condition}"
UNKNOWN_KEY = """it.{column} is not null and not exists (
    select 1 from marts.{dimension} as known where known.{column} = it.{column}
)"""
MISSING = """select expected.value from (values {values}) as expected (value)
where expected.value not in (select {column} from {{batch}} where {column} is not null)"""
TIES_OUT = """
select
    coalesce(expected.part, found.part) as part,
    coalesce(expected.currency, found.currency) as currency,
    expected.amount as landed_amount,
    found.amount as mart_amount
from (values {values}) as expected (part, currency, amount, row_count)
full outer join (
    select {part} as part, currency, sum(amount) as amount from {{batch}} group by all
) as found
on expected.part = found.part and expected.currency = found.currency
where abs(coalesce(expected.amount, 0) - coalesce(found.amount, 0))
    > 0.005 * coalesce(expected.row_count, 0)
"""
# Sums to the cent; half a cent a row is what rounding from four digits may cost.
NO_CURRENT_ROW = """
select date '{as_of}' as missing
where not exists (select 1 from {{batch}} where as_of_date = date '{as_of}')
and exists (select 1 from marts.dim_project where status in ('active', 'on hold'))
"""


@dataclass(frozen=True)
class LandedSum:
    """What the landing holds of one part (cost type, budget version) in one currency."""

    part: str
    currency: str
    amount: Decimal
    rows: int


@dataclass(frozen=True)
class CandidateFacts:
    """What the candidate is compared with.

    `columns` are types by column name and table; `published_rows` counts of the version that
    BI reads, empty without one; `sums` by mart, missing where the source is switched off.
    """

    as_of: date
    columns: Mapping[str, Mapping[str, str]]
    published_rows: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, list[LandedSum]] = field(default_factory=dict)
    project_codes: tuple[str, ...] = ()


def published_suite(facts: CandidateFacts) -> dict[str, tuple[Promise, ...]]:
    """Return what each table of the candidate promises, given `facts`."""
    return {
        table: (
            *_grain(table, columns),
            *_references(table, columns, facts),
            *_finite(table, columns),
            *_size(table, facts),
            *_content(table, columns, facts),
        )
        for table, columns in facts.columns.items()
    }


def lost_tables(facts: CandidateFacts) -> list[str]:
    """Return the tables that are published with rows and that the candidate does not have."""
    return sorted(
        table
        for table, count in facts.published_rows.items()
        if count and table not in facts.columns
    )


def _promise(
    table: str, name: str, kind: str, shown: str, words: tuple[str, str], **arguments: Any
) -> Promise:
    return Promise(
        table=table,
        name=name,
        description=words[0],
        kind=kind,
        arguments=arguments,
        column=shown,
        severity=CRITICAL,
        disposition=TABLE,
        why=words[1],
        fix=REBUILD,
    )


def _never(table: str, name: str, column: str, query: str, words: tuple[str, str]) -> Promise:
    return _promise(
        table, name, "UnexpectedRowsExpectation", column, words, unexpected_rows_query=query
    )


def _grain(table: str, columns: Mapping[str, str]) -> Iterable[Promise]:
    key = GRAIN.get(table, ())
    if not key or not set(key) <= columns.keys():
        return
    words = (f"{' + '.join(key)} is not unique", "Every sum over the table would count twice.")
    if len(key) == 1:
        yield _promise(table, "grain", "ExpectColumnValuesToBeUnique", key[0], words, column=key[0])
    else:
        yield _promise(
            table, "grain", "ExpectCompoundColumnsToBeUnique", "", words, column_list=list(key)
        )
    for column in key:
        words = (f"{column} is empty", "A row without its key is found by no report.")
        yield _promise(
            table, "filled", "ExpectColumnValuesToNotBeNull", column, words, column=column
        )


def _references(table: str, columns: Mapping[str, str], facts: CandidateFacts) -> Iterable[Promise]:
    for column, dimension in DIMENSIONS.items():
        if column not in columns or table == dimension or dimension not in facts.columns:
            continue
        condition = UNKNOWN_KEY.format(column=column, dimension=dimension)
        words = (
            f"{column} is not in {dimension}",
            "Joined to its dimension, the row would vanish from every report.",
        )
        query = BROKEN_ROWS.format(condition=condition)
        yield _never(table, "reference", column, query, words)


def _finite(table: str, columns: Mapping[str, str]) -> Iterable[Promise]:
    ratios = [name for name, kind in columns.items() if kind in ("DOUBLE", "FLOAT")]
    if not ratios:
        return
    condition = " or ".join(f'isinf(it."{name}") or isnan(it."{name}")' for name in ratios)
    words = (
        f"{', '.join(ratios)} are not all finite",
        "A ratio without a denominator is empty; infinity breaks every average and chart.",
    )
    yield _never(table, "finite", "", BROKEN_ROWS.format(condition=condition), words)


def _size(table: str, facts: CandidateFacts) -> Iterable[Promise]:
    published = facts.published_rows.get(table, 0)
    if published < SMALL_TABLE:
        return
    words = (
        f"the table fell below {KEPT_SHARE:.0%} of the {published:,} rows published",
        "A night that loses so much has lost an input, not the work it describes.",
    )
    yield _promise(
        table,
        "not_collapsed",
        "ExpectTableRowCountToBeBetween",
        "",
        words,
        min_value=int(published * KEPT_SHARE),
    )


def _content(table: str, columns: Mapping[str, str], facts: CandidateFacts) -> Iterable[Promise]:
    match table:
        case "dim_project" if facts.project_codes:
            values = ", ".join(f"({_literal(code)})" for code in facts.project_codes)
            query = MISSING.format(values=values, column="project_code")
            words = (
                "a project of the register is missing",
                "The portfolio would be reported without it.",
            )
            yield _never(table, "all_projects", "project_code", query, words)
        case "fct_portfolio_health":
            yield from _health(table, columns, facts)
        case "fct_earned_value":
            yield from _earned_value(table)
        case "fct_cost" | "fct_budget" if table in facts.sums:
            yield _conserved(table, facts.sums[table])


def _health(table: str, columns: Mapping[str, str], facts: CandidateFacts) -> Iterable[Promise]:
    for column in columns:
        if column.endswith("_rag"):
            words = (f"{column} is none of {', '.join(RAG)}", "No report has a colour for it.")
            yield _promise(
                table,
                "one_of",
                "ExpectColumnValuesToBeInSet",
                column,
                words,
                column=column,
                value_set=RAG,
            )
    words = (
        f"no project has a row of {facts.as_of}",
        "The report of today would show yesterday, or nothing.",
    )
    query = NO_CURRENT_ROW.format(as_of=facts.as_of)
    yield _never(table, "as_of_day", "as_of_date", query, words)


def _earned_value(table: str) -> Iterable[Promise]:
    for variance, minuend, subtrahend in (("sv", "ev", "pv"), ("cv", "ev", "ac")):
        difference = f"it.{minuend} - it.{subtrahend}"
        condition = (
            f"abs(it.{variance} - ({difference})) > 0.01 "
            f"or (it.{variance} is null) <> (({difference}) is null)"
        )
        words = (
            f"{variance} is not {minuend} - {subtrahend}",
            "A variance that does not add up makes the page contradict itself.",
        )
        query = BROKEN_ROWS.format(condition=condition)
        yield _never(table, "identity", variance, query, words)


def _conserved(table: str, sums: list[LandedSum]) -> Promise:
    part = "cost_type" if table == "fct_cost" else "budget_version"
    values = ", ".join(
        f"({_literal(each.part)}, {_literal(each.currency)}, "
        f"cast({each.amount} as decimal(38, 4)), {each.rows})"
        for each in sums
    )
    query = TIES_OUT.format(values=values or "(null, null, 0, 0)", part=part)
    words = (
        "the money is not what finance delivered",
        "Money was lost or counted twice between the delivery and the report.",
    )
    return _never(table, "conserved", "amount", query, words)


def _literal(text: str) -> str:
    escaped = text.replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f"'{escaped}'"
