"""Land timesheets: the files that arrived, and Tempo's worklogs where the settings say so.

**`extract` failed:** the log names the file and what is wrong with the folder, or the request that
Tempo refused and what to check (the connection `tempo_default`). A file that cannot be read does
not fail the task: it is quarantined, and its last good delivery stays in use. Nothing is landed by
a run that fails; clear the task.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, LANDED, NIGHTLY, extract


@dag(schedule=NIGHTLY, doc_md=__doc__, **DAG_ARGS)
def extract_timesheets():
    """Wire the one task; its work lives in `extractors.timesheets`."""

    @task(task_id="extract", outlets=[LANDED["timesheets"]])
    def run() -> str:
        return extract("timesheets")

    run()


extract_timesheets()
