"""Compare the census of ids with what the landing knows, and decide what became of what it misses.

Nothing here asks Jira: that is `census`.
"""

from dataclasses import dataclass

import numpy as np

from extractors.jira.issue_ids import Flags, Ints, IssueIds, ProjectCodes
from extractors.jira.known_issues import ACCESS_LOST, ARCHIVED, NEVER, PRESENT, KnownIssues


@dataclass(frozen=True)
class Projects:
    """Codes of the Jira projects that are read: those open to the account, and archived ones.

    `named` are the projects that the settings name; empty means every one that the account sees.
    """

    live: Ints
    archived: Ints
    named: Ints

    def are_read(self, codes: Ints) -> Flags:
        """Tell which codes are in scope."""
        found: Flags = np.isin(codes, self.named) if len(self.named) else np.ones(len(codes), bool)
        return found


@dataclass(frozen=True)
class Comparison:
    """What differs, as places in the known issues (`missing` and below) or as ids (`to_read`).

    doubtful: missing from a project that the account still sees; Jira has to be asked of each
    archived, lost: missing because their project is archived, or is not visible any more
    seen_again: in the census though something else was said of them last
    to_read: ids to read anew: unknown, back, or with another key than the landing says
    """

    doubtful: Ints
    archived: Ints
    lost: Ints
    seen_again: Ints
    to_read: Ints


def compare(known: KnownIssues, census: IssueIds, projects: Projects) -> Comparison:
    """Compare `known` with `census`, both directions."""
    issues = known.issues
    is_here, places = census.at(issues.ids)
    is_missing = ~is_here & ~known.is_gone & projects.are_read(issues.projects)
    is_archived = is_missing & np.isin(issues.projects, projects.archived)
    # A project that goes by another key now is seen by its issues, whatever the list says.
    seen = np.concatenate([projects.live, census.projects, issues.projects[is_here]])
    is_lost = is_missing & ~is_archived & ~np.isin(issues.projects, seen)
    is_doubtful = is_missing & ~is_archived & ~is_lost
    # Also when the search has landed it since: its worklogs may have changed out of sight.
    is_back = is_here & ~np.isin(known.verdicts, (NEVER, PRESENT))
    if len(census):
        is_rekeyed = (census.projects[places] != issues.projects) | (
            census.numbers[places] != issues.numbers
        )
    else:
        is_rekeyed = np.zeros(len(issues), dtype=bool)
    is_known, _ = issues.at(census.ids)
    is_unknown = ~is_known & ~np.isin(census.ids, known.rejected)
    return Comparison(
        doubtful=np.flatnonzero(is_doubtful),
        archived=np.flatnonzero(is_archived & (known.verdicts != ARCHIVED)),
        lost=np.flatnonzero(is_lost & (known.verdicts != ACCESS_LOST)),
        seen_again=np.flatnonzero(is_back),
        to_read=np.union1d(census.ids[is_unknown], issues.ids[is_back | (is_here & is_rekeyed)]),
    )


def braked(
    lost: Ints, known: KnownIssues, codes: ProjectCodes, max_share: float, min_lost: int
) -> dict[int, str]:
    """Return the projects, by code, of which too much would be lost at once, and why.

    `lost` are places in the known issues. More than `max_share` of a project's issues and at least
    `min_lost` of them hold back that project; of all issues together, every project.
    """
    size = len(codes)
    of_project = np.bincount(known.issues.projects[lost], minlength=size)
    standing = np.bincount(known.issues.projects[~known.is_gone], minlength=size)
    total, base = len(lost), int((~known.is_gone).sum())
    if total >= min_lost and total > max_share * base:
        why = f"{total:,} of {base:,} issues would be lost at once"
        return {int(code): why for code in np.flatnonzero(of_project)}
    return {
        int(code): f"{of_project[code]:,} of {standing[code]:,} issues of "
        f"{codes.name(int(code))} would be lost at once"
        for code in np.flatnonzero((of_project >= min_lost) & (of_project > max_share * standing))
    }


def counted(census: IssueIds, codes: ProjectCodes, projects: Projects) -> dict[str, int]:
    """Return how many issues of each project the census met, 0 for live projects without one."""
    numbers = np.bincount(census.projects, minlength=len(codes))
    met = np.union1d(np.flatnonzero(numbers), projects.live)
    return {codes.name(code): int(numbers[code]) for code in met.tolist()}
