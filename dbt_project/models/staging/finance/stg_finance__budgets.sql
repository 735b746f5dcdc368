{#- A table: several models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{
        current_file_rows(
            'finance',
            'budgets',
            ['project_code', 'version', 'version_date', 'fiscal_period', 'cost_category']
        )
    }}
),

renamed as (
    select
        nullif(trim(project_code), '') as project_code,
        lower(trim(version)) as budget_version,
        version_date,
        trim(fiscal_period) as fiscal_period,
        trim(cost_category) as cost_category,
        cast(amount as decimal(18, 2)) as amount,
        upper(trim(currency)) as currency,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
