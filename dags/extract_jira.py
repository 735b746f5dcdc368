"""Land what has changed in Jira since the last night.

**`extract` is up for reschedule:** Jira is down or throttles; the log says until when. The task
holds no slot meanwhile and comes back by itself.

**`extract` failed with 401 or 403:** the token is wrong or has expired; renew the connection
`jira_default` and clear the task. **Given up:** Jira kept it waiting for longer than
`jira.give_up_after_hours`; clear the task later. The watermark only moves when a batch is
committed, so nothing is skipped.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, JIRA_POOL, LANDED, NIGHTLY, extract


@dag(schedule=NIGHTLY, doc_md=__doc__, **DAG_ARGS)
def extract_jira():
    """Wire the one task; its work lives in `extractors.jira`."""

    @task(task_id="extract", pool=JIRA_POOL, outlets=[LANDED["jira"]])
    def run() -> str:
        return extract("jira")

    run()


extract_jira()
