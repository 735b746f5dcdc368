"""Land the PMO's registers that have arrived in the drop folder.

**`extract` failed:** the log names the file and what is wrong with the folder. A file that cannot
be read does not fail the task: it is quarantined, and its last good delivery stays in use.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, LANDED, NIGHTLY, extract


@dag(schedule=NIGHTLY, doc_md=__doc__, **DAG_ARGS)
def extract_registers():
    """Wire the one task; its work lives in `extractors.registers`."""

    @task(task_id="extract", outlets=[LANDED["registers"]])
    def run() -> str:
        return extract("registers")

    run()


extract_registers()
