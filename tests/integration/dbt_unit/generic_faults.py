"""Of each generic data test: rows of which it must tell, and rows of which it must not."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.dbt_unit.shells import Case, Put, Shells

TODAY = date(2026, 6, 30)
# Columns that a test's filter asks for, beside those that it compares.
FILTERED = {"stg_finance__budgets": {"version_date": TODAY}}
Node = dict[str, Any]


class Tested:
    """A data test, the table that it holds and the types of that table's columns."""

    def __init__(self, node: Node, table: str, shells: Shells) -> None:
        self.node, self.table = node, table
        self.shells, self.types = shells, shells.types[table]
        self.arguments = node["test_metadata"]["kwargs"]
        condition = node["config"]["where"]
        self.wanted = {condition: True} if condition else {}

    def row(self, **values: Any) -> Put:
        """Return a row of the table that the test's `where` lets through."""
        return Put(self.table, {**self.wanted, **values})

    def value(self, column: str, number: int = 1) -> Any:
        """Return the `number`th of the values that fit the column."""
        return _value(self.types[column], number)

    def key(self, columns: list[str]) -> dict[str, Any]:
        """Return a whole key."""
        return {column: self.value(column) for column in columns}


def _value(kind: str, number: int = 1) -> Any:
    if kind == "DATE":
        return TODAY - timedelta(days=number)
    if kind.startswith("TIMESTAMP"):
        return f"2026-01-{number:02} 12:00:00"
    if kind == "BOOLEAN":
        return bool(number % 2)
    return str(number)


def cases_of(node: Node, table: str, shells: Shells) -> list[Case]:
    """Return the cases of one generic data test."""
    return list(KINDS[node["test_metadata"]["name"]](Tested(node, table, shells)))


def _not_null(test: Tested) -> Iterator[Case]:
    column = test.arguments["column_name"]
    yield Case("empty", (test.row(**{column: None}),))
    yield Case("filled", (test.row(**{column: test.value(column)}),), is_fault=False)


def _unique(test: Tested) -> Iterator[Case]:
    column = test.arguments["column_name"]
    one, other = ({column: test.value(column, number)} for number in (1, 2))
    yield Case("twice", (test.row(**one), test.row(**one)))
    yield Case("two", (test.row(**one), test.row(**other)), is_fault=False)
    empty = test.row(**{column: None})
    yield Case("two empty", (empty, empty), is_fault=False)


def _unique_together(test: Tested) -> Iterator[Case]:
    columns = test.arguments["columns"]
    key = test.key(columns)
    yield Case("twice", (test.row(**key), test.row(**key)))
    for column in columns:
        other = {**key, column: test.value(column, 2)}
        yield Case(f"other {column}", (test.row(**key), test.row(**other)), is_fault=False)
        if not test.arguments.get("allow_null"):
            yield Case(f"no {column}", (test.row(**{**key, column: None}),))


def _in_range(test: Tested) -> Iterator[Case]:
    column, query = test.arguments["column_name"], test.node["compiled_code"]
    decimals = re.match(r"DECIMAL\(\d+,(\d+)\)", test.types[column])
    step = f"cast(1e-{decimals[1]} as decimal(18, {decimals[1]}))" if decimals else "1"
    for sign, beyond in ((">=", "-"), ("<=", "+")):
        for limit in re.findall(rf"\b{column} {sign} (.+)", query):
            for what, sql, is_fault in (
                (f"beyond {sign} {limit}", f"{limit} {beyond} {step}", True),
                (f"at {limit}", limit, False),
            ):
                [value] = test.shells.connection.execute(f"select {sql}").fetchone() or (None,)
                yield Case(what, (test.row(**{column: value}),), is_fault)
    yield Case("empty", (test.row(**{column: None}),), is_fault=False)


