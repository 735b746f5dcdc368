{#- Absence is no zero: where an input that a figure needs is absent, the marts hold no figure. -#}
select
    states.subject,
    states.project_code,
    gaps.said as absent_input
from {{ ref('int_coverage_states') }} as states
inner join {{ ref('int_coverage_gaps') }} as gaps
    on states.subject = gaps.subject and states.project_code = gaps.project_code
where states.is_available and gaps.is_absent
