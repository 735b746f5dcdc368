"""dbt on the engine, the home and the variables of the settings: `python -m warehouse build …`.

For engineers: one model and what it needs is `python -m warehouse build --select +fct_sprint`.
What it builds stays in the private build; `pmo run` is what audits and publishes.
"""

import sys

from pmo.errors import OperatorError
from pmo.runtime import Runtime
from warehouse.engine import prepared
from warehouse.invocation import dbt_arguments, dbt_variables, invoke
from warehouse.locking import warehouse_lock


def main(arguments: list[str]) -> int:
    """Run one dbt command with `arguments`; return 0 where all of it succeeded."""
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    runtime = Runtime.from_environment()
    told = dbt_arguments(runtime, dbt_variables(runtime))
    with warehouse_lock(runtime.home), prepared(runtime):
        return 0 if invoke([*arguments, *told]).success else 1


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        code = 1
    sys.exit(code)
