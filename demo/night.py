"""Run the night's DAGs in this process, in the order their assets give, without a scheduler.

The DAG files are the ones production schedules. A DAG runs when every asset it waits for was
produced in this night, so a failed extraction stops what rests on it, as it would for real.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAGS = Path(__file__).resolve().parents[1] / "dags"
POOLS = {"warehouse": "one writer", "jira": "one run reads the site at a time"}


@dataclass(frozen=True)
class TaskOutcome:
    """How one task ended: its state, seconds, what it returned, and why it failed."""

    dag_id: str
    task_id: str
    state: str
    seconds: float
    summary: str = ""
    error: str = ""


def configure_airflow(folder: Path) -> dict[str, str]:
    """Point Airflow (not imported yet) at `folder` and at our DAGs; return what was set."""
    wanted = {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
    }
    os.environ.update(wanted)
    return wanted


def prepare_database(folder: Path) -> None:
    """Create Airflow's metadata below `folder`, and the pools that the DAGs' tasks take.

    A mark is set when it is whole: what a killed process left half made is made anew.
    """
    from airflow import __version__
    from airflow.models.pool import Pool
    from airflow.utils import db
    from airflow.utils.session import create_session

    mark, made = folder / ".ready", f"{__version__} {' '.join(POOLS)}"
    if mark.exists() and mark.read_text("utf-8") == made:
        return
    if not mark.exists():
        for leftover in folder.glob("airflow.db*"):
            leftover.unlink()
    db.initdb()
    with create_session() as session:
        for name, why in POOLS.items():
            Pool.create_or_update_pool(
                name, slots=1, description=why, include_deferred=False, session=session
            )
    mark.write_text(made, "utf-8")


def load_dags() -> dict[str, Any]:
    """Return our DAGs by id; `ImportError` carries the error of a file that does not import."""
    from airflow.dag_processing.dagbag import DagBag

    if str(DAGS) not in sys.path:
        sys.path.insert(0, str(DAGS))
    bag = DagBag(DAGS)
    if bag.import_errors:
        raise ImportError(
            "\n".join(f"{file}: {error}" for file, error in bag.import_errors.items())
        )
    return dict(bag.dags)


def produced(dag: Any) -> set[str]:
    """Return the names of the assets that `dag` produces."""
    return {asset.name for task in dag.tasks for asset in task.outlets}


def awaited(dag: Any) -> set[str]:
    """Return the names of the assets that `dag` waits for."""
    condition = getattr(dag.timetable, "asset_condition", None)
    return {asset.name for asset in getattr(condition, "objects", ())}


def in_asset_order(dags: dict[str, Any]) -> Iterator[Any]:
    """Yield producers before consumers; of those that are ready, in order of name."""
    waiting, done = dict(sorted(dags.items())), set[str]()
    known = {name for dag in dags.values() for name in produced(dag)}
    while waiting:
        ready = [dag for dag in waiting.values() if awaited(dag) & known <= done]
        if not ready:
            raise ValueError(f"these DAGs wait for each other: {', '.join(waiting)}")
        for dag in ready:
            yield waiting.pop(dag.dag_id)
            done |= produced(dag)


def run_night(
    on_start: Callable[[str], None], on_task: Callable[[TaskOutcome], None]
) -> list[TaskOutcome]:
    """Run every DAG once; tell `on_start` its id and `on_task` each task's outcome."""
    outcomes: list[TaskOutcome] = []
    made: set[str] = set()
    for dag in in_asset_order(load_dags()):
        if not awaited(dag) <= made:
            missing = ", ".join(sorted(awaited(dag) - made))
            ended = [TaskOutcome(dag.dag_id, "", "skipped", 0, error=f"waits for {missing}")]
        else:
            on_start(dag.dag_id)
            ended = run_dag(dag)
            if all(each.state in {"success", "skipped"} for each in ended):
                made |= produced(dag)
        for outcome in ended:
            on_task(outcome)
        outcomes += ended
    return outcomes


def run_dag(dag: Any) -> list[TaskOutcome]:
    """Run one DAG's tasks in this process and return how each ended, in order of ending."""
    errors: dict[str, str] = {}

    def note(context: Any) -> None:
        errors[context["task_instance"].task_id] = str(context["exception"])

    for task in dag.tasks:
        task.retries = 0  # nobody waits five minutes at a terminal
        before = task.on_failure_callback or []
        task.on_failure_callback = [*(before if isinstance(before, list) else [before]), note]
    run = dag.test()
    return [
        TaskOutcome(
            dag_id=dag.dag_id,
            task_id=each.task_id,
            state=str(each.state),
            seconds=float(each.duration or 0),
            summary=_returned(run, each.task_id),
            error=errors.get(each.task_id, ""),
        )
        for each in sorted(run.get_task_instances(), key=lambda each: str(each.end_date))
    ]


def _returned(run: Any, task_id: str) -> str:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.scalars(
            XComModel.get_many(
                key="return_value", run_id=run.run_id, dag_ids=run.dag_id, task_ids=task_id
            )
        ).first()
        value = XComModel.deserialize_value(found) if found is not None else ""
    return value if isinstance(value, str) else ""


@contextmanager
def output_to(path: Path) -> Iterator[Any]:
    """Send this process's stdout and stderr to `path`; yield a stream to the terminal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    with path.open("a", encoding="utf-8") as log, os.fdopen(os.dup(saved[0]), "w") as terminal:
        log.write(f"\n---- {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
        log.flush()
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            yield terminal
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(saved[0], 1)
            os.dup2(saved[1], 2)
            for descriptor in saved:
                os.close(descriptor)
