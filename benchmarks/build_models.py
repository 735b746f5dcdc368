"""Build the models of the landing below `PMO_HOME`; what each node took goes to a JSON file."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pmo.runtime import Runtime
from warehouse.build import build
from warehouse.engine import prepared
from warehouse.invocation import DAYS, dbt_arguments, dbt_variables, invoke, on_days
from warehouse.locking import warehouse_lock


def main(result: Path, models: list[str]) -> None:
    """Run dbt as a night does, but for its tests; or build `models` alone, anew and whole."""
    runtime = Runtime.from_environment()
    found = _again(runtime, models) if models else _night(runtime)
    result.write_text(json.dumps(found), "utf-8")


def _night(runtime: Runtime) -> dict[str, Any]:
    done = build(runtime, with_tests=False)
    nodes = pq.read_table(runtime.home.quality / "dbt_results" / "current.parquet").to_pylist()
    return {"done": asdict(done), "nodes": nodes}


def _again(runtime: Runtime, models: list[str]) -> dict[str, Any]:
    """Return the seconds from the begin of the first of `models` to the end of the last."""
    variables = dbt_variables(runtime)
    days = {name: str(variables.pop(name)) for name in DAYS}
    asked = ["--quiet", "run", "--full-refresh", "--select", *models]
    with warehouse_lock(runtime.home), prepared(runtime), on_days(days):
        response = invoke([*asked, *dbt_arguments(runtime, variables)])
    if not response.success:
        raise RuntimeError(f"{', '.join(models)}: {response.exception or response.result}")
    spans = [
        (timing.started_at, timing.completed_at)
        for result in response.result.results
        for timing in result.timing
    ]
    begun, ended = min(begin for begin, _ in spans), max(end for _, end in spans)
    return {"seconds": (ended - begun).total_seconds()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
