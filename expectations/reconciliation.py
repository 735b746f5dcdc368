"""Hold the landing to what Jira itself counts, project by project.

    issues          Jira's own count against the issues that the landing holds
    last_status     issues with a history of their status against those that it ends in
    logged_seconds  time spent as Jira sums it against the worklogs
    counted_seconds time spent as Jira sums it against the last that the changelog counted

The last three are promises about single issues too, whose rows are listed there; only what a row
cannot show, a count or a loss, raises its alert here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from expectations.audit import stable_id
from expectations.landing_database import LandingDatabase
from expectations.promises import CRITICAL, WARNING, Severity
from expectations.results import LANDING, Alert
from expectations.suites.jira import COUNTED, LAST_STATUS, LOGGED
from expectations.tables import LandedName
from pmo.settings import Settings

Row = dict[str, Any]

ISSUES = "issues"
SAMPLE = 5
# Jira's count outside a census is approximate, by its own words.
APPROXIMATE_SHARE, APPROXIMATE_ISSUES = 0.005, 5
NEEDED = ("issues", "issue_changes", "worklogs", "issue_counts", "deletions")

COUNTS = """
with counted as (
    select upper(project_key) as project_key, basis, issues
    from landed.jira__issue_counts
    where _batch_id = (select max(_batch_id) from landed.jira__issue_counts)
),
landed as (
    select upper(project_key) as project_key, count(*) as issues
    from jira.issues
    where issue_id not in (
        select issue_id from gate.issue_verdicts
        where classification in ('archived', 'access_lost', 'unobserved')
    )
    group by all
),
rejected as (
    select
        upper(regexp_replace(row_json ->> '$.key', '-[0-9]+$', '')) as project_key,
        list(distinct row_json ->> '$.key' order by row_json ->> '$.key') as keys
    from landed.jira__rejects as reject
    where table_name = 'issues' and not exists (
        select 1 from jira.issues as it where it.issue_id = reject.entity_id
    )
    group by all
)
select
    counted.project_key, 'issues' as check_name, counted.basis, counted.issues,
    coalesce(landed.issues, 0), abs(counted.issues - coalesce(landed.issues, 0)),
    coalesce(rejected.keys, [])
from counted
left join landed using (project_key)
left join rejected using (project_key)
order by all
"""
PER_ISSUE = """
select
    upper(project_key), '{name}' as check_name, 'rows' as basis,
    cast(sum(jira) as bigint), cast(sum(landing) as bigint),
    count(*) filter (where is_broken),
    coalesce(list(issue_key order by issue_key) filter (where is_broken), [])
from (
    select project_key, issue_key, is_broken, {jira} as jira, {landing} as landing
    from (select it.*, {broken} as is_broken from jira.issues as it) as it
    {beside}
)
group by all order by all
"""
LAST_OF = """left join (
    select issue_id, try_cast(arg_max(
        coalesce(nullif(to_value, ''), '0'),
        (changed_at, try_cast(history_id as bigint), item_index)
    ) as double) as seconds
    from jira.issue_changes where lower(coalesce(field_id, field)) = 'timespent' group by issue_id
) as beside on it.issue_id = beside.issue_id"""
LOGGED_OF = """left join (
    select issue_id, sum(seconds) as seconds from jira.worklogs group by issue_id
) as beside on it.issue_id = beside.issue_id"""
STATUS_OF = """inner join (
    select distinct issue_id from jira.issue_changes where lower(field) = 'status'
) as beside on it.issue_id = beside.issue_id"""
SPENT = "coalesce(it.time_spent_seconds, 0)"
CHECKS = (
    ("last_status", "1", "case when is_broken then 0 else 1 end", LAST_STATUS, STATUS_OF),
    ("logged_seconds", SPENT, "coalesce(beside.seconds, 0)", LOGGED, LOGGED_OF),
    ("counted_seconds", SPENT, f"coalesce(beside.seconds, {SPENT})", COUNTED, LAST_OF),
)
LOSSES = """
select
    project_key, count(*), list(issue_key order by issue_key)[:5], min(reason)
from gate.issue_verdicts
where classification = $1
and ($1 <> 'unobserved' or starts_with(reason, 'held back by the mass-loss brake'))
group by all order by all
"""


@dataclass(frozen=True)
class _Loss:
    """One kind of difference that becomes an alert, in the PMO's words."""

    name: str
    classification: str
    severity: Severity
    title: str
    why: str
    fix: str


