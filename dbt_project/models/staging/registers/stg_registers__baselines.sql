with

source as (
    {{
        current_file_rows(
            'registers', 'baselines', ['project_code', 'baseline_version', 'period_end']
        )
    }}
),

renamed as (
    select
        project_code,
        baseline_version,
        effective_from,
        period_end,
        planned_value,
        currency,
        reason,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
