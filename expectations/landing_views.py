"""What promises about timesheets look up: who is meant, which entries count, who booked elsewhere.

The same is said once more in dbt_project (`int_person_identities`, `int_timesheet_corrections`), in
SQL that every engine knows; here DuckDB may walk a chain of corrections to its end.
"""

from collections.abc import Collection

import duckdb

from pmo.settings import Settings

# How an approval status is read; all others count, for work is work before anybody approved it.
REJECTED = ("rejected", "declined", "denied")
CANCELLED = ("cancelled", "canceled", "reversed", "withdrawn")
OTHERS = ("open", "draft", "submitted", "approved", "changed")

IDENTITIES = """
create or replace view gate.identities as
with named as (
    select 1 as preference, person_id, is_registered, lower(trim(person_id)) as identity
    from gate.named_people
    union all
    select
        2, coalesce(min(person_id) filter (is_registered), min(person_id)), true,
        lower(trim(jira_account_id)) as account
    from gate.named_people group by account
    union all
    select 3, person_id, is_registered, lower(trim(email)) from gate.named_people
    union all
    select 4, person_id, is_registered, lower(trim(name)) from gate.named_people
)
select
    identity, coalesce(min(person_id) filter (is_registered), min(person_id)) as person_id
from named where identity is not null
group by identity, preference
having count(distinct person_id) = 1 or count(distinct person_id) filter (is_registered) = 1
qualify row_number() over (partition by identity order by preference) = 1
"""
NOBODY = "create or replace view gate.identities as select '' as identity, '' as person_id limit 0"
CHAINS = """
create or replace view gate.entry_chains as
with recursive links as (
    select entry_id, replaces_id from timesheets.entries
    where replaces_id is not null and deleted_at is null
),
walked as (
    select entry_id, replaces_id as earlier_id from links
    union
    select walked.entry_id, links.replaces_id
    from walked inner join links on walked.earlier_id = links.entry_id
)
select * from walked
"""
COUNTED = """
create or replace view gate.counted_entries as
select it.* from timesheets.entries as it
where coalesce(lower(trim(it.approval_status)), '') not in ({not_counting})
and it.deleted_at is null and not exists (
    select 1 from gate.entry_chains as chain
    inner join timesheets.entries as later on chain.entry_id = later.entry_id
    where chain.earlier_id = it.entry_id
    and coalesce(lower(trim(later.approval_status)), '') not in ({rejected})
    and not exists (
        select 1 from gate.entry_chains as circle
        where circle.entry_id = later.entry_id and circle.earlier_id = later.entry_id
    )
)
"""
ELSEWHERE = """
create or replace view gate.booked_elsewhere as
select
    booked.system, booked.worklog_id, known.person_id, booked.issue_id, issue.issue_key,
    upper(issue.project_key) as jira_project_key, booked.work_date, booked.seconds
from ({booked}) as booked
left join gate.identities as known on lower(trim(booked.author_id)) = known.identity
left join {issues} as issue on booked.issue_id = issue.issue_id
"""
NOTHING_BOOKED = """select '' as system, '' as worklog_id, '' as issue_id, '' as author_id,
current_date as work_date, 0 as seconds limit 0"""
IN_TEMPO = """select 'tempo' as system, tempo_worklog_id as worklog_id, issue_id, author_id,
work_date, seconds from timesheets.tempo_worklogs where deleted_at is null"""
IN_JIRA = """select 'jira' as system, worklog_id, issue_id, author_id, work_date, seconds
from jira.worklogs where coalesce(author_id, '') not in ({copies})"""
NO_ISSUES = "(select '' as issue_id, '' as issue_key, '' as project_key limit 0)"


def create_timesheet_views(
    connection: duckdb.DuckDBPyConnection, tables: Collection[str], settings: Settings
) -> None:
    """Create the views over those of `tables` (`source.table`) that have landed."""
    if "timesheets.entries" not in tables:
        return
    connection.execute(IDENTITIES if "registers.people" in tables else NOBODY)
    connection.execute(CHAINS)
    connection.execute(
        COUNTED.format(not_counting=listed((*REJECTED, *CANCELLED)), rejected=listed(REJECTED))
    )
    booked = [NOTHING_BOOKED]
    if "timesheets.tempo_worklogs" in tables:
        booked.append(IN_TEMPO)
    if "jira.worklogs" in tables and settings.timesheets.counts_jira_worklogs:
        booked.append(IN_JIRA.format(copies=listed(settings.timesheets.tempo.app_accounts)))
    issues = "jira.issues" if "jira.issues" in tables else NO_ISSUES
    parts = " union all ".join(f"({each})" for each in booked)
    connection.execute(ELSEWHERE.format(booked=parts, issues=issues))


def listed(words: Collection[str]) -> str:
    """Return `words` as SQL texts, parted by commas; of none, a text that nothing equals."""
    return ", ".join("'" + each.replace("'", "''") + "'" for each in words) or "'\\x00'"
