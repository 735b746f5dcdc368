with

source as (
    {{ current_file_rows('registers', 'milestones', ['milestone_id', 'observed_on']) }}
),

renamed as (
    select
        milestone_id,
        project_code,
        name as milestone_name,
        baseline_date,
        forecast_date,
        actual_date,
        weight,
        gate,
        observed_on,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
