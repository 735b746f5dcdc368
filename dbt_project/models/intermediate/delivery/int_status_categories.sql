with

-- Jira's "No Category" (`undefined`) says nothing: taken at its word, work would be in no flow.
statuses as (
    select * from {{ ref('stg_jira__statuses') }}
    where status_category in ('new', 'indeterminate', 'done')
),

stays as (
    select distinct
        value as status_id,
        value_string as status
    from {{ ref('int_issue_field_intervals') }}
    where field = 'status'
),

-- A status that was deleted since, or renamed, is known by its name at best, if all that bear it
-- agree.
by_name as (
    select
        lower(name) as status,
        min(status_category) as status_category
    from statuses
    group by lower(name)
    having count(distinct status_category) = 1
),

final as (
    select
        stays.status_id,
        stays.status,
        coalesce(statuses.status_category, by_name.status_category, 'indeterminate')
            as status_category,
        case
            when statuses.status_category is not null then 'id'
            when by_name.status_category is not null then 'name'
            else 'unknown'
        end as known_by
    from stays
    left join statuses on stays.status_id = statuses.status_id
    left join by_name on lower(stays.status) = by_name.status
)

select * from final
