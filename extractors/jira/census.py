"""Find what Jira's feeds never tell: issues that were deleted, moved away, hidden, or overlooked.

A census reads the id and key of every issue in scope, thousands a page, and compares them with the
landing. What the landing knows and the census misses is asked for by id, and judged:

    deleted      Jira answers 404
    moved        it is in a project that is not read
    archived     its project, or the issue itself, was archived
    access_lost  Jira answers 403, or the account does not see the project any more
    unobserved   nobody could tell, or too much would be lost at once (the mass-loss brake)
    present      it is seen again after one of these

Only deleted and moved issues leave the facts. What the census sees and the landing does not have,
or has under another key, is read anew.
"""

import logging
from datetime import date

import numpy as np

from extractors.http import HttpStatusError
from extractors.jira.census_verdicts import Projects, counted
from extractors.jira.confirmations import Judge
from extractors.jira.errors import JiraAnswerError
from extractors.jira.feeds import Ahead
from extractors.jira.fields import FieldMap
from extractors.jira.intake import Intake
from extractors.jira.issue_ids import IssueIds, ProjectCodes, parsed_page, united
from extractors.jira.issues import changed_since
from extractors.jira.known_issues import known_issues
from extractors.jira.reread import land_again
from extractors.jira.seen_issues import SeenIssues
from extractors.jira.site import Site
from extractors.jira.tables import ISSUE_COUNTS
from extractors.jira.window import Watermark
from extractors.landing import Landing
from extractors.progress import Progress
from pmo.settings import Jira

log = logging.getLogger(__name__)

TAKEN_ON = "census_on"


class Census:
    """The census of one run; `site` notes what the run itself lands before it is taken."""

    def __init__(self, settings: Jira, site: Site, landing: Landing) -> None:
        self._settings, self._landing, self._site = settings, landing, site
        self._codes = ProjectCodes()
        self._seen = SeenIssues(site, self._codes)

    @property
    def site(self) -> Site:
        """The site to read issues through."""
        return self._seen.site

    def take(self, intake: Intake, watermark: Watermark, fields: FieldMap) -> None:
        """Land how many issues there are and, when it is due, what became of missing ones."""
        projects = self._projects()
        if self._is_due(watermark):
            counts = self._compared(projects, intake, watermark, fields)
            self._land_counts(intake, counts, "census")
        else:
            self._land_counts(intake, self._asked(projects), "count")

    def _is_due(self, watermark: Watermark) -> bool:
        every, last = self._settings.census.every_days, watermark.before.get(TAKEN_ON)
        if not every or last is None:
            return bool(every)
        # A day in the past may be reported, too.
        return abs((self._landing.clock.today() - date.fromisoformat(last)).days) >= every

    def _compared(
        self, projects: Projects, intake: Intake, watermark: Watermark, fields: FieldMap
    ) -> dict[str, int]:
        """Take the census, land what it finds out, and return how many issues there are."""
        known = known_issues(self._landing.root, self._codes, self._seen.issues())
        census = self._ids(expected=len(known.issues))
        now = self._landing.clock.now()
        judge = Judge(self._settings, self._site, intake.writer, self._codes, now)
        to_read, is_held = judge.judge(known, census, projects)
        del known
        land_again(self._settings, self._site, intake, fields, to_read)
        if not is_held:  # else the next run takes it again, so that the brake can be let go
            watermark.after[TAKEN_ON] = self._landing.clock.today().isoformat()
        return counted(census, self._codes, projects)

    def _ids(self, expected: int) -> IssueIds:
        """Return the ids and keys of every issue in scope."""
        progress, pages = Progress("census", expected or None), []
        for page in self._site.ids(f"{changed_since(0, self._settings.projects)} ORDER BY key ASC"):
            pages.append(parsed_page(page, self._codes))
            progress.add(len(page))
        progress.done(0, 0)
        return united(pages)

    def _projects(self) -> Projects:
        """Ask Jira which projects there are; live ones out of scope are left out."""
        keys: dict[bool, list[str]] = {True: [], False: []}
        for each in self._site.projects():
            if isinstance(each, dict) and isinstance(each.get("key"), str):
                keys[bool(each.get("archived"))].append(each["key"])
        named = self._codes.codes(self._settings.projects)
        live, archived = self._codes.codes(keys[False]), self._codes.codes(keys[True])
        return Projects(np.intersect1d(live, named) if len(named) else live, archived, named)

    def _asked(self, projects: Projects) -> dict[str, int]:
        """Return the issues of each live project as Jira counts them, where it does."""
        keys = sorted(self._codes.name(code) for code in projects.live.tolist())
        counts = zip(keys, Ahead(self._site.pool, self._count).over(keys), strict=True)
        return {key: count for key, count in counts if count is not None}

    def _count(self, key: str) -> int | None:
        try:
            return self._site.count(f'project = "{key}"')
        except (HttpStatusError, JiraAnswerError) as error:
            log.warning("no count of the issues of %s to compare with: %s", key, error)
            return None

    def _land_counts(self, intake: Intake, counts: dict[str, int], basis: str) -> None:
        now = self._landing.clock.now()
        intake.writer.write(
            ISSUE_COUNTS,
            [
                {"project_key": key, "issues": issues, "basis": basis, "observed_at": now}
                for key, issues in sorted(counts.items())
            ],
        )
