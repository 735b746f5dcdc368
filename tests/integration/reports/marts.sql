-- The part of the marts contract that reports read, as DuckDB tables.
create schema marts;
create schema quality;
create table quality.version (version_id varchar, as_of date, built_at timestamptz, previous_version_id varchar);
create table quality.alerts (alert_id varchar, severity varchar, status varchar);
create table quality.quarantined_rows (
    source varchar, table_name varchar, batch_id varchar, row_number bigint, source_file varchar,
    source_sheet varchar, source_row bigint, entity varchar, project_code varchar, column_name varchar, value varchar,
    expectation varchar, severity varchar, disposition varchar, reason varchar, fix varchar,
    owner varchar, row_json varchar, detected_at timestamp
);
create table marts.dim_project (
    project_code varchar, project_name varchar, programme varchar, department varchar, sponsor varchar,
    manager_name varchar, jira_project_keys varchar, objective_name varchar, priority integer,
    stage varchar, method varchar, status varchar, baseline_start_date date,
    baseline_finish_date date, actual_finish_date date, ev_method varchar,
    is_unallocated boolean default false, left_register_date date
);
create table marts.dim_person (
    person_id varchar, person_name varchar, department varchar, role varchar
);
create table marts.fct_portfolio_health (
    project_code varchar, as_of_date date, is_current boolean, is_previous boolean,
    scope_rag varchar, scope_rule varchar, scope_value double, scope_threshold double, scope_reason varchar,
    schedule_rag varchar, schedule_rule varchar, schedule_value double, schedule_threshold double, schedule_reason varchar,
    cost_rag varchar, cost_rule varchar, cost_value double, cost_threshold double, cost_reason varchar,
    resources_rag varchar, resources_rule varchar, resources_value double, resources_threshold double, resources_reason varchar,
    risk_rag varchar, risk_rule varchar, risk_value double, risk_threshold double, risk_reason varchar,
    quality_rag varchar, quality_rule varchar, quality_value double, quality_threshold double, quality_reason varchar,
    satisfaction_rag varchar, satisfaction_rule varchar, satisfaction_value double, satisfaction_threshold double, satisfaction_reason varchar,
    data_trust_rag varchar, data_trust_rule varchar, data_trust_value double, data_trust_threshold double, data_trust_reason varchar,
    overall_rag varchar, deciding_dimension varchar, deciding_rule varchar, deciding_reason varchar,
    previous_overall_rag varchar, change varchar, reported_overall_rag varchar, reported_on date,
    is_watermelon boolean default false
);
create table marts.fct_earned_value (
    project_code varchar, as_of_date date, is_period_end boolean, is_current boolean,
    baseline_version varchar, pv decimal(18, 2), ev decimal(18, 2), ac decimal(18, 2),
    bac decimal(18, 2), sv decimal(18, 2), cv decimal(18, 2), spi decimal(18, 6),
    cpi decimal(18, 6), percent_complete decimal(18, 6), percent_planned decimal(18, 6),
    eac_cpi decimal(18, 2), eac_remaining_budget decimal(18, 2), eac_cpi_spi decimal(18, 2),
    etc decimal(18, 2), vac decimal(18, 2), tcpi decimal(18, 6), earned_schedule double,
    actual_time double, planned_duration double, spi_t double, forecast_duration double,
    baseline_finish_date date, forecast_finish_date date
);
create table marts.fct_milestone (
    milestone_id varchar, project_code varchar, milestone_name varchar, gate varchar, weight double,
    baseline_date date, forecast_date date, actual_date date, expected_date date,
    slip_working_days integer, previous_expected_date date,
    slip_since_previous_working_days integer, status varchar, observed_on date
);
create table marts.fct_milestone_trend (
    milestone_id varchar, project_code varchar, observed_on date, expected_date date
);
create table marts.fct_risk (
    risk_id varchar, project_code varchar, title varchar, category varchar, owner_name varchar,
    probability double, impact double, score double, residual_score double,
    exposure_amount decimal(18, 2), response varchar, response_text varchar, status varchar,
    is_open boolean, is_overdue boolean, identified_on date, due_on date, previous_score double, observed_on date,
    score_trend varchar
);
create table marts.fct_budget (
    project_code varchar, cost_category varchar, budget_version varchar, version_date date,
    base_amount decimal(18, 2), is_current_version boolean
);
create table marts.fct_cost (
    project_code varchar, cost_type varchar, posting_date date, cost_category varchar,
    base_amount decimal(18, 2), base_open_amount decimal(18, 2), is_labour boolean default false,
    is_unallocated boolean default false
);
create table marts.fct_timesheet (
    project_code varchar, person_id varchar, home_department varchar, work_date date,
    hours decimal(18, 2), base_cost_amount decimal(18, 2)
);
create table marts.fct_project_flow_daily (
    project_code varchar, date_day date, created_issues integer, completed_issues integer,
    reopened_issues integer, todo_issues integer, in_progress_issues integer, done_issues integer,
    scope_issues integer
);
create table marts.fct_feedback (
    response_id varchar, project_code varchar, respondent_group varchar, channel varchar,
    criterion varchar, score_5 double, comment varchar, given_on date, language varchar
);
create table marts.fct_outcome_evaluation (
    project_code varchar, as_of_date date, criterion varchar, weight double, target double,
    actual double, unit varchar, score double, gap double, basis varchar, is_current boolean
);
create table marts.fct_improvement_action (
    action_id varchar, project_code varchar, finding varchar, source varchar, owner_name varchar,
    due_on date, done_on date, metric varchar, expected_effect varchar, status varchar,
    effect_before double, effect_after double
);
create table marts.fct_lesson (
    lesson_id varchar, project_code varchar, title varchar, category varchar, tags varchar,
    what_happened varchar, recommendation varchar, recorded_on date
);
create table marts.fct_early_warning (
    project_code varchar, indicator varchar, value double, severity varchar, is_current boolean,
    is_breached boolean, is_new boolean, breached_since_date date
);
create table marts.fct_resource_week (
    person_id varchar, project_code varchar, week_start_date date, planned_hours decimal(18, 4)
);
create table marts.fct_resource_conflict (
    person_id varchar, person_name varchar, week_start_date date, is_future boolean,
    capacity_hours decimal(18, 4), planned_hours decimal(18, 4), over_allocated_hours decimal(18, 4),
    competing_projects varchar, yielding_project_code varchar, free_people varchar
);
create table marts.fct_dependency (
    dependency_id varchar, predecessor_project_code varchar, predecessor_name varchar,
    successor_project_code varchar, successor_name varchar, delivery_date date, required_date date,
    slack_working_days integer, is_breached boolean
);
create table marts.fct_strategic_alignment (
    objective_id varchar, objective_name varchar, is_unaligned boolean, budget_amount decimal(18, 2),
    spend_amount decimal(18, 2)
);
create table marts.fct_schedule_forecast (
    project_code varchar, is_current boolean, p80_finish_date date
);
create table marts.fct_gate_review (
    project_code varchar, gate varchar, planned_date date, held_date date, status varchar,
    missing_deliverables varchar, is_passed_incomplete boolean
);
