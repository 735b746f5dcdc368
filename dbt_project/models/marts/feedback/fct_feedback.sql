with

responses as (
    select
        *,
        coalesce(scale_min, 1) as lowest,
        coalesce(scale_max, 5) as highest
    from {{ ref('stg_registers__feedback') }}
    where given_on <= {{ as_of() }}
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

final as (
    select
        {{ surrogate_key(['responses.response_id']) }} as feedback_key,
        responses.response_id,
        {{ surrogate_key(["coalesce(projects.project_code, 'UNALLOCATED')"]) }} as project_key,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        responses.project_code as source_project_code,
        lower(responses.respondent_group) as respondent_group,
        lower(responses.channel) as channel,
        lower(responses.criterion) as criterion,
        cast(responses.score as decimal(9, 2)) as score,
        cast(responses.scale_min as decimal(9, 2)) as scale_min,
        cast(responses.scale_max as decimal(9, 2)) as scale_max,
        cast(
            case
                when responses.score between responses.lowest and responses.highest
                    then
                        1
                        + 4 * (responses.score - responses.lowest)
                        / nullif(responses.highest - responses.lowest, 0)
            end
            as decimal(9, 4)
        ) as score_5,
        responses.comment,
        responses.given_on,
        {{ date_key('responses.given_on') }} as date_key,
        responses.language
    from responses
    left join projects on responses.project_code = projects.project_code
)

select * from final
