with

people as (
    select * from {{ ref('stg_registers__people') }}
),

-- An account that two people claim would double its hours; the first person keeps it.
final as (
    select
        jira_account_id,
        min(person_id) as person_id,
        count(*) as claimant_count
    from people
    where jira_account_id is not null
    group by jira_account_id
)

select * from final
