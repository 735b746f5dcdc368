with

source as (
    {{ current_file_rows('registers', 'feedback', ['response_id']) }}
),

renamed as (
    select
        response_id,
        project_code,
        "group" as respondent_group,
        channel,
        criterion,
        score,
        scale_min,
        scale_max,
        comment,
        given_on,
        language,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
