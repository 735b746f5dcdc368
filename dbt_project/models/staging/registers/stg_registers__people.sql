with

source as (
    {{ file_rows_as_of('registers', 'people', ['person_id'], keeps_gone=true) }}
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
        contract_hours,
        {{ weekdays('working_days') }} as working_days,
        upper(trim(country)) as country,
        calendar,
        active_from,
        active_to,
        valid_from,
        _gone_on as gone_on,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
