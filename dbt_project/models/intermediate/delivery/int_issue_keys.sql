with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

moves as (
    select * from {{ ref('int_issue_field_changes') }}
    where field = 'key'
),

ordered as (
    select
        moves.issue_id,
        upper(moves.from_string) as old_key,
        upper(moves.to_string) as new_key,
        moves.changed_at,
        issues.created_at,
        upper(issues.issue_key) as current_key,
        row_number() over in_order as move_number,
        lead(moves.changed_at) over in_order as next_changed_at
    from moves
    inner join issues on moves.issue_id = issues.issue_id
    window
        in_order as (
            partition by moves.issue_id
            order by moves.changed_at, moves.history_number, moves.item_index
        )
),

-- The key before the first move, and the key after each. One that the issue no longer has, though
-- no change says so, was renamed with its whole project.
moved as (
    select
        issue_id,
        old_key as issue_key,
        created_at as valid_from,
        changed_at as valid_to
    from ordered
    where move_number = 1
    union all
    select
        issue_id,
        new_key as issue_key,
        changed_at as valid_from,
        case
            when next_changed_at is null and new_key <> current_key then changed_at
            else next_changed_at
        end as valid_to
    from ordered
),

last_known as (
    select
        issue_id,
        max(valid_to) as valid_to
    from moved
    group by issue_id
    having count(*) = count(valid_to)
),

never_told as (
    select
        issues.issue_id,
        upper(issues.issue_key) as issue_key,
        coalesce(last_known.valid_to, issues.created_at) as valid_from,
        cast(null as timestamp) as valid_to
    from issues
    left join moved on issues.issue_id = moved.issue_id and moved.valid_to is null
    left join last_known on issues.issue_id = last_known.issue_id
    where moved.issue_id is null
),

united as (
    select * from moved
    union all
    select * from never_told
),

-- Jira answers to an old key with the issue that has it now, or had it last.
final as (
    select
        issue_id,
        issue_key,
        valid_from,
        valid_to,
        row_number() over (
            partition by issue_key
            order by coalesce(valid_to, {{ open_end() }}) desc, valid_from desc, issue_id desc
        ) = 1 as is_answering
    from united
    where issue_key is not null
)

select * from final
