with

people as (
    select * from {{ ref('stg_registers__people') }}
),

-- An account that two people claim would double its hours; the first person keeps it. Whom the
-- register names no more keeps what nobody else claims.
final as (
    select
        jira_account_id,
        coalesce(min(case when gone_on is null then person_id end), min(person_id)) as person_id,
        count(case when gone_on is null then 1 end) as claimant_count
    from people
    where jira_account_id is not null
    group by jira_account_id
)

select * from final
