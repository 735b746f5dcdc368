with

actions as (
    select * from {{ ref('stg_registers__improvement_actions') }}
),

people as (
    select * from {{ ref('stg_registers__people') }}
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

feedback as (
    select * from {{ ref('fct_feedback') }}
    where score_5 is not null
),

dated as (
    select
        actions.action_id,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        actions.project_code as source_project_code,
        actions.finding,
        actions.source,
        actions.owner_id,
        actions.due_on,
        case when actions.done_on <= {{ as_of() }} then actions.done_on end as done_on,
        actions.metric,
        actions.expected_effect
    from actions
    left join projects on actions.project_code = projects.project_code
),

-- An action that names no project is the portfolio's: it is judged by everybody's feedback.
effects as (
    select
        dated.action_id,
        avg(case when feedback.given_on < dated.done_on then feedback.score_5 end)
            as effect_before,
        avg(case when feedback.given_on > dated.done_on then feedback.score_5 end)
            as effect_after
    from dated
    inner join feedback
        on
            (dated.source_project_code is null or dated.project_code = feedback.project_code)
            and {{ dbt.position('feedback.criterion', 'lower(dated.metric)') }} > 0
            and feedback.given_on >= {{ add_days('dated.done_on', -90) }}
            and feedback.given_on <= {{ add_days('dated.done_on', 90) }}
    group by dated.action_id
),

final as (
    select
        dated.action_id,
        {{ surrogate_key(['dated.project_code']) }} as project_key,
        dated.project_code,
        dated.source_project_code,
        dated.finding,
        lower(dated.source) as source,
        dated.owner_id,
        people.person_name as owner_name,
        dated.due_on,
        dated.done_on,
        dated.metric,
        dated.expected_effect,
        case
            when dated.done_on is not null then 'done'
            when dated.due_on < {{ as_of() }} then 'overdue'
            else 'open'
        end as status,
        cast(effects.effect_before as decimal(9, 4)) as effect_before,
        cast(effects.effect_after as decimal(9, 4)) as effect_after
    from dated
    left join effects on dated.action_id = effects.action_id
    left join people on dated.owner_id = people.person_id
)

select * from final
