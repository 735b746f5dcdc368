"""Build the models of the landing below `PMO_HOME`; what each node took goes to a JSON file."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq

from pmo.runtime import Runtime
from warehouse.build import build


def main(result: Path) -> None:
    """Run dbt as a night does, but for its tests."""
    runtime = Runtime.from_environment()
    done = build(runtime, with_tests=False)
    nodes = pq.read_table(runtime.home.quality / "dbt_results" / "current.parquet").to_pylist()
    result.write_text(json.dumps({"done": asdict(done), "nodes": nodes}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