def _accepted_values(test: Tested) -> Iterator[Case]:
    column, values = test.arguments["column_name"], test.arguments["values"]
    stray = not values[0] if isinstance(values[0], bool) else "none of these"
    yield Case("another", (test.row(**{column: stray}),))
    for value in values:
        yield Case(f"{value}", (test.row(**{column: value}),), is_fault=False)


def _relationships(test: Tested) -> Iterator[Case]:
    column, field = test.arguments["column_name"], test.arguments["field"]
    row = test.row(**{column: test.value(column)})
    known = Put(_named(test.arguments["to"]), {field: test.value(column)})
    yield Case("unknown", (row,))
    yield Case("known", (row, known), is_fault=False)
    yield Case("empty", (test.row(**{column: None}),), is_fault=False)


def _contiguous_intervals(test: Tested) -> Iterator[Case]:
    key, order = test.key(test.arguments["key"]), test.arguments["order_by"]
    start, end = test.arguments["valid_from"], test.arguments["valid_to"]

    def stay(number: int, begun: int, ended: int | None, **of: Any) -> Put:
        day = date(2026, 1, 1) - timedelta(days=1)
        days = {start: day + timedelta(days=begun), end: ended and day + timedelta(days=ended)}
        return test.row(**{**key, order: number, **days, **of})

    yield Case("a gap", (stay(1, 1, 5), stay(2, 6, None)))
    yield Case("an overlap", (stay(1, 1, 5), stay(2, 4, None)))
    yield Case("two that last", (stay(1, 1, None), stay(2, 4, None)))
    yield Case("none that lasts", (stay(1, 1, 5), stay(2, 5, 9)))
    yield Case("backwards", (stay(1, 5, 3), stay(2, 3, None)))
    one, other = (stay(1, 1, 5), stay(2, 5, None)), test.arguments["key"][-1]
    another = stay(1, 3, None, **{other: test.value(other, 2)})
    yield Case("one after the other", one, is_fault=False)
    yield Case("another beside them", (*one, another), is_fault=False)


def _ties_out_to(test: Tested) -> Iterator[Case]:
    told = test.arguments
    by, source = told["by"], _named(told["source"])

    def put(amount: str, number: int = 1) -> Put:
        return test.row(**{by: test.value(by, number), told["column"]: Decimal(amount)})

    def booked(amount: str) -> Put:
        value = {by: test.value(by), told["source_column"]: Decimal(amount)}
        return Put(source, {**FILTERED.get(source, {}), **value})

    yield Case("a cent more", (put("10.01"), booked("10.00")))
    yield Case("a cent less", (put("9.99"), booked("10.00")))
    yield Case("nothing of it", (booked("10.00"),))
    yield Case("from nowhere", (put("10.00"),))
    yield Case("elsewhere", (put("10.00", 2), booked("10.00")))
    yield Case("the same", (put("4"), put("6"), booked("10.00")), is_fault=False)
    yield Case("of two", (put("10"), booked("4"), booked("6")), is_fault=False)
    yield Case("nothing at all", (put("0"),), is_fault=False)
    yield Case("nothing booked", (booked("0"),), is_fault=False)
    if source in FILTERED:
        ahead = Put(source, {**booked("1").values, "version_date": TODAY + timedelta(days=1)})
        yield Case("what lies ahead", (put("10"), booked("10"), ahead), is_fault=False)


