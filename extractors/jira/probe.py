"""Look at Jira without landing anything, for `pmo doctor`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from extractors.http import HttpStatusError
from extractors.jira.issues import IN_ORDER
from extractors.jira.mapping import Field, Mapped, custom_fields, mapping_of
from extractors.jira.proposals import Proposal, proposals
from extractors.jira.site import Site, open_site
from extractors.jira.window import epoch_ms
from pmo.clock import wall_time
from pmo.connections import Connection
from pmo.settings import Settings

EVERYTHING = "updated >= 86400000"
PAGE, PAGES = 100, 2  # issues whose fields are sampled
RECENT = timedelta(days=90)  # fields that only old issues fill are out of use
PROJECTS = 12  # counted one by one


@dataclass(frozen=True)
class Project:
    """A project, and how many issues Jira counts in it (None: not asked)."""

    key: str
    name: str
    issues: int | None = None


@dataclass(frozen=True)
class Looked:
    """What one Jira showed to one account."""

    url: str
    edition: str
    version: str
    account: str
    issues: int
    projects: Sequence[Project]
    boards: Mapping[str, int]  # by type
    fields: Sequence[Field]
    mapping: Sequence[Mapped]
    proposed: Mapping[str, Sequence[Proposal]] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)  # sampled issues by field id
    sampled: int = 0


def probe(
    settings: Settings,
    connection: Connection,
    before: Mapping[str, Sequence[Field]] | None = None,
) -> Looked:
    """Return what Jira shows; raise `OperatorError` that says why it does not.

    `before` are the fields that filled each target when Jira was last read.
    """
    # Whoever asks the doctor waits at the terminal: one try, no budget for waiting.
    impatient = settings.jira.model_copy(update={"retry_budget_seconds": 0})
    with open_site(impatient, connection) as site:
        account = site.check_access()
        fields = custom_fields(site.fields())
        filled, sampled = _sample(site, [each.field_id for each in fields])
        return Looked(
            url=connection.url,
            edition=site.edition,
            version=site.version,
            account=account,
            issues=site.count(EVERYTHING),
            projects=_projects(site),
            boards=_boards(site),
            fields=fields,
            mapping=mapping_of(fields, settings.jira.fields, before),
            proposed=proposals(fields, filled),
            filled=filled,
            sampled=sampled,
        )


def _sample(site: Site, ids: Sequence[str]) -> tuple[Mapping[str, int], int]:
    """Count by field which of some issues fill it: recent ones, or any where none changed."""
    since = epoch_ms(wall_time() - RECENT)
    return _filled(site, f"updated >= {since}", ids) or _filled(site, EVERYTHING, ids) or ({}, 0)


def _filled(site: Site, jql: str, ids: Sequence[str]) -> tuple[Mapping[str, int], int] | None:
    filled: Counter[str] = Counter()
    sampled = 0
    pages = site.search(f"{jql} {IN_ORDER}", [*ids, "updated"], PAGE)
    for page in islice(pages, PAGES):
        for issue in page:
            own = issue.get("fields") if isinstance(issue, dict) else None
            sampled += 1
            filled.update(each for each in ids if own and own.get(each) not in (None, [], ""))
    return (filled, sampled) if sampled else None


def _projects(site: Site) -> list[Project]:
    found = [
        Project(str(each.get("key")), str(each.get("name") or ""))
        for each in site.projects()
        if not each.get("archived")
    ]
    counted = [
        Project(each.key, each.name, site.count(f'project = "{each.key}"'))
        for each in found[:PROJECTS]
    ]
    return sorted(counted, key=lambda each: -(each.issues or 0)) + found[PROJECTS:]


def _boards(site: Site) -> Counter[str]:
    """Count boards by type; none where the account may not see them."""
    try:
        return Counter(str(each.get("type") or "board") for each in site.boards())
    except HttpStatusError as error:
        if error.status not in {401, 403, 404}:
            raise
        return Counter()
