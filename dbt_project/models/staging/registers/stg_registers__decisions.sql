with

source as (
    {{ file_rows_as_of('registers', 'decisions', ['decision_id']) }}
),

renamed as (
    select
        decision_id,
        project_code,
        raised_on,
        decided_on,
        decided_by,
        subject,
        outcome,
        due_on,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
