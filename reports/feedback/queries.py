"""What the feedback report asks of the marts."""

EVALUATION = """
select
    result.project_code, project.project_name, result.criterion, result.weight, result.target,
    result.actual, result.unit, result.score, result.gap, result.basis
from marts.fct_outcome_evaluation as result
inner join marts.dim_project as project on result.project_code = project.project_code
where result.is_current
order by result.project_code, result.criterion
"""

ANSWERS_BY_MONTH = """
select
    respondent_group, date_trunc('month', given_on) as month_start_date, avg(score_5) as score,
    count(*) as answers
from marts.fct_feedback
where given_on <= $as_of and score_5 is not null
group by respondent_group, month_start_date
order by respondent_group, month_start_date
"""

ANSWERS_BY_GROUP = """
select
    respondent_group, coalesce(criterion, '') as criterion, avg(score_5) as score,
    count(*) as answers
from marts.fct_feedback
where given_on <= $as_of and score_5 is not null
group by respondent_group, coalesce(criterion, '')
order by respondent_group, criterion
"""

SATISFACTION = """
select avg(score_5) as score, count(*) as answers
from marts.fct_feedback
where given_on <= $as_of and score_5 is not null
"""

ACTIONS = """
select
    action.action_id, action.project_code, project.project_name, action.finding, action.source,
    action.owner_name, action.due_on, action.done_on, action.metric, action.expected_effect,
    action.status, action.effect_before, action.effect_after
from marts.fct_improvement_action as action
left join marts.dim_project as project
    on action.project_code = project.project_code and not project.is_unallocated
order by
    case action.status when 'overdue' then 1 when 'open' then 2 else 3 end,
    action.due_on nulls last, action.action_id
"""

LESSONS = """
select
    lesson.lesson_id, lesson.project_code, project.project_name, lesson.title, lesson.category,
    lesson.what_happened, lesson.recommendation, lesson.recorded_on
from marts.fct_lesson as lesson
left join marts.dim_project as project on lesson.project_code = project.project_code
where lesson.recorded_on <= $as_of
order by lesson.recorded_on desc, lesson.lesson_id
"""

# An answer with several criteria repeats its comment on each; it is printed once.
COMMENTS = """
select distinct
    answer.response_id, answer.project_code, project.project_name, answer.respondent_group,
    answer.channel, answer.comment, answer.given_on, answer.language
from marts.fct_feedback as answer
left join marts.dim_project as project on answer.project_code = project.project_code
where answer.comment is not null and trim(answer.comment) <> '' and answer.given_on <= $as_of
order by answer.given_on desc, answer.response_id, answer.comment
limit $limit
"""