def _accounts_for_landing(test: Tested) -> Iterator[Case]:
    told, old, new, later = test.arguments, "b1", "b2", "b3"
    days = {old: date(2026, 6, 1), new: date(2026, 6, 10), later: date(2026, 7, 10)}
    place = (told["source_name"], told["table_name"])
    landed, files = f"landed_{place[0]}_{place[1]}", f"landed_{place[0]}_files"
    unit = Decimal(1).scaleb(-told.get("decimals", 2))
    measured = {column: Decimal(10) for column in told["measures"]}
    # Staging may call the columns of the key otherwise, and does not compare them.
    key = {column: _value(test.shells.types[landed][column]) for column in told["key"]}
    row = {**measured, "_batch_id": new, "_row_number": 1}

    def delivered(batch: str = new, number: int = 1) -> Put:
        place = {"_source_file": "f", "_batch_id": batch, "_row_number": number}
        return Put(landed, {**key, **measured, **place})

    def file(batch: str) -> Put:
        read = {"table_name": place[1], "_batch_id": batch, "_extracted_at": days[batch]}
        return Put(files, {"file_name": "f", **read})

    kept_out = Put(
        "stg_quality__quarantined_rows",
        {
            "source": place[0],
            "table_name": place[1],
            "disposition": "quarantined",
            "batch_id": new,
            "landed_row_number": 1,
        },
    )
    staged = test.row(**row)
    both = (file(new), delivered(), staged)
    yield Case("lost", (file(new), delivered()))
    yield Case("from nowhere", (file(new), staged))
    yield Case("kept out and there", (*both, kept_out))
    yield Case("of a former delivery", (file(old), file(new), delivered(old), staged))
    yield Case("the former of a key", (*both, delivered(new, 2)))
    for column, value in measured.items():
        more = {**row, column: value + unit}
        yield Case(f"more {column}", (file(new), delivered(), test.row(**more)))
    yield Case("lost, of a file that nobody listed", (delivered(),))
    yield Case("as landed", both, is_fault=False)
    second = test.row(**row | {"_row_number": 2})
    yield Case("the later of a key", (file(new), delivered(), delivered(new, 2), second), False)
    afterwards = (file(new), file(later), delivered(), delivered(later))
    speaks_of_its_day = told.get("speaks_of_its_day", False)
    yield Case("before a later day's", (*afterwards, staged), is_fault=not speaks_of_its_day)
    from_later = test.row(**row | {"_batch_id": later})
    yield Case("of a later day", (*afterwards, from_later), is_fault=speaks_of_its_day)
    yield Case("what came first", (file(later), delivered(later), from_later), is_fault=False)
    elsewhere = Put(files, {**file("b3").values, "table_name": "another"})
    yield Case("a file of two tables", (*both, elsewhere), is_fault=False)
    for what, other in {
        "batch_id": old,
        "landed_row_number": 2,
        "table_name": "another",
        "source": "another",
        "disposition": "released",
    }.items():
        of_another = Put(kept_out.table, {**kept_out.values, what: other})
        yield Case(f"kept out by another {what}", (*both, of_another), is_fault=False)
    yield Case("kept out", (file(new), delivered(), kept_out), is_fault=False)
    yield Case("delivered anew", (file(old), file(new), delivered(old)), is_fault=False)


def _flow_adds_up(test: Tested) -> Iterator[Case]:
    zeros = {column: 0 for column, kind in test.types.items() if kind.endswith("INTEGER")}
    day = {"project_code": "P", "date_day": TODAY}
    flow = {**zeros, **day, "scope_issues": 1, "done_issues": 1, "cumulative_completed_issues": 1}
    flow |= {"scope_points": 3, "cumulative_completed_points": 3, "reopened_issues": 1}
    issue = {"project_code": "P", "is_resolved": True, "story_points": 3, "reopen_count": 1}

    def of(changed: dict[str, Any], **issue_changed: Any) -> tuple[Put, ...]:
        return test.row(**flow | changed), Put("fct_issue", issue | issue_changed)

    for column in ("todo_issues", "in_progress_issues", "scope_issues", "done_issues"):
        yield Case(f"other {column}", of({column: 7}))
    for column in ("cumulative_completed_issues", "scope_points", "cumulative_completed_points"):
        yield Case(f"other {column}", of({column: 7}))
    yield Case("reopened where nobody did", of({"reopened_issues": 0}))
    yield Case("an issue that was never done", of({}, is_resolved=False))
    yield Case("an issue without a day", (Put("fct_issue", issue),))
    stranger = Put("fct_issue", {"project_code": "Q", "is_resolved": False, "reopen_count": 0})
    yield Case("an issue of a project without days", (*of({}), stranger))
    unknown = {"scope_points": None, "cumulative_completed_points": None}
    yield Case("done by the flow alone", of(unknown, is_resolved=False, story_points=None))
    yield Case("as the issues", of({}), is_fault=False)
    yield Case("many", _flow_of_many(test, flow, issue), is_fault=False)


