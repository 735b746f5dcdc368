"""One night of the demo below `PMO_HOME`; every task's outcome goes to a JSON file."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb
from rich.console import Console

from demo.__main__ import DEFAULT_AS_OF, FAILED, run
from demo.environment import claim
from demo.night import output_to
from demo.plan import build_plan
from pmo.home import Home


def main(result: Path, scale: float) -> int:
    """Run the night and write its outcomes and the published version; return the exit code."""
    home = Home.from_environment()
    plan = build_plan(as_of=date.fromisoformat(DEFAULT_AS_OF), scale=scale)
    claim(home, plan)
    with output_to(home.root / "demo.log") as terminal:
        outcomes = run(Console(file=terminal), home, plan)
    if any(each.state == FAILED for each in outcomes):
        return 1
    with duckdb.connect(str(home.portfolio), read_only=True) as connection:
        version = connection.execute("select version_id from quality.version").fetchone()
    said = {"tasks": [asdict(each) for each in outcomes], "version": version and version[0]}
    result.write_text(json.dumps(said), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
