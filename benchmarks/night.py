"""`python -m benchmarks.night`: a first night of the demo, and a second with nothing new."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.process import Measured, measure
from pmo.home import DROP_VARIABLE, HOME_VARIABLE


def main(
    scale: Annotated[float, typer.Option(help="Size of the organisation; 1 is 12 projects.")] = 1.0,
    at_most: Annotated[
        float, typer.Option(help="End 1 if the second night takes more seconds than this.")
    ] = 60.0,
) -> None:
    """Run two nights in a new folder and print what each step took; end 1 if the rules are broken.

    The rules: the second night publishes the version of the first, within `at_most` seconds.
    """
    with tempfile.TemporaryDirectory(prefix="pmo-benchmark-") as folder:
        where = {HOME_VARIABLE: folder, DROP_VARIABLE: str(Path(folder) / "drop")}
        first, second = (
            measure("benchmarks.one_night", str(scale), environment=where) for _ in range(2)
        )
    console = Console(highlight=False)
    console.print(_table(first, second))
    load = os.getloadavg()[0]
    console.print(f"{os.cpu_count()} cores, load {load:.1f}; quiet cores give the clock a meaning.")
    broken = _broken(first, second, at_most)
    for each in broken:
        console.print(f"[red]✗[/] {each}")
    raise typer.Exit(1 if broken else 0)


def _table(first: Measured, second: Measured) -> Table:
    table = Table("step", title="One night of the demo")
    for name in ("first", "second", "second / first"):
        table.add_column(name, justify="right")
    before, after = _seconds(first), _seconds(second)
    for step, seconds in before.items():
        _add(table, f"{step} (s)", seconds, after.get(step, 0.0))
    table.add_section()
    _add(table, "outside the tasks (s)", _rest(first), _rest(second))
    _add(table, "by the clock (s)", first.wall_seconds, second.wall_seconds)
    _add(table, "CPU (s)", first.cpu_seconds, second.cpu_seconds)
    _add(table, "peak memory (MiB)", first.peak_mib, second.peak_mib)
    return table


def _add(table: Table, what: str, first: float, second: float) -> None:
    ratio = f"{second / first:.2f}" if first >= 0.05 else ""
    table.add_row(what, f"{first:,.1f}", f"{second:,.1f}", ratio)


def _seconds(night: Measured) -> dict[str, float]:
    return {
        f"{task['dag_id']}.{task['task_id']}": float(task["seconds"])
        for task in night.result["tasks"]
    }


def _rest(night: Measured) -> float:
    """Return the seconds of imports, the drop folder, and Airflow between the tasks."""
    return night.wall_seconds - sum(_seconds(night).values())


def _broken(first: Measured, second: Measured, at_most: float) -> list[str]:
    """Return which rules the nights broke, in words."""
    broken = []
    if first.result["version"] != second.result["version"]:
        broken.append(
            f"nothing was new, but {second.result['version']} followed {first.result['version']}"
        )
    if second.wall_seconds > at_most:
        broken.append(f"the second night took {second.wall_seconds:.1f} s of {at_most:g} s")
    return broken


if __name__ == "__main__":
    typer.run(main)