def _flow_of_many(test: Tested, flow: dict[str, Any], issue: dict[str, Any]) -> tuple[Put, ...]:
    """Return three done, one in progress, one to do; the day before; two other projects."""
    levels = {"scope_issues": 5, "done_issues": 3, "cumulative_completed_issues": 3}
    levels |= {"todo_issues": 1, "in_progress_issues": 1}
    points = {"scope_points": 7, "cumulative_completed_points": 5}
    nothing = dict.fromkeys([*levels, *points], 0)
    undone = issue | {"is_resolved": False, "reopen_count": 0}
    return (
        test.row(**flow | levels | points),
        test.row(**flow | nothing | {"date_day": TODAY - timedelta(days=1), "reopened_issues": 2}),
        # All have left it.
        test.row(**flow | nothing | dict.fromkeys(points) | {"project_code": "Q"}),
        test.row(
            **flow | nothing | {"project_code": "R", "scope_issues": 1, "in_progress_issues": 1}
        ),
        Put("fct_issue", undone | {"project_code": "R", "story_points": None, "reopen_count": 1}),
        Put("fct_issue", issue),
        Put("fct_issue", issue | {"story_points": 2, "reopen_count": 3}),
        Put("fct_issue", issue | {"story_points": None, "reopen_count": 0}),
        Put("fct_issue", undone | {"story_points": 2}),
        Put("fct_issue", undone | {"story_points": None}),
    )


def _health_agrees(test: Tested) -> Iterator[Case]:
    parts = [f"{name}_rag" for name in test.arguments["dimensions"]]
    grey = dict.fromkeys(parts, "grey")
    for part in parts:
        for rag in ("red", "amber", "green"):
            row = {**grey, part: rag}
            yield Case(f"grey with {part} {rag}", (test.row(**row, overall_rag="grey"),))
            yield Case(f"{part} {rag}", (test.row(**row, overall_rag=rag),), is_fault=False)
    worst = {**grey, parts[0]: "amber", parts[1]: "red"}
    yield Case("amber with a red", (test.row(**worst, overall_rag="amber"),))
    yield Case("nothing", (test.row(**worst),))
    yield Case("grey", (test.row(**grey, overall_rag="grey"),), is_fault=False)


def _names_a_mart_column(test: Tested) -> Iterator[Case]:
    for model, column in (("fct_cost", "amounts"), ("fct_costs", "amount"), ("stg", "amount")):
        row = test.row(source_model=model, source_column=column)
        yield Case(f"{model}.{column}", (row,))
    for model, column in (("fct_cost", "amount"), ("quality.runs", "anything")):
        known = test.row(source_model=model, source_column=column)
        yield Case(f"known: {model}", (known,), is_fault=False)


def _named(reference: str) -> str:
    """Return the model that `ref('…')` names."""
    return re.sub(r"^ref\('(\w+)'\)$", r"\1", reference)


KINDS: dict[str, Callable[[Tested], Iterator[Case]]] = {
    "accepted_values": _accepted_values,
    "accounts_for_landing": _accounts_for_landing,
    "contiguous_intervals": _contiguous_intervals,
    "flow_adds_up": _flow_adds_up,
    "health_agrees": _health_agrees,
    "in_range": _in_range,
    "names_a_mart_column": _names_a_mart_column,
    "not_null": _not_null,
    "relationships": _relationships,
    "ties_out_to": _ties_out_to,
    "unique": _unique,
    "unique_together": _unique_together,
}
