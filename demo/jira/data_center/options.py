"""What differs from one Data Center to the next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataCenter:
    """A release and how it was set up; `None` stands for no limit."""

    version: str = "9.12.5"
    search_cap: int = 1_000  # jira.search.views.default.max: more is never sent at once
    worklogs_a_page: int | None = None  # of one issue; some 9.x send 20 unless more is asked
    embedded_histories: int | None = None  # of `expand=changelog`, the newest; `total` tells
    sprints_as_text: bool = False  # the Sprint field as older releases write it
