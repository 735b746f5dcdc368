with

stays as (
    select * from {{ ref('int_risk_stays') }}
),

observations as (
    select * from {{ ref('int_risk_observations') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

-- Days on which anything about a project's risks changed; between two of them nothing does.
changes as (
    select
        project_code,
        valid_from as changed_on
    from stays
    union
    select
        project_code,
        valid_to as changed_on
    from stays
    where valid_to <= {{ as_of() }}
    union
    select
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        observations.observed_on as changed_on
    from observations
    left join projects on observations.project_code = projects.project_code
),

spans as (
    select
        project_code,
        changed_on,
        coalesce(
            lead(changed_on) over (partition by project_code order by changed_on),
            {{ add_days(as_of(), 1) }}
        ) as next_changed_on
    from changes
),

standing as (
    select
        spans.project_code,
        spans.changed_on,
        spans.next_changed_on,
        count(stays.risk_id) as open_risks,
        sum(case when stays.score >= {{ threshold('risk_score_red') }} then 1 else 0 end)
            as red_risks,
        sum(
            case
                when
                    stays.score >= {{ threshold('risk_score_amber') }}
                    and stays.score < {{ threshold('risk_score_red') }}
                    then 1
                else 0
            end
        ) as amber_risks,
        max(stays.score) as highest_score,
        coalesce(sum(stays.score), 0) as total_score,
        coalesce(sum(coalesce(stays.residual_score, stays.score)), 0) as total_residual_score,
        -- No open risk exposes nothing; open risks whose cost nobody knows expose who knows what.
        case when count(stays.risk_id) = 0 then 0 else sum(stays.exposure_amount) end
            as exposure_amount,
        case when count(stays.risk_id) = 0 then 0 else sum(stays.residual_exposure_amount) end
            as residual_exposure_amount
    from spans
    left join stays
        on
            spans.project_code = stays.project_code
            and spans.changed_on >= stays.valid_from
            and spans.changed_on < stays.valid_to
    group by spans.project_code, spans.changed_on, spans.next_changed_on
),

final as (
    select
        {{ surrogate_key(['standing.project_code']) }} as project_key,
        standing.project_code,
        calendar.date_key,
        calendar.date_day,
        cast(standing.open_risks as integer) as open_risks,
        cast(standing.red_risks as integer) as red_risks,
        cast(standing.amber_risks as integer) as amber_risks,
        cast(standing.highest_score as integer) as highest_score,
        cast(standing.total_score as integer) as total_score,
        cast(standing.total_residual_score as integer) as total_residual_score,
        cast(standing.exposure_amount as decimal(18, 2)) as exposure_amount,
        cast(standing.residual_exposure_amount as decimal(18, 2)) as residual_exposure_amount
    from standing
    inner join calendar
        on
            standing.changed_on <= calendar.date_day
            and standing.next_changed_on > calendar.date_day
)

select * from final
