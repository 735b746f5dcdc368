"""How a promise is written down, and how it becomes a Great Expectations expectation.

A promise says in `why` what goes wrong in the reports when it breaks, in the PMO's words, for
that is what the quality page prints; and in `fix` what its owner does about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning"]
Disposition = Literal["quarantined", "flagged", "none"]
CRITICAL: Severity = "critical"
WARNING: Severity = "warning"
QUARANTINED: Disposition = "quarantined"
FLAGGED: Disposition = "flagged"
TABLE: Disposition = "none"

NOT_EMPTY = "not_empty"

ROWS_QUERY = (
    "select it._batch_id, it._row_number, cast({value} as varchar) as value "
    "from (select * from {{batch}}) as it where {condition}"
)


@dataclass(frozen=True)
class Promise:
    """What one table promises.

    `kind` is the class name in `great_expectations.expectations`, `arguments` its arguments.
    A promise about rows is `quarantined` (broken rows stay out of the warehouse) or `flagged`
    (they stay in and are reported); one about the table as a whole has disposition `none` and
    stops the night when critical. `needs` names tables (`source.table`) without whose rows the
    promise says nothing: a register that is not kept here is not an empty one.
    """

    table: str
    name: str
    description: str
    kind: str
    arguments: Mapping[str, Any] = field(hash=False)
    column: str
    severity: Severity
    disposition: Disposition
    why: str
    fix: str
    needs: tuple[str, ...] = ()

    @property
    def is_query(self) -> bool:
        """Return whether the broken rows come from the promise's own query."""
        return self.kind == "UnexpectedRowsExpectation"

    def query(self, relation: str) -> str:
        """Return the SQL that selects the rows of `relation` that break the promise."""
        text: str = self.arguments["unexpected_rows_query"]
        return text.format(batch=relation)

    def expectation(self, number: int) -> Any:
        """Return the GX expectation; `number` finds its result again."""
        from great_expectations import expectations as gxe

        return getattr(gxe, self.kind)(
            **self.arguments,
            severity=self.severity,
            notes=f"{self.why} {self.fix}",
            meta={"number": number, "name": self.name},
        )


@dataclass(frozen=True)
class Rows:
    """Promises about the rows of one table, written short: `Rows("actuals").filled(…)`."""

    table: str

    def filled(self, column: str, why: str, fix: str, **how: Any) -> Promise:
        """`column` is never empty."""
        return self._native("ExpectColumnValuesToNotBeNull", "filled", column, {}, (why, fix), how)

    def one_of(
        self, column: str, values: tuple[str, ...], why: str, fix: str, **how: Any
    ) -> Promise:
        """`column` holds one of `values`, or nothing."""
        arguments = {"value_set": list(values)}
        return self._native(
            "ExpectColumnValuesToBeInSet", "one_of", column, arguments, (why, fix), how
        )

    def between(self, column: str, low: Any, high: Any, why: str, fix: str, **how: Any) -> Promise:
        """`column` lies within [low, high]; None is an open end, an empty value passes."""
        arguments = {"min_value": low, "max_value": high}
        return self._native(
            "ExpectColumnValuesToBeBetween", "between", column, arguments, (why, fix), how
        )

    def never(self, name: str, column: str, when: str, why: str, fix: str, **how: Any) -> Promise:
        """No row `it` satisfies the SQL condition `when`; `value` (SQL) is what the row shows."""
        value = how.pop("value", f'it."{column}"')
        query = ROWS_QUERY.format(value=value, condition=when)
        return Promise(
            table=self.table,
            name=name,
            description=how.pop("description", name.replace("_", " ")),
            kind="UnexpectedRowsExpectation",
            arguments={"unexpected_rows_query": query},
            column=column,
            severity=how.pop("severity", CRITICAL),
            disposition=how.pop("disposition", QUARANTINED),
            why=why,
            fix=fix,
            **how,
        )

    def not_empty(self, description: str, why: str, fix: str) -> Promise:
        """Promise that the table has a row; without one the night stops."""
        return Promise(
            table=self.table,
            name=NOT_EMPTY,
            description=description,
            kind="ExpectTableRowCountToBeBetween",
            arguments={"min_value": 1},
            column="",
            severity=CRITICAL,
            disposition=TABLE,
            why=why,
            fix=fix,
        )

    def _native(
        self,
        kind: str,
        name: str,
        column: str,
        arguments: dict[str, Any],
        words: tuple[str, str],
        how: dict[str, Any],
    ) -> Promise:
        return Promise(
            table=self.table,
            name=name,
            description=how.pop("description", _described(name, column, arguments)),
            kind=kind,
            arguments={"column": column, **arguments},
            column=column,
            severity=how.pop("severity", CRITICAL),
            disposition=how.pop("disposition", QUARANTINED),
            why=words[0],
            fix=words[1],
            **how,
        )


def _described(name: str, column: str, arguments: Mapping[str, Any]) -> str:
    match name:
        case "filled":
            return f"{column} is empty"
        case "one_of":
            return f"{column} is none of {', '.join(arguments['value_set'])}"
        case _:
            low, high = arguments["min_value"], arguments["max_value"]
            if high is None:
                return f"{column} is below {low}"
            return f"{column} is not between {low} and {high}"
