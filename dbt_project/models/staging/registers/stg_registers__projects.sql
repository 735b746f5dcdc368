with

source as (
    {{ file_rows_as_of('registers', 'projects', ['project_code'], keeps_gone=true) }}
),

renamed as (
    select
        project_code,
        name as project_name,
        programme,
        department,
        sponsor,
        manager_id,
        jira_project_keys,
        jira_jql,
        method,
        stage,
        priority,
        start_baseline as baseline_start_date,
        finish_baseline as baseline_finish_date,
        finish_actual as actual_finish_date,
        currency,
        ev_method,
        status,
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
