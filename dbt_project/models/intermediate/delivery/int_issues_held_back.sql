with

quarantined as (
    select
        table_name,
        batch_id,
        landed_row_number
    from {{ ref('stg_quality__quarantined_rows') }}
    where
        source = 'jira'
        and table_name in ('issues', 'issue_changes')
        and disposition = 'quarantined'
),

landed as (
    select
        'issues' as table_name,
        issue_id,
        _batch_id,
        _row_number
    from ({{ landed('jira', 'issues') }}) as issues
    union all
    select
        'issue_changes' as table_name,
        issue_id,
        _batch_id,
        _row_number
    from ({{ landed('jira', 'issue_changes') }}) as changes
),

final as (
    select distinct landed.issue_id
    from landed
    inner join quarantined
        on
            landed.table_name = quarantined.table_name
            and landed._batch_id = quarantined.batch_id
            and landed._row_number = quarantined.landed_row_number
)

select * from final
