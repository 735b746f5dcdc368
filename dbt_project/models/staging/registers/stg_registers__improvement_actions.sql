with

source as (
    {{ file_rows_as_of('registers', 'improvement_actions', ['action_id']) }}
),

renamed as (
    select
        action_id,
        project_code,
        finding,
        source,
        owner_id,
        due_on,
        done_on,
        metric,
        expected_effect,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
