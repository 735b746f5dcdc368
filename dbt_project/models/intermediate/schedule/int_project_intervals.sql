{#- Which version of a project's entry in the register stood on which days; the first always. -#}
with

versions as (
    select * from {{ ref('int_project_versions') }}
),

days as (
    select
        project_code,
        lower(ev_method) as ev_method,
        lower(status) as status,
        currency,
        baseline_start_date,
        baseline_finish_date,
        actual_finish_date,
        case
            when version_number = 1 then cast('1900-01-01' as date)
            else {{ local_day('valid_from') }}
        end as valid_from,
        coalesce({{ local_day('valid_to') }}, {{ open_end() }}) as valid_to
    from versions
),

-- Of several versions of one day the last is what a report of that day had before it.
final as (
    select * from days
    where valid_from < valid_to
)

select * from final
