import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pmo.settings import SOURCES

ROOT = Path(__file__).parents[3]
INIT = ROOT / "docker" / "init.sh"

EXPECTED = {f"extract_{source}" for source in SOURCES} | {
    "build_warehouse",
    "report_feedback",
    "report_performance",
}


@pytest.fixture(scope="module")
def dags(tmp_path_factory):
    from demo.night import configure_airflow, load_dags

    before = dict(os.environ)
    configure_airflow(tmp_path_factory.mktemp("airflow"))
    yield load_dags()
    os.environ.clear()
    os.environ.update(before)


def test_every_dag_file_imports_and_is_one_of_ours(dags):
    assert set(dags) == EXPECTED


def test_every_dag_tells_what_to_do_when_it_fails(dags):
    for dag in dags.values():
        assert "failed" in dag.doc_md, dag.dag_id
        assert dag.max_active_runs == 1, dag.dag_id
        assert dag.catchup is False, dag.dag_id


def test_every_task_retries_and_ends(dags):
    for dag in dags.values():
        for task in dag.tasks:
            assert task.retries == 2, task.task_id
            assert task.execution_timeout, task.task_id
        assert dag.dagrun_timeout, dag.dag_id


def test_assets_chain_the_night(dags):
    from demo.night import awaited, in_asset_order, produced

    landed = {f"landed_{source}" for source in SOURCES}
    assert {name for source in SOURCES for name in produced(dags[f"extract_{source}"])} == landed
    assert awaited(dags["build_warehouse"]) == landed
    assert produced(dags["build_warehouse"]) == {"published_warehouse"}
    order = [dag.dag_id for dag in in_asset_order(dags)]
    assert order.index("build_warehouse") == len(SOURCES)
    assert set(order[-2:]) == {"report_feedback", "report_performance"}


def test_nothing_is_published_before_it_is_checked(dags):
    dag = dags["build_warehouse"]
    order = [task.task_id for task in dag.topological_sort()]
    assert order == ["check_landing", "build", "check_candidate", "publish"]
    assert all(len(task.downstream_task_ids) <= 1 for task in dag.tasks)


def test_all_that_opens_the_warehouse_file_takes_its_one_slot(dags):
    tasks = {
        task.task_id for dag in dags.values() for task in dag.tasks if task.pool == "warehouse"
    }
    assert tasks == {"build", "check_candidate", "publish"}


def test_every_pool_that_a_task_takes_is_made_where_airflow_is_set_up(dags):
    from demo.night import POOLS

    taken = {task.pool for dag in dags.values() for task in dag.tasks} - {"default_pool"}
    made = re.findall(r"^airflow pools set (\w+) 1 ", INIT.read_text("utf-8"), re.MULTILINE)
    assert taken == set(POOLS) == set(made) == {"jira", "warehouse"}


def test_what_another_try_cannot_mend_fails_at_once(dags):
    from importlib import import_module

    from airflow.sdk import RetryAction

    import common
    from extractors.http import RetryLaterError

    policy = dags["extract_jira"].tasks[0].retry_policy
    assert len(common.FINAL_ERRORS) > 1
    for name in common.FINAL_ERRORS:
        module, _, kind = name.rpartition(".")
        error = getattr(import_module(module), kind)
        assert policy.evaluate(error.__new__(error), 1, 3).action is RetryAction.FAIL, name
    later = RetryLaterError.__new__(RetryLaterError)
    assert policy.evaluate(later, 1, 3).action is not RetryAction.FAIL


def test_dag_files_import_nothing_heavy_at_parse_time():
    heavy = ("dbt", "great_expectations", "pandas", "altair", "duckdb", "pyarrow")
    code = (
        "import sys; sys.path.insert(0, 'dags'); import common, build_warehouse, extract_jira;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"
