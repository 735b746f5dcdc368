"""What sqlfluff puts in place of dbt's adapter: a dispatched macro stands for a whole query."""
# ruff: noqa: ARG001, ARG005, D103 -- the signatures are dbt's


def dispatch(name):
    return lambda *args, **kwargs: "select 1 as one"
