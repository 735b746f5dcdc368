with

days as (
    select * from {{ ref('int_health_days') }}
    where is_current
),

kept_out as (
    select
        project_code,
        count(*) as row_count
    from ({{ quarantine_rows() }}) as quarantined
    where disposition = 'quarantined'
    group by project_code
),

-- Quarantine speaks of tonight only: of earlier days it is not known.
counted as (
    select
        days.project_code,
        days.as_of_date,
        coalesce(kept_out.row_count, 0) as row_count
    from days
    left join kept_out on days.project_code = kept_out.project_code
),

final as (
    select
        project_code,
        as_of_date,
        'data_trust' as dimension,
        'quarantine' as family,
        cast(row_count as decimal(18, 6)) as value,
        cast(1 as decimal(18, 6)) as amber_threshold,
        cast({{ var('quarantined_rows_red', 10) }} as decimal(18, 6)) as red_threshold,
        false as is_floor,
        {{ number_text('row_count') }} || ' rows of the project are in quarantine' as reason
    from counted
)

select * from final
