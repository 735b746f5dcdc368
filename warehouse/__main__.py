"""dbt on the engine, the home and the variables of the settings: `python -m warehouse build …`.

For engineers: one model and what it needs is `python -m warehouse build --select +fct_sprint`.
What it builds stays in the private build; `pmo run` is what audits and publishes.
"""

import json
import sys

from pmo.errors import OperatorError
from pmo.runtime import Runtime
from warehouse.build import PROJECT, dbt_variables
from warehouse.engine import prepared, target_of
from warehouse.locking import warehouse_lock


def main(arguments: list[str]) -> int:
    """Run one dbt command with `arguments`; return 0 where all of it succeeded."""
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    runtime = Runtime.from_environment()
    folder = runtime.home.warehouse / "dbt"
    more = [
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target",
        target_of(runtime),
        "--target-path",
        str(folder / "target"),
        "--log-path",
        str(folder / "logs"),
        "--vars",
        json.dumps(dbt_variables(runtime)),
    ]
    with warehouse_lock(runtime.home), prepared(runtime):
        from dbt.cli.main import dbtRunner

        return 0 if dbtRunner().invoke([*arguments, *more]).success else 1


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        code = 1
    sys.exit(code)
