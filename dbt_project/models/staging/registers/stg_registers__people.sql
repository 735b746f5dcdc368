with

source as (
    {{ current_file_rows('registers', 'people', ['person_id']) }}
),

renamed as (
    select
        person_id,
        name as person_name,
        jira_account_id,
        email,
        department,
        role,
        grade,
        employment_fraction,
        country,
        active_from,
        active_to,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