COUNT_DIFFERS = _Loss(
    "count_differs",
    "",
    CRITICAL,
    "",
    "Every number of these projects misses issues, or has some that are gone.",
    "Mend the issues that cannot be read, if the data-quality page lists any. Else extract again "
    "on another day, which takes a new census; if it stays, rebuild Jira's search index.",
)
MASS_LOSS = _Loss(
    "mass_loss",
    "unobserved",
    CRITICAL,
    "missing all at once, so none is marked deleted",
    "They count as they were last seen. Either very many were deleted, or the account lost a "
    "permission; nobody can tell which from here.",
    "Look for them in Jira. Where they are there, give the account Browse Projects again. Where "
    "they were deleted, raise jira.census.max_lost_share for one run of `pmo extract jira`.",
)
ACCESS_LOST = _Loss(
    "access_lost",
    "access_lost",
    WARNING,
    "not shown to the account any more",
    "They count as they were last seen, and age.",
    "Give the account Browse Projects again, or leave the project out of jira.projects. A project "
    "that was deleted in Jira looks the same.",
)


def reconcile(database: LandingDatabase, run_at: datetime) -> list[Row]:
    """Return the rows of `quality.reconciliation`; none when Jira has not landed.

    Call it before anything is kept out: what Jira counts has no quarantine.
    """
    landed = set(database.tables)
    if not landed.issuperset(LandedName("jira", table) for table in NEEDED):
        return []
    queries = [
        COUNTS,
        *(
            PER_ISSUE.format(name=name, jira=jira, landing=landing, broken=broken, beside=beside)
            for name, jira, landing, broken, beside in CHECKS
        ),
    ]
    with database.connect() as connection:
        found = [row for query in queries for row in connection.execute(query).fetchall()]
    return [_row(each, run_at) for each in found]


def alerts(database: LandingDatabase, rows: Iterable[Row], settings: Settings) -> list[Alert]:
    """Return an alert where Jira counts other issues than landed, and one for each kind of loss."""
    owner = settings.owner_of("jira", ISSUES)
    differing = [row for row in rows if row["check_name"] == ISSUES and not row["is_kept"]]
    found = [_of_counts(differing, owner)] if differing else []
    if LandedName("jira", "deletions") in database.tables:
        with database.connect() as connection:
            found += [
                _of_loss(loss, lost, owner)
                for loss in (MASS_LOSS, ACCESS_LOST)
                if (lost := connection.execute(LOSSES, [loss.classification]).fetchall())
            ]
    return found


def _row(found: tuple[Any, ...], run_at: datetime) -> Row:
    project_key, check, basis, jira, landing, differing, keys = found
    difference = landing - jira
    tolerance = max(APPROXIMATE_SHARE * jira, APPROXIMATE_ISSUES) if basis == "count" else 0
    return {
        "source": "jira",
        "project_key": project_key,
        "check_name": check,
        "basis": basis,
        "jira_value": jira,
        "landing_value": landing,
        "difference": difference,
        "differing_issues": differing,
        "is_kept": abs(difference) <= tolerance if check == ISSUES else not differing,
        "sample_json": json.dumps(keys[:SAMPLE], ensure_ascii=False),
        "run_at": run_at,
    }


def _of_counts(rows: list[Row], owner: str) -> Alert:
    told = [
        f"{row['project_key']}: {row['jira_value']:,} in Jira, {row['landing_value']:,} landed"
        for row in rows
    ]
    is_exact = any(row["basis"] == "census" for row in rows)
    unread = [{"entity": key} for row in rows for key in json.loads(row["sample_json"])]
    return _alert(
        COUNT_DIFFERS if is_exact else replace(COUNT_DIFFERS, severity=WARNING),
        owner,
        f"Jira counts other issues than landed ({_first(told, '; ')})",
        sum(row["differing_issues"] for row in rows),
        unread or [{"entity": each} for each in told],
    )


def _of_loss(loss: _Loss, lost: list[tuple[Any, ...]], owner: str) -> Alert:
    places = [f"{count:,} of {project}" for project, count, *_ in lost]
    issues = [{"entity": key, "reason": reason} for _, _, keys, reason in lost for key in keys]
    count = sum(count for _, count, *_ in lost)
    return _alert(loss, owner, f"{_first(places, ', ')} are {loss.title}", count, issues)


def _first(told: list[str], comma: str) -> str:
    more = f" and {len(told) - SAMPLE} more projects" if len(told) > SAMPLE else ""
    return comma.join(told[:SAMPLE]) + more


def _alert(loss: _Loss, owner: str, title: str, count: int, sample: list[dict[str, str]]) -> Alert:
    return Alert(
        alert_id=stable_id(LANDING, "jira", ISSUES, loss.name, ""),
        severity=loss.severity,
        gate=LANDING,
        source="jira",
        table_name=ISSUES,
        column_name="",
        expectation=loss.name,
        title=f"jira.{ISSUES}: {title}",
        why=loss.why,
        owner=owner,
        row_count=count,
        sample_json=json.dumps(sample[:SAMPLE], ensure_ascii=False, sort_keys=True),
        fix=loss.fix,
    )
