"""Find which custom fields carry story points and sprints: every site numbers them itself."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pmo.settings import JiraFields

log = logging.getLogger(__name__)

# What the landing columns are made of; custom fields are asked for beside it, by id.
SYSTEM_FIELDS = (
    "summary",
    "project",
    "issuetype",
    "priority",
    "status",
    "resolution",
    "assignee",
    "reporter",
    "parent",
    "created",
    "updated",
    "resolutiondate",
    "duedate",
    "timeoriginalestimate",
    "timeestimate",
    "timespent",
    "fixVersions",
    "components",
    "labels",
    "issuelinks",
)


@dataclass(frozen=True)
class FieldMap:
    """Ids of the custom fields we steer by, best first, and of all custom fields.

    A site can have two story point fields, one a project style; an issue fills one of them.
    """

    story_points: tuple[str, ...] = ()
    sprint: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()

    @classmethod
    def resolve(cls, fields: Iterable[Mapping[str, Any]], wanted: JiraFields) -> Self:
        """Match what the settings name against the site's own list of fields."""
        custom = [each for each in fields if each.get("custom") and each.get("id")]
        found = cls(
            story_points=_matching(custom, wanted.story_points),
            sprint=_matching(custom, wanted.sprint),
            custom=tuple(sorted(str(each["id"]) for each in custom)),
        )
        for name in ("story_points", "sprint"):
            if not getattr(found, name):
                log.warning(
                    "no custom field matches jira.fields.%s %s; the column stays empty. The "
                    "landing table `fields` lists what the site has",
                    name,
                    list(getattr(wanted, name)),
                )
        return found

    @property
    def requested(self) -> list[str]:
        """Names of every field to ask the search for."""
        return [*SYSTEM_FIELDS, *self.custom]

    @property
    def claimed(self) -> frozenset[str]:
        """Ids that have a column of their own."""
        return frozenset(self.story_points + self.sprint)


def first_filled(fields: Mapping[str, Any], ids: Sequence[str]) -> Any:
    """Return the first value among `ids` that the issue fills."""
    return next((fields[each] for each in ids if fields.get(each) is not None), None)


def _matching(custom: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in wanted:
        for each in custom:
            schema = each.get("schema")
            kind = schema.get("custom") if isinstance(schema, dict) else None
            known = (each["id"], kind, each.get("name"))
            if name.casefold() in {str(one).casefold() for one in known if one}:
                found[str(each["id"])] = None
    return tuple(found)
