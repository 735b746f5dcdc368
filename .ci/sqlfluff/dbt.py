"""What sqlfluff puts in place of dbt's cross-database macros: same shape, any engine."""
# ruff: noqa: ARG001, ARG005, D103 -- the signatures are dbt's


def dateadd(datepart, interval, from_date):
    return f"date_add({from_date}, {interval})"


def datediff(first_date, second_date, datepart):
    return f"date_diff('{datepart}', {first_date}, {second_date})"


def last_day(date, datepart):
    return f"last_day({date})"


def date_trunc(datepart, date):
    return f"date_trunc('{datepart}', {date})"


def generate_series(upper_bound):
    return "select 1 as generated_number"


def type_string():
    return "varchar"
