"""Land one batch of Jira: small lists, changed issues with their changelogs, changed worklogs.

Incremental by watermark, which is the last manifest's:

    issues_updated_ms           search goes on here, less the overlap
    worklogs_until_ms           `worklog/updated` goes on here, less the overlap
    worklogs_deleted_until_ms   `worklog/deleted` likewise
    seen                        what the overlap shows again unchanged (see `window`)
    lists                       digest of each small list; an unchanged one lands nothing
    census_on                   day of the last census of ids (see `census`)
    scope                       digest of what is read of whom; when it changes, all is read again
"""

import logging
from collections.abc import Callable
from itertools import chain

from extractors.bulk import bulk_reading
from extractors.jira.census import Census
from extractors.jira.drift import mapped_before, mapping_list, say_what_is_new
from extractors.jira.fields import FieldMap
from extractors.jira.intake import Intake, digested
from extractors.jira.issues import land_issues
from extractors.jira.lists import small_lists
from extractors.jira.mapping import custom_fields
from extractors.jira.site import Site, open_site
from extractors.jira.tables import SOURCE, TABLES
from extractors.jira.window import Watermark
from extractors.jira.worklogs import land_deletions, land_worklogs
from extractors.landing import BatchWriter, Landing
from pmo.clock import wall_time
from pmo.connections import Connection
from pmo.manifests import Batch
from pmo.settings import Jira, Settings

log = logging.getLogger(__name__)


def extract(
    settings: Settings,
    landing: Landing,
    connection: Connection,
    *,
    sleep: Callable[[float], object] | None = None,
) -> Batch:
    """Land what changed in Jira since the last batch; `sleep` waits for retries.

    Return the last batch: a long read lands several (see `checkpoints`).

    Raises `HttpStatusError` (401 and 403 at once), `RetryLaterError`, `JiraAnswerError`;
    nothing more is landed then, and the next run goes on from the last watermark.
    """
    with open_site(settings.jira, connection, sleep) as site:
        log.info("reading %s (%s) as %s", site.url, site.edition, site.check_access())
        with landing.batch(SOURCE, TABLES) as writer, bulk_reading():
            _fill(settings.jira, site, writer, landing)
    batch = landing.last(SOURCE)
    if batch is None:
        raise RuntimeError(f"the batch of {SOURCE} was committed but its manifest is gone")
    return batch


def _fill(settings: Jira, site: Site, writer: BatchWriter, landing: Landing) -> None:
    """Read every feed into `writer` and set the watermark to what was read."""
    # Feeds begin now; a pinned clock may be ahead of the machine's, and then counts.
    began = max(landing.clock.now(), wall_time())
    raw_fields = site.fields()
    fields = FieldMap.resolve(raw_fields, settings.fields, mapped_before(landing.root))
    say_what_is_new(landing.root, custom_fields(raw_fields))
    scope = _scope(settings, fields)
    watermark = Watermark(writer.watermark_before, scope, settings.overlap_minutes, began)
    intake = Intake(writer)
    known = watermark.before.get("lists", {})
    for table, raws, parse in chain(small_lists(site, raw_fields), [mapping_list(fields)]):
        digest = known.get(table.name)
        if raws is not None:
            digest = intake.land_list(table, raws, parse, digest)
        if digest is not None:
            watermark.after["lists"][table.name] = digest
    census = Census(settings, site, landing)
    land_issues(settings, census.site, intake, watermark, fields)
    land_worklogs(site, intake, watermark)
    land_deletions(site, intake, watermark)
    census.take(intake, watermark, fields)
    writer.watermark_after = watermark.after


def _scope(settings: Jira, fields: FieldMap) -> str:
    """Return a digest of what decides which rows are read, and into which columns.

    Of the mapped fields only sprints: all others are in `custom_fields` besides, so that
    another mapping of them needs nothing that has not landed.
    """
    versions = [table.version for table in TABLES]
    return digested([sorted(settings.projects), fields.sprint, versions])
