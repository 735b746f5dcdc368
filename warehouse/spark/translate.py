"""Turn a model's SQL, written for DuckDB, into the SQL of Spark that answers with the same values.

sqlglot knows the words of both engines. What it cannot know is arithmetic, where both accept the
same text and differ in the result; that is written out here:

- `/` divides as doubles in DuckDB; Spark would divide decimals as decimals.
- `round(double, n)` and a cast of a double to a decimal go by the binary value in DuckDB
  (1.005 becomes 1.00), by the shortest text of it in Spark (1.01).
- A cast to an integer rounds in DuckDB, and cuts in Spark.
- `avg` of decimals is a double in DuckDB, a decimal with four more places in Spark.

Whether a value is a double often shows in the statement (see `kinds`); where it does not, Spark is
asked: `typeof` of a column is a constant to it, so the branch that does not apply costs nothing.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

from warehouse.spark.dialect import Spark4
from warehouse.spark.kinds import Kind, kind_of

_INTEGERS = (
    exp.DataType.Type.TINYINT,
    exp.DataType.Type.SMALLINT,
    exp.DataType.Type.INT,
    exp.DataType.Type.BIGINT,
)
_INSTANTS = (exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)


@lru_cache(maxsize=4096)
def to_spark(statement: str) -> str:
    """Return `statement`, one query in DuckDB's dialect, in Spark's.

    Raises `sqlglot.errors.ParseError` where it cannot be read.
    """
    tree = sqlglot.parse_one(statement, read="duckdb")
    # Children first: what is built around a value must see what the value has become.
    for node in reversed(list(tree.walk(bfs=True))):
        replacement = _replacement(node)
        if replacement is node:
            continue
        if node is tree:
            tree = replacement
        else:
            node.replace(replacement)
    return tree.sql(dialect=Spark4)


def _replacement(node: exp.Expr) -> exp.Expr:
    for kind, replace in _REPLACEMENTS:
        if isinstance(node, kind):
            return replace(node)
    return node


def _quotient(node: exp.Div) -> exp.Expr:
    return exp.Div(this=_as_double(node.this), expression=_as_double(node.expression))


def _average(node: exp.Avg) -> exp.Expr:
    return node if isinstance(node.parent, exp.Window) else _mean(node.this)


def _window(node: exp.Window) -> exp.Expr:
    return _mean(node.this.this, node) if isinstance(node.this, exp.Avg) else node


def _cast(node: exp.Cast) -> exp.Expr:
    if node.to.is_type(exp.DataType.Type.DECIMAL):
        return _to_decimal(node)
    return _to_integer(node) if node.to.is_type(*_INTEGERS) else node


def _type(node: exp.DataType) -> exp.Expr:
    """Return the type that Spark has for instants; the session's zone is UTC."""
    is_instant = node.is_type(*_INSTANTS)
    return exp.DataType.build(exp.DataType.Type.TIMESTAMPTZ) if is_instant else node


def _negation(node: exp.Not) -> exp.Expr:
    """Return `a = not b` with the parentheses that Spark asks for."""
    is_compared = isinstance(node.parent, exp.Binary) and not isinstance(node.parent, exp.Connector)
    return exp.Paren(this=node.copy()) if is_compared else node


def _extract(node: exp.Extract) -> exp.Expr:
    """Return whole seconds, as in DuckDB."""
    is_second = node.name.upper() == "SECOND"
    return exp.Anonymous(this="second", expressions=[node.expression.copy()]) if is_second else node


def _as_double(value: exp.Expr) -> exp.Expr:
    return value.copy() if kind_of(value) is Kind.DOUBLE else exp.cast(value.copy(), "double")


def _mean(value: exp.Expr, window: exp.Window | None = None) -> exp.Expr:
    total: exp.Expr = exp.Sum(this=value.copy())
    count: exp.Expr = exp.Count(this=value.copy())
    if window is not None:
        total, count = (_over(each, window) for each in (total, count))
    return exp.Paren(this=exp.Div(this=exp.cast(total, "double"), expression=count))


def _over(aggregate: exp.Expr, window: exp.Window) -> exp.Expr:
    over = window.copy()
    over.set("this", aggregate)
    return over


def _binary_rounded(value: exp.Expr, places: int) -> exp.Expr:
    """Return a double rounded as DuckDB does: scaled, rounded half away from zero, scaled back."""
    scale = exp.Literal.number(f"1e{places}")
    scaled = exp.Mul(this=exp.Paren(this=value.copy()), expression=scale)
    rounded = exp.Anonymous(this="round", expressions=[scaled, exp.Literal.number(0)])
    return exp.Paren(this=exp.Div(this=rounded, expression=scale.copy()))


def _rounded(node: exp.Round) -> exp.Expr:
    decimals = node.args.get("decimals")
    places = int(decimals.name) if decimals is not None else 0
    kind = kind_of(node.this)
    if kind is Kind.DOUBLE:
        return _binary_rounded(node.this, places)
    if kind is Kind.EXACT:
        return node
    return _if_double(node.this, _binary_rounded(node.this, places), node.copy())


def _to_decimal(node: exp.Cast) -> exp.Expr:
    kind = kind_of(node.this)
    if kind is Kind.EXACT:
        return node
    scale = node.to.expressions[1].this.this if len(node.to.expressions) > 1 else 3
    rounded = _recast(node, _binary_rounded(node.this, int(scale)))
    return rounded if kind is Kind.DOUBLE else _if_double(node.this, rounded, node.copy())


def _to_integer(node: exp.Cast) -> exp.Expr:
    kind = kind_of(node.this)
    if kind is Kind.INTEGER:
        return node
    nearest = _recast(node, exp.Anonymous(this="rint", expressions=[node.this.copy()]))
    if kind is Kind.DOUBLE:
        return nearest
    away = _recast(node, exp.Anonymous(this="round", expressions=[_number(node)]))
    if kind is Kind.EXACT:
        return away
    return _if_double(node.this, nearest, away)


def _number(node: exp.Cast) -> exp.Expr:
    """Return what is cast, as a number where the cast may fail: a word cannot be rounded."""
    number: exp.Expr = node.copy() if isinstance(node, exp.TryCast) else node.this.copy()
    if isinstance(node, exp.TryCast):
        number.set("to", exp.DataType.build("decimal(38, 0)"))
    return number


def _function(node: exp.Anonymous) -> exp.Expr:
    """Return the split by a regular expression, the one function that sqlglot does not know."""
    if node.name.lower() != "regexp_split_to_array":
        return node
    value, pattern = node.expressions
    # Java's expressions have no `[:space:]`.
    return exp.RegexpSplit(
        this=value.copy(),
        expression=exp.Literal.string(pattern.name.replace("[:space:]", r"\s")),
    )


def _recast(node: exp.Cast, value: exp.Expr) -> exp.Cast:
    cast = node.copy()
    cast.set("this", value)
    return cast


def _if_double(value: exp.Expr, double: exp.Expr, other: exp.Expr) -> exp.Expr:
    is_double = exp.EQ(
        this=exp.Anonymous(this="typeof", expressions=[value.copy()]),
        expression=exp.Literal.string("double"),
    )
    return exp.Anonymous(this="if", expressions=[is_double, double, other])


_REPLACEMENTS: tuple[tuple[type[exp.Expr], Callable[[Any], exp.Expr]], ...] = (
    (exp.Div, _quotient),
    (exp.Avg, _average),
    (exp.Window, _window),
    (exp.Round, _rounded),
    (exp.Cast, _cast),
    (exp.DataType, _type),
    (exp.Not, _negation),
    (exp.Extract, _extract),
    (exp.Anonymous, _function),
)
