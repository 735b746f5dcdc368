{#- A row of coverage names an input exactly where something is missing. -#}
select
    subject,
    project_code,
    state,
    missing_input
from {{ ref('coverage') }}
where
    (state = 'complete') <> (missing_input is null)
    or (state = 'missing') = is_available
    or (state <> 'complete' and fix is null)
