"""Land what has changed in Jira since the last night.

**`extract` failed with 401 or 403:** the token is wrong or has expired; renew the connection
`jira_default` and clear the task. **With a spent retry budget:** Jira was down or throttling;
clear the task later. The watermark only moves when a batch is committed, so nothing is skipped.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, LANDED, NIGHTLY, extract


@dag(schedule=NIGHTLY, doc_md=__doc__, **DAG_ARGS)
def extract_jira():
    """Wire the one task; its work lives in `extractors.jira`."""

    @task(task_id="extract", outlets=[LANDED["jira"]])
    def run() -> str:
        return extract("jira")

    run()


extract_jira()
