-- An issue or worklog that landed stands in staging, was kept out, or is known to be gone; and
-- nothing that never landed stands there.
with

quarantined as (
    select distinct
        table_name,
        batch_id,
        landed_row_number
    from {{ ref('stg_quality__quarantined_rows') }}
    where source = 'jira' and disposition = 'quarantined'
),

landed as (
    select
        'issues' as table_name,
        issue_id as entity_id,
        issue_id,
        0 as seconds,
        _batch_id,
        _row_number
    from ({{ landed('jira', 'issues') }}) as issues
    union all
    select
        'worklogs' as table_name,
        worklog_id as entity_id,
        issue_id,
        seconds,
        _batch_id,
        _row_number
    from ({{ landed('jira', 'worklogs') }}) as worklogs
),

accepted as (
    select landed.*
    from landed
    left join quarantined
        on
            landed.table_name = quarantined.table_name
            and landed._batch_id = quarantined.batch_id
            and landed._row_number = quarantined.landed_row_number
    where quarantined.batch_id is null
),

last_batches as (
    select
        table_name,
        entity_id,
        max(_batch_id) as _batch_id
    from accepted
    group by table_name, entity_id
),

gone as (
    select
        case when entity = 'issue' then 'issues' else 'worklogs' end as table_name,
        entity_id,
        _batch_id
    from {{ ref('stg_jira__deletions') }}
    where
        classification in ('deleted', 'moved')
        and coalesce(deleted_at < {{ as_of_end() }}, true)
),

-- Whoever landed again after the word was spread is there again.
departed as (
    select
        gone.table_name,
        gone.entity_id
    from gone
    inner join last_batches
        on gone.table_name = last_batches.table_name and gone.entity_id = last_batches.entity_id
    where gone._batch_id >= last_batches._batch_id
    union
    select
        gone.table_name,
        gone.entity_id
    from gone
    left join last_batches
        on gone.table_name = last_batches.table_name and gone.entity_id = last_batches.entity_id
    where last_batches.entity_id is null
),

-- Of two rows of one batch the later counts, so seconds are compared by worklog, not by row.
expected as (
    select distinct
        accepted.table_name,
        accepted.entity_id
    from accepted
    left join departed
        on accepted.table_name = departed.table_name and accepted.entity_id = departed.entity_id
    left join departed as issues_gone
        on issues_gone.table_name = 'issues' and accepted.issue_id = issues_gone.entity_id
    where departed.entity_id is null and issues_gone.entity_id is null
),

staged as (
    select
        'issues' as table_name,
        issue_id as entity_id,
        0 as seconds,
        _batch_id,
        _row_number
    from {{ ref('stg_jira__issues') }}
    union all
    select
        'worklogs' as table_name,
        worklog_id as entity_id,
        seconds,
        _batch_id,
        _row_number
    from {{ ref('stg_jira__worklogs') }}
)

select
    coalesce(expected.table_name, staged.table_name) as table_name,
    coalesce(expected.entity_id, staged.entity_id) as entity_id,
    accepted.seconds as landed_seconds,
    staged.seconds as staged_seconds
from expected
full join staged
    on expected.table_name = staged.table_name and expected.entity_id = staged.entity_id
left join accepted
    on
        staged.table_name = accepted.table_name
        and staged._batch_id = accepted._batch_id
        and staged._row_number = accepted._row_number
left join last_batches
    on staged.table_name = last_batches.table_name and staged.entity_id = last_batches.entity_id
where
    expected.entity_id is null
    or staged.entity_id is null
    or staged.seconds is distinct from accepted.seconds
    or staged._batch_id is distinct from last_batches._batch_id
