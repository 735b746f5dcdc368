"""Every expression that a template prints, in the template's own words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from reports.language import catalogue
from reports.render import FORMATS, TEMPLATES, environment

DAYS = ("day", "moment")
NUMBERS = frozenset(FORMATS) - set(DAYS)
TEXT_FORMATS = tuple(sorted({*FORMATS, "money"}))
# The width of a bar whose number stands beside it; the address of a page.
UNREAD = ("format", "project_page")
# How many rows of a list do not fit is no metric.
MORE = "common.more"
SIGNS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}


Leaf = tuple[nodes.Node, str | None]


@dataclass(frozen=True)
class Shown:
    """One expression, where it stands, and the format it is written in (`None`: as it is)."""

    template: str
    expression: str
    form: str | None


def shown() -> list[Shown]:
    """Return what all templates print, in their order."""
    found: list[Shown] = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        found += [Shown(name, *each) for each in printed(path.read_text("utf-8"))]
    return list(dict.fromkeys(found))


def printed(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield the expressions that a template prints, and the values of the texts that it names."""
    tree = environment().parse(template)
    roots = [each for output in tree.find_all(nodes.Output) for each in output.nodes]
    texts = [each for each in tree.find_all(nodes.Call) if _called(each) == "t"]
    for root in (*roots, *texts):
        for leaf, form in leaves(root, None):
            yield source(leaf), form


def leaves(node: nodes.Node, form: str | None) -> Iterator[Leaf]:
    """Yield what `node` can print, each with its format."""
    parts = _parts(node, form)
    if parts is None:
        yield node, form
        return
    for each, own in parts:
        yield from leaves(each, own)


def _parts(node: nodes.Node, form: str | None) -> list[Leaf] | None:
    """Return of what `node` is made, or `None` where it is one thing."""
    match node:
        case nodes.TemplateData() | nodes.Const():
            return []
        case (
            nodes.CondExpr(expr1=one, expr2=other)
            | nodes.Or(left=one, right=other)
            | nodes.And(left=one, right=other)
        ):
            return [(each, form) for each in (one, other) if each is not None]
        case nodes.Concat(nodes=items) | nodes.List(items=items) | nodes.Tuple(items=items):
            return [(each, form) for each in items]
        case nodes.Filter(name=name) if name in (*FORMATS, *UNREAD):
            return [(node.node, name)] if name in FORMATS else []
        case nodes.Call():
            return _arguments(node)
    return None


def _arguments(call: nodes.Call) -> list[Leaf] | None:
    """Return what a call prints: a text its values, a macro its arguments, a word nothing."""
    name = _called(call)
    if name == "t":
        return list(_values(call))
    if name == "word":
        return []
    return [(each, None) for each in call.args] if name in ("parts", "markup") else None


def _called(call: nodes.Call) -> str:
    """Return the function's name, that of a macro's file, or that of a method."""
    match call.node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=nodes.Name(name="parts")):
            return "parts"
    return str(getattr(call.node, "attr", ""))


def _values(call: nodes.Call) -> Iterator[Leaf]:
    """Yield the values of a text's placeholders with the formats that the text gives them."""
    name = call.args[0]
    keys = [name.value] if isinstance(name, nodes.Const) else []
    keys = keys or [each.value for each in name.find_all(nodes.Const)]
    if keys == [MORE]:
        return
    texts = " ".join(catalogue("en").get(key, "") for key in keys)
    for value in call.kwargs:
        forms = [form for form in TEXT_FORMATS if f"{{{value.key}:{form}}}" in texts]
        yield value.value, forms[0] if forms else None


def source(node: nodes.Node) -> str:
    """Return an expression as a template would write it."""
    kind = type(node)
    if kind in SIGNS:
        return f"{source(node.left)} {SIGNS[kind]} {source(node.right)}"
    return WRITTEN[kind](node) if kind in WRITTEN else kind.__name__


def _filter(node: nodes.Filter) -> str:
    named = [f"{each.key}={source(each.value)}" for each in node.kwargs]
    arguments = ", ".join([*map(source, node.args), *named])
    return f"{source(node.node)} | {node.name}" + (f"({arguments})" if arguments else "")


WRITTEN: dict[type[nodes.Node], Callable[[Any], str]] = {
    nodes.Name: lambda node: node.name,
    nodes.Const: lambda node: repr(node.value),
    nodes.Getattr: lambda node: f"{source(node.node)}.{node.attr}",
    nodes.Getitem: lambda node: f"{source(node.node)}[{source(node.arg)}]",
    nodes.Neg: lambda node: f"-{source(node.node)}",
    nodes.Filter: _filter,
    nodes.Call: lambda node: f"{source(node.node)}({', '.join(map(source, node.args))})",
}
