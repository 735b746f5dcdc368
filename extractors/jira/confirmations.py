"""Ask Jira for the issues that the census missed, and land a verdict on each."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from extractors.batch_writer import BatchWriter
from extractors.http import HttpStatusError
from extractors.jira.census_verdicts import Projects, braked, compare
from extractors.jira.feeds import Ahead
from extractors.jira.issue_ids import Ints, IssueIds, ProjectCodes
from extractors.jira.known_issues import (
    ACCESS_LOST,
    ARCHIVED,
    DELETED,
    MOVED,
    PRESENT,
    UNOBSERVED,
    VERDICTS,
    KnownIssues,
)
from extractors.jira.rows import Row
from extractors.jira.site import Site
from extractors.jira.tables import DELETIONS
from extractors.progress import Progress
from pmo.settings import Jira

log = logging.getLogger(__name__)

FORBIDDEN = 403
SIGNS_OF_ARCHIVING = ("archiveddate", "archivedon")
ASKED_FIELDS = ("project", *SIGNS_OF_ARCHIVING)
MISSED = "missed by the census of ids"
REASONS = {
    PRESENT: "seen again by the census of ids",
    DELETED: f"{MISSED}; Jira knows no such issue (404)",
    MOVED: f"{MISSED}; it is in a project that is not read",
    ARCHIVED: f"{MISSED}; it or its project is archived",
    ACCESS_LOST: f"{MISSED}; the account may not see it or its project any more",
    UNOBSERVED: f"{MISSED}, and not asked for: more are than jira.census.max_confirmations",
}
LAGGING = f"{MISSED}, though Jira shows it by its id: archived, or search is behind"
BRAKED = "held back by the mass-loss brake: "


@dataclass(frozen=True)
class Answer:
    """What Jira said of one issue by its id: a verdict, and where the issue is now.

    `is_elsewhere`: it is read under another key, so nothing was lost.
    """

    verdict: int
    project_key: str | None = None
    issue_key: str | None = None
    is_elsewhere: bool = False


class Judge:
    """Judges what the census misses or finds again."""

    def __init__(
        self, settings: Jira, site: Site, writer: BatchWriter, codes: ProjectCodes, at: datetime
    ) -> None:
        self._limits, self._site, self._writer = settings.census, site, writer
        self._codes, self._at = codes, at
        self._named = {key.upper() for key in settings.projects}

    def judge(self, known: KnownIssues, census: IssueIds, projects: Projects) -> tuple[Ints, bool]:
        """Land a verdict on each issue that is missing or back, unless it was said last time too.

        Return the ids to read anew, and whether the brake was on.
        """
        found = compare(known, census, projects)
        _, places = census.at(known.issues.ids[found.seen_again])
        self._write(self._row(census, place, PRESENT) for place in places.tolist())
        self._say(known, found.archived, ARCHIVED)
        self._say(known, found.lost, ACCESS_LOST)
        answers = self._ask(known, found.doubtful)
        unasked = found.doubtful[len(answers) :]
        deleted = [place for place, answer in answers.items() if answer.verdict == DELETED]
        lost = np.concatenate([np.array(deleted, dtype=np.int64), unasked])
        held = braked(lost, known, self._codes, self._limits.max_lost_share, self._limits.min_lost)
        for why in sorted(set(held.values())):
            log.warning("%s: nothing of them is marked deleted (jira.census.max_lost_share)", why)
        self._write(self._answered(known, answers, held))
        self._say(known, unasked, UNOBSERVED, held)
        elsewhere = [place for place, answer in answers.items() if answer.is_elsewhere]
        return np.union1d(found.to_read, known.issues.ids[elsewhere]), bool(held)

    def _ask(self, known: KnownIssues, doubtful: Ints) -> dict[int, Answer]:
        """Ask Jira for the first of `doubtful`, as many as the settings allow."""
        places = doubtful[: self._limits.max_confirmations].tolist()
        if not places:
            return {}
        progress = Progress("census confirmations", len(places))
        ahead: Ahead[int, Answer] = Ahead(
            self._site.pool, lambda place: self._answer(known.issues, place)
        )
        answers = {}
        for place, answer in zip(places, ahead.over(places), strict=True):
            answers[place] = answer
            progress.add(1)
        progress.done(0, 0)
        return answers

    def _answer(self, issues: IssueIds, place: int) -> Answer:
        """Return what Jira says of one issue that the census missed."""
        try:
            raw = self._site.issue(str(issues.ids[place]), ASKED_FIELDS)
        except HttpStatusError as error:
            if error.status != FORBIDDEN:
                raise
            return Answer(ACCESS_LOST)
        if raw is None:
            return Answer(DELETED)
        project, key = _project_of(raw), str(raw.get("key") or "")
        if any(raw["fields"].get(name) for name in SIGNS_OF_ARCHIVING):
            return Answer(ARCHIVED, project, key)
        if project and self._named and project.upper() not in self._named:
            return Answer(MOVED, project, key)
        is_elsewhere = key.upper() != issues.key(place, self._codes)
        return Answer(UNOBSERVED, project, key, is_elsewhere)

    def _answered(
        self, known: KnownIssues, answers: Mapping[int, Answer], held: Mapping[int, str]
    ) -> Iterator[Row]:
        for place, answer in answers.items():
            why = held.get(int(known.issues.projects[place]))
            is_held = answer.verdict == DELETED and why is not None
            verdict = UNOBSERVED if is_held else answer.verdict
            if known.verdicts[place] == verdict or answer.is_elsewhere:
                continue
            row = self._row(known.issues, place, verdict)
            if is_held:
                row["reason"] = f"{BRAKED}{why}"
            elif verdict == UNOBSERVED:
                row["reason"] = LAGGING
            if answer.issue_key:
                row |= {"project_key": answer.project_key, "issue_key": answer.issue_key}
            yield row

    def _say(
        self,
        known: KnownIssues,
        places: Ints,
        verdict: int,
        held: Mapping[int, str] | None = None,
    ) -> None:
        """Land one verdict on many issues, of which another was said before."""
        fresh = places[known.verdicts[places] != verdict].tolist()

        def rows() -> Iterator[Row]:
            for place in fresh:
                row = self._row(known.issues, place, verdict)
                why = (held or {}).get(int(known.issues.projects[place]))
                yield row if why is None else row | {"reason": f"{BRAKED}{why}"}

        self._write(rows())

    def _row(self, issues: IssueIds, place: int, verdict: int) -> Row:
        return {
            "entity": "issue",
            "entity_id": str(issues.ids[place]),
            "classification": VERDICTS[verdict],
            "reason": REASONS[verdict],
            "deleted_at": None if verdict == PRESENT else self._at,
            "project_key": self._codes.name(int(issues.projects[place])),
            "issue_key": issues.key(place, self._codes),
        }

    def _write(self, rows: Iterator[Row]) -> None:
        self._writer.write(DELETIONS, rows)


def _project_of(raw: Any) -> str | None:
    project = raw["fields"].get("project")
    return str(project["key"]) if isinstance(project, dict) and project.get("key") else None
