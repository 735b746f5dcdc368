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

-- What the project shows is made once for each span, and not again for each of its days.
standing as (
    select
        spans.project_code,
        spans.changed_on,
        spans.next_changed_on,
        {{ surrogate_key(['spans.project_code']) }} as project_key,
        cast(count(stays.risk_id) as integer) as open_risks,
        cast(
            sum(case when stays.score >= {{ threshold('risk_score_red') }} then 1 else 0 end)
            as integer
        ) as red_risks,
        cast(
            sum(
                case
                    when
                        stays.score >= {{ threshold('risk_score_amber') }}
                        and stays.score < {{ threshold('risk_score_red') }}
                        then 1
                    else 0
                end
            ) as integer
        ) as amber_risks,
        cast(max(stays.score) as integer) as highest_score,
        cast(coalesce(sum(stays.score), 0) as integer) as total_score,
        cast(coalesce(sum(coalesce(stays.residual_score, stays.score)), 0) as integer)
            as total_residual_score,
        -- No open risk exposes nothing; open risks whose cost nobody knows expose who knows what.
        cast(
            case when count(stays.risk_id) = 0 then 0 else sum(stays.exposure_amount) end
            as decimal(18, 2)
        ) as exposure_amount,
        cast(
            case when count(stays.risk_id) = 0 then 0 else sum(stays.residual_exposure_amount) end
            as decimal(18, 2)
        ) as residual_exposure_amount
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
        standing.project_key,
        standing.project_code,
        calendar.date_key,
        calendar.date_day,
        standing.open_risks,
        standing.red_risks,
        standing.amber_risks,
        standing.highest_score,
        standing.total_score,
        standing.total_residual_score,
        standing.exposure_amount,
        standing.residual_exposure_amount
    from standing
    inner join calendar
        on
            standing.changed_on <= calendar.date_day
            and standing.next_changed_on > calendar.date_day
)

select * from final
