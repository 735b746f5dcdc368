with

booked as (
    select * from {{ ref('int_booked_time') }}
),

-- People, projects and rates are keyed here, where there are few of them, and not for each entry.
people as (
    select
        *,
        {{ surrogate_key(['person_id']) }} as person_key
    from {{ ref('int_person_versions') }}
),

-- A version of the register counts from the day of its delivery, and the first for all before. The
-- last one stays when the project leaves the register.
project_versions as (
    select
        project_code,
        department,
        {{ surrogate_key(['project_code']) }} as project_key,
        case
            when version_number = 1 then cast('1900-01-01' as date)
            else {{ local_day('valid_from') }}
        end as valid_from,
        coalesce(
            lead({{ local_day('valid_from') }})
                over (partition by project_code order by version_number),
            {{ open_end() }}
        ) as valid_to
    from {{ ref('int_project_versions') }}
),

rates as (
    select
        *,
        {{ surrogate_key(['rate_of', 'rate_for', 'valid_from']) }} as rate_key
    from {{ ref('int_hourly_rate_intervals') }}
),

exchange as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

-- All as of the work date: departments, role, and the person's own rate before that of the role.
rated as (
    select
        booked.*,
        people.person_key,
        people.department as home_department,
        project_versions.project_key,
        project_versions.department as project_department,
        case
            when person_rates.hourly_cost is not null then person_rates.rate_key
            when role_rates.hourly_cost is not null then role_rates.rate_key
        end as rate_key,
        coalesce(person_rates.hourly_cost, role_rates.hourly_cost) as hourly_cost,
        case
            when person_rates.hourly_cost is not null then person_rates.currency
            else role_rates.currency
        end as currency
    from booked
    left join people
        on
            booked.person_id = people.person_id
            and booked.work_date >= people.valid_from
            and booked.work_date < people.valid_to
    left join project_versions
        on
            booked.project_code = project_versions.project_code
            and booked.work_date >= project_versions.valid_from
            and booked.work_date < project_versions.valid_to
    left join rates as person_rates
        on
            person_rates.rate_of = 'person'
            and booked.person_id = person_rates.rate_for
            and booked.work_date >= person_rates.valid_from
            and booked.work_date < person_rates.valid_to
    left join rates as role_rates
        on
            role_rates.rate_of = 'role'
            and people.role = role_rates.rate_for
            and booked.work_date >= role_rates.valid_from
            and booked.work_date < role_rates.valid_to
),

final as (
    select
        {{ surrogate_key(['rated.source', 'rated.source_id']) }} as timesheet_id,
        rated.source,
        rated.source_id,
        rated.system,
        coalesce(rated.project_key, {{ surrogate_key(['rated.project_code']) }}) as project_key,
        rated.project_code,
        rated.source_project_code,
        coalesce(
            rated.person_key, {{ surrogate_key(["coalesce(rated.person_id, 'UNKNOWN')"]) }}
        ) as person_key,
        coalesce(rated.person_id, 'UNKNOWN') as person_id,
        rated.source_person_id,
        rated.issue_id,
        rated.issue_key,
        {{ date_key('rated.work_date') }} as date_key,
        rated.work_date,
        rated.hours,
        rated.billable_hours,
        rated.account,
        rated.activity,
        rated.home_department,
        rated.project_department,
        rated.home_department <> rated.project_department as is_cross_department,
        rated.rate_key,
        cast(rated.hourly_cost as decimal(18, 4)) as hourly_cost,
        rated.currency,
        cast(rated.hours * rated.hourly_cost as decimal(18, 2)) as cost_amount,
        {{ to_base('rated.hours * rated.hourly_cost', 'exchange.rate') }} as base_cost_amount
    from rated
    left join exchange
        on
            rated.currency = exchange.from_currency
            and rated.work_date >= exchange.valid_from
            and rated.work_date < exchange.valid_to
)

select * from final
