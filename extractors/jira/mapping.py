"""Which of a site's custom fields is what: every site numbers and names them itself.

A target is a column of ours that a custom field fills. The settings name candidates for it by
id, schema type or name; of several that fit, the first that an issue fills counts. A field of an
unsuitable type is refused and not guessed at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmo.settings import JiraFields

DATES = frozenset({"date", "datetime"})
SCALES = frozenset({"number", "option", "string"})
NAMES = frozenset({"any", "option", "option2", "string", "array", "team", "account", "object"})
# Which schema types a target can be read from; None: any, for sites describe it in many ways.
TARGETS: dict[str, frozenset[str] | None] = {
    "story_points": frozenset({"number", "string"}),
    "sprint": None,
    "start_date": DATES,
    "baseline_start": DATES,
    "baseline_finish": DATES,
    "risk_probability": SCALES,
    "risk_impact": SCALES,
    "account": NAMES,
    "team": NAMES,
    "epic_link": frozenset({"any", "string", "issuelink"}),
}


@dataclass(frozen=True)
class Field:
    """A custom field as the site describes it."""

    field_id: str
    name: str
    schema_type: str = ""
    custom: str = ""  # the type that defines it, such as com.pyxis.greenhopper.jira:gh-sprint

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Field":
        """Read one element of Jira's list of fields."""
        schema = raw.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        return cls(
            str(raw["id"]),
            str(raw.get("name") or raw["id"]),
            str(schema.get("type") or ""),
            str(schema.get("custom") or ""),
        )

    def __str__(self) -> str:
        return f"{self.field_id} ({self.name!r}, {self.schema_type or 'no type'})"

    def suits(self, target: str) -> bool:
        """Tell whether `target` can be read from this field; one without a type says nothing."""
        accepted = TARGETS[target]
        return accepted is None or not self.schema_type or self.schema_type in accepted

    def answers_to(self, wanted: str) -> bool:
        """Tell whether the settings mean this field by `wanted`, in capitals or not."""
        names = {each.casefold() for each in (self.field_id, self.custom, self.name) if each}
        return wanted.casefold() in names


@dataclass(frozen=True)
class Mapped:
    """The fields that fill one target, best first, and what is wrong (empty: nothing)."""

    target: str
    fields: tuple[Field, ...] = ()
    problem: str = ""
    fix: str = ""


def custom_fields(raw_fields: Iterable[Any]) -> list[Field]:
    """Return the custom fields of a site's list of fields."""
    return [
        Field.of(each)
        for each in raw_fields
        if isinstance(each, dict) and each.get("custom") and each.get("id")
    ]


def mapping_of(
    site: Sequence[Field], wanted: JiraFields, before: Mapping[str, Sequence[Field]] | None = None
) -> list[Mapped]:
    """Return what fills each target; `before` are the fields that filled it when last read."""
    known = before or {}
    return [_mapped(site, target, wanted, known.get(target, ())) for target in TARGETS]


def _mapped(
    site: Sequence[Field], target: str, wanted: JiraFields, before: Sequence[Field]
) -> Mapped:
    names = getattr(wanted, target)
    if not names:
        return Mapped(target)
    found = dict.fromkeys(each for name in names for each in site if each.answers_to(name))
    fitting = tuple(each for each in found if each.suits(target))
    here = {each.field_id: each for each in site}
    setting = f"jira.fields.{target}"
    if lost := [each for each in before if each.field_id not in here]:
        problem = f"Jira no longer has {_listed(lost)}, which filled {target}"
        fix = f"restore it in Jira, or name its successor in {setting}; `pmo doctor` proposes one"
    elif fitting:
        problem = fix = ""
    elif found:
        accepted = ", ".join(sorted(TARGETS[target] or ()))
        problem = f"{_listed(found)} cannot be read as {target}, which needs {accepted}"
        fix = f"name a field of such a type in {setting}, or make the list empty"
    elif before:
        renamed = _listed(here[each.field_id] for each in before)
        problem = f"{renamed} filled {target} and no longer answers to {setting} {list(names)}"
        fix = f"name it by its id in {setting}, or make the list empty"
    elif names != JiraFields.model_fields[target].default:
        problem = f"no custom field answers to {setting} {list(names)}"
        fix = "correct the name, id or schema type; `pmo doctor` lists what Jira has"
    else:
        problem = fix = ""  # our own guess at what a site may have
    return Mapped(target, fitting, problem, fix)


def _listed(fields: Iterable[Field]) -> str:
    return ", ".join(map(str, fields))
