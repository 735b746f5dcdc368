"""What sqlfluff puts in place of dbt's cross-database macros: same shape, any engine."""
# ruff: noqa: ARG001, ARG005, D103 -- the signatures are dbt's


def generate_series(upper_bound):
    return "select 1 as generated_number"


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name.startswith("type_"):
        return lambda: "varchar"
    return lambda *args, **kwargs: f"{name}({', '.join(str(arg) for arg in args)})"
