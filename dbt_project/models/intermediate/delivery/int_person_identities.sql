with

people as (
    select
        *,
        gone_on is null as is_registered
    from {{ ref('stg_registers__people') }}
),

accounts as (
    select * from {{ ref('int_person_accounts') }}
),

-- A time recording system names people by what it knows of them: the surest name comes first.
named as (
    select
        1 as preference,
        person_id,
        is_registered,
        lower(trim(person_id)) as identity
    from people
    union all
    select
        2 as preference,
        person_id,
        true as is_registered,
        lower(trim(jira_account_id)) as identity
    from accounts
    union all
    select
        3 as preference,
        person_id,
        is_registered,
        lower(trim(email)) as identity
    from people
    union all
    select
        4 as preference,
        person_id,
        is_registered,
        lower(trim(person_name)) as identity
    from people
),

-- What two people are called tells neither of them, but whom the register still names before
-- whom it names no more.
telling as (
    select
        named.identity,
        named.preference,
        coalesce(
            min(case when named.is_registered then named.person_id end), min(named.person_id)
        ) as person_id,
        row_number() over (partition by named.identity order by named.preference) as place
    from named
    where named.identity is not null
    group by named.identity, named.preference
    having
        count(distinct named.person_id) = 1
        or count(distinct case when named.is_registered then named.person_id end) = 1
),

final as (
    select
        identity,
        person_id
    from telling
    where place = 1
)

select * from final
