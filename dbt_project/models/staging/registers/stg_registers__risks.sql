with

source as (
    {{ current_file_rows('registers', 'risks', ['risk_id', 'observed_on']) }}
),

renamed as (
    select
        risk_id,
        project_code,
        title,
        category,
        owner_id,
        probability,
        impact,
        cost_impact,
        currency,
        response,
        response_text,
        residual_probability,
        residual_impact,
        status,
        identified_on,
        due_on,
        closed_on,
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
