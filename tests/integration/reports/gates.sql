-- What both gates leave on disk, as the data-quality page reads it; $folder is the home.
create table results as
select * from (values
    ('landing', 'jira', 'jira', 'issues', 'e1', 'unique', 'Keys are unique', 'issue_id', 'critical', 'none', true, 100, 0, '0', 'why', 'Jira administration', 'fix', timestamp '2026-06-30 05:00:00'),
    ('landing', 'finance', 'finance', 'budgets', 'e2', 'not_null', 'Amounts are numbers', 'amount', 'warning', 'quarantined', false, 40, 2, '2', 'A blank amount reads as zero.', 'Finance controlling', 'Write a number.', timestamp '2026-06-30 05:00:00'),
    ('publish', 'marts', 'marts', 'fct_cost', 'e3', 'ties_out', 'Money ties out', 'base_amount', 'critical', 'none', true, 10, 0, '0', 'why', 'PMO', 'fix', timestamp '2026-06-30 05:10:00')
) as found (gate, suite, source, table_name, expectation_id, expectation, description, column_name, severity, disposition, is_kept, element_count, unexpected_count, observed_value, why, owner, fix, run_at);

create table alerts as
select 'a1' as alert_id, 'warning' as severity, 'landing' as gate, 'finance' as source,
    'budgets' as table_name, 'amount' as column_name, 'not_null' as expectation,
    'Amounts are numbers' as title, 'A blank amount reads as zero.' as why,
    'Finance controlling' as owner, 2 as row_count,
    '[{"source_file": "budgets.csv", "source_row": 7, "value": "<script>alert(1)</script>"}]' as sample_json,
    'Write a number.' as fix, 'open' as status,
    timestamp '2026-06-30 05:00:00' as first_seen_at, timestamp '2026-06-30 05:00:00' as last_seen_at;

create table freshness as
select * from (values
    ('finance', 'b1', timestamp '2026-06-30 04:00:00', 40, 400, 1.0, false, true),
    ('jira', 'b2', timestamp '2026-06-28 04:00:00', 10, 6000, 49.0, true, true),
    ('timesheets', null, null, null, null, null, false, false)
) as found (source, last_batch_id, last_extracted_at, last_rows, total_rows, age_hours, is_stale, is_enabled);

create table dbt_results as
select 'fct_cost' as node, 'model' as resource_type, 'success' as status, '' as message,
    1 as rows_affected, 0.1 as execution_seconds;

create table broken as
select 'finance' as source, 'budgets' as table_name, 'b1' as batch_id, number as row_number,
    'amount 7' as entity, 'budgets.csv' as source_file, cast(null as varchar) as source_sheet, number + 1 as source_row,
    'P-1' as project_code, 'amount' as column_name, 'N/A (Section 43)' as value,
    'not_null' as expectation, 'warning' as severity,
    case when number < 25 then 'quarantined' else 'flagged' end as disposition,
    'The amount is no number.' as reason, 'Write a number.' as fix,
    'Finance controlling' as owner, '{}' as row_json, timestamp '2026-06-30 05:00:00' as detected_at
from range(1, 31) as numbers (number);
