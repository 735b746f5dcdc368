"""Read issues anew by their ids, with all that hangs on them."""

import logging
from collections.abc import Iterator
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira.errors import JiraAnswerError
from extractors.jira.feeds import Ahead
from extractors.jira.fields import FieldMap
from extractors.jira.intake import Intake
from extractors.jira.issue_ids import Ints
from extractors.jira.issues import IssueFeed
from extractors.jira.rows import worklog_row
from extractors.jira.site import Site
from extractors.jira.tables import ISSUES, WORKLOGS
from extractors.jira.window import Watermark
from extractors.progress import Progress
from pmo.clock import wall_time
from pmo.settings import Jira

log = logging.getLogger(__name__)

IDS_A_QUERY = 100
HIDDEN = frozenset({403, 404})


def land_again(
    settings: Jira, site: Site, intake: Intake, fields: FieldMap, issue_ids: Ints
) -> None:
    """Land issues by their ids with links, changelogs and worklogs, whatever is known of them."""
    if not len(issue_ids):
        return
    progress, booked = Progress("issues read anew", len(issue_ids)), Progress("their worklogs")
    # A watermark of its own: what is read out of order says nothing about where search stands.
    feed = IssueFeed(site, intake, Watermark({}, "", 0, wall_time()), fields)
    worklogs: Ahead[str, list[Any]] = Ahead(site.pool, site.issue_worklogs)
    for start in range(0, len(issue_ids), IDS_A_QUERY):
        ids = [str(each) for each in issue_ids[start : start + IDS_A_QUERY].tolist()]
        page = list(_issues(site, ids, fields.requested, settings.page_size))
        feed.land(page)
        for raws in worklogs.over(str(raw["id"]) for raw in page if raw["fields"].get("timespent")):
            intake.land_all(WORKLOGS, raws, lambda raw: [worklog_row(raw)])
            booked.add(len(raws))
        progress.add(len(page))
    feed.settle()
    feed.done()
    intake.done(progress, ISSUES)
    intake.done(booked, WORKLOGS)


def _issues(site: Site, ids: list[str], fields: list[str], page_size: int) -> Iterator[Any]:
    """Yield the raw issues behind `ids`, less those that went meanwhile."""
    found: set[str] = set()
    try:
        for page in site.search(f"id in ({', '.join(ids)})", fields, page_size):
            for raw in page:
                found.add(str(raw["id"]))
                yield raw
    except JiraAnswerError as error:
        # Jira refuses the whole query when it does not know one of the issues any more.
        log.info("%s; reading these issues one by one", error)
    # Search may be behind where the issue itself is not.
    for issue_id in ids:
        if issue_id not in found and (raw := _issue(site, issue_id, fields)) is not None:
            yield raw


def _issue(site: Site, issue_id: str, fields: list[str]) -> Any | None:
    try:
        return site.issue(issue_id, fields)
    except HttpStatusError as error:
        if error.status not in HIDDEN:
            raise
        log.info("issue %s was hidden while it was read", issue_id)
        return None
