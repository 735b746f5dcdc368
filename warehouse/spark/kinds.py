"""What kind of number an expression of DuckDB's is, as far as its text shows."""

from enum import Enum

from sqlglot import exp


class Kind(Enum):
    """Numbers that are rounded in three different ways."""

    INTEGER = "integer"
    EXACT = "exact"  # a decimal, an integer or no number at all: never a double
    DOUBLE = "double"
    UNKNOWN = "unknown"


_DOUBLES = (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
_WHOLE = (
    exp.DataType.Type.TINYINT,
    exp.DataType.Type.SMALLINT,
    exp.DataType.Type.INT,
    exp.DataType.Type.BIGINT,
)
_ALWAYS: dict[Kind, tuple[type[exp.Expr], ...]] = {
    Kind.DOUBLE: (exp.Div, exp.Avg, exp.Sqrt, exp.Exp, exp.Ln, exp.Log, exp.Pow, exp.Stddev),
    Kind.INTEGER: (
        exp.Count,
        exp.Extract,
        exp.Length,
        exp.RowNumber,
        exp.DateDiff,
        exp.Floor,
        exp.Ceil,
    ),
    Kind.EXACT: (exp.Predicate, exp.Connector, exp.Not, exp.DPipe, exp.Null, exp.Boolean),
}
_OF_ITS_ARGUMENT = (
    exp.Paren,
    exp.Neg,
    exp.Abs,
    exp.Sum,
    exp.Min,
    exp.Max,
    exp.Round,
    exp.Window,
    exp.Lag,
    exp.Lead,
    exp.LastValue,
    exp.FirstValue,
    exp.Nullif,
    exp.Filter,
    exp.IgnoreNulls,
)


def kind_of(node: exp.Expr) -> Kind:
    """Return the kind of `node`; a column is `UNKNOWN`, for its table is not looked up."""
    if isinstance(node, exp.Cast):
        return _kind_of_type(node.to)
    if isinstance(node, exp.Literal):
        return _kind_of_literal(node)
    if isinstance(node, _OF_ITS_ARGUMENT):
        return kind_of(node.this)
    for kind, types in _ALWAYS.items():
        if isinstance(node, types):
            return kind
    return _common(_parts(node))


def _parts(node: exp.Expr) -> list[exp.Expr]:
    """Return the values of which `node` is one, or a sum, difference or product."""
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Mod)):
        return [node.this, node.expression]
    if isinstance(node, (exp.Coalesce, exp.Greatest, exp.Least)):
        return [node.this, *node.expressions]
    if isinstance(node, exp.Case):
        branches = [each.args["true"] for each in node.args["ifs"]]
        default = node.args.get("default")
        return [*branches, default] if default is not None else branches
    return []


def _common(parts: list[exp.Expr]) -> Kind:
    kinds = {kind_of(each) for each in parts if not isinstance(each, exp.Null)}
    if Kind.DOUBLE in kinds:
        return Kind.DOUBLE
    if not kinds or Kind.UNKNOWN in kinds:
        return Kind.UNKNOWN
    return Kind.EXACT if Kind.EXACT in kinds else Kind.INTEGER


def _kind_of_type(to: exp.DataType) -> Kind:
    if to.is_type(*_DOUBLES):
        return Kind.DOUBLE
    return Kind.INTEGER if to.is_type(*_WHOLE) else Kind.EXACT


def _kind_of_literal(node: exp.Literal) -> Kind:
    if node.is_string:
        return Kind.EXACT
    if "e" in node.name.lower():
        return Kind.DOUBLE
    return Kind.EXACT if "." in node.name else Kind.INTEGER
