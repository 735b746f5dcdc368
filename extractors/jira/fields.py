"""What is asked of each issue, and which custom field lands in which column."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from extractors.jira.mapping import Field, Mapped, custom_fields, mapping_of
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


# What scope and sprints of every agile project rest on; a site without them deserves a word.
ESTIMATES = ("story_points", "sprint")


@dataclass(frozen=True)
class FieldMap:
    """Ids of the custom fields that land in columns of their own, best first, and of all.

    A site can have two story point fields, one a project style; an issue fills one of them.
    """

    story_points: tuple[str, ...] = ()
    sprint: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()
    mapping: tuple[Mapped, ...] = ()

    @classmethod
    def resolve(
        cls,
        fields: Iterable[Any],
        wanted: JiraFields,
        before: Mapping[str, Sequence[Field]] | None = None,
    ) -> Self:
        """Match what the settings name against the site's own list of fields.

        `before` are the fields that filled each target when Jira was last read.
        """
        custom = custom_fields(fields)
        mapping = mapping_of(custom, wanted, before)
        ids = {each.target: tuple(field.field_id for field in each.fields) for each in mapping}
        for each in mapping:
            if each.problem:
                log.warning("%s; %s", each.problem, each.fix)
            elif not each.fields and each.target in ESTIMATES:
                log.warning(
                    "no custom field matches jira.fields.%s %s; the column stays empty. "
                    "`pmo doctor` lists what the site has",
                    each.target,
                    list(getattr(wanted, each.target)),
                )
        return cls(
            story_points=ids["story_points"],
            sprint=ids["sprint"],
            custom=tuple(sorted(each.field_id for each in custom)),
            mapping=tuple(mapping),
        )

    @property
    def requested(self) -> list[str]:
        """Names of every field to ask the search for."""
        return [*SYSTEM_FIELDS, *self.custom]

    @property
    def claimed(self) -> frozenset[str]:
        """Ids that stand in no other column than their own: sprints are large."""
        return frozenset(self.sprint)


def first_filled(fields: Mapping[str, Any], ids: Sequence[str]) -> Any:
    """Return the first value among `ids` that the issue fills."""
    return next((fields[each] for each in ids if fields.get(each) is not None), None)
