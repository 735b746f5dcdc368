{#- Hours of the register and of the mart agree, also where the person is not known. -#}
with

registered as (
    select coalesce(sum(planned_hours), 0) as hours from {{ ref('stg_registers__allocations') }}
),

reported as (
    select coalesce(sum(planned_hours), 0) as hours from {{ ref('fct_resource_week') }}
)

select
    registered.hours as registered_hours,
    reported.hours as reported_hours
from registered
cross join reported
where registered.hours is distinct from reported.hours
