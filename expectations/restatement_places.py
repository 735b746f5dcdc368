"""Which project a landed row speaks of that does not name one: by its issue, person or currency."""

ISSUES = """
create or replace temp table projects_of_issue as
select distinct issue.issue_id, claimed.project_code
from {issues} as issue
inner join (
    select distinct
        project_code, upper(unnest(regexp_split_to_array(jira_project_keys, '[,;\\s]+'))) as key
    from {projects}
) as claimed on upper(issue.project_key) = claimed.key
"""
NO_ISSUES = """
create or replace temp table projects_of_issue (issue_id varchar, project_code varchar)
"""
DELETIONS = """
create or replace temp table projects_of_deletion as
select issue_id as entity_id, project_code from projects_of_issue
"""
WORKLOGS = """
insert into projects_of_deletion
select distinct worklog_id, project_code
from {worklogs} inner join projects_of_issue using (issue_id)
"""
BOOKED = """
create or replace temp table projects_of_person (
    person_id varchar, role varchar, project_code varchar
);
create or replace temp table projects_of_entry (entry_id varchar, project_code varchar);
create or replace temp table projects_of_currency (currency varchar, project_code varchar)
"""
PEOPLE = """
insert into projects_of_person
select distinct person_id, person.role, booked.project_code
from {database}.marts.fct_timesheet as booked
inner join {database}.marts.dim_person as person using (person_id)
"""
ENTRIES = """
insert into projects_of_entry
select source_id, project_code from {database}.marts.fct_timesheet where source = 'timesheets'
"""
CURRENCIES = """
insert into projects_of_currency
select distinct currency, project_code from {database}.marts.{mart}
"""
IN_CURRENCY = ("fct_cost", "fct_budget", "fct_timesheet")


def places(
    database: str, marts: set[str], issues: str | None, worklogs: str | None, projects: str | None
) -> list[str]:
    """Return the statements that create the scratch tables `projects_of_…`.

    `issues`, `worklogs` and `projects` are relations of landed rows, None where none landed.
    """
    known = issues and projects
    statements = [ISSUES.format(issues=issues, projects=projects) if known else NO_ISSUES]
    statements += [DELETIONS, *([WORKLOGS.format(worklogs=worklogs)] if worklogs else []), BOOKED]
    if {"fct_timesheet", "dim_person"} <= marts:
        statements.append(PEOPLE.format(database=database))
    if "fct_timesheet" in marts:
        statements.append(ENTRIES.format(database=database))
    used = [mart for mart in IN_CURRENCY if mart in marts]
    return statements + [CURRENCIES.format(database=database, mart=mart) for mart in used]
