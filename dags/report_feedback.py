"""Write the feedback report with the first publication of each month.

**A task failed:** the warehouse is published and correct; only pages are missing. Clear the task
once the log's error is mended; a page replaces itself as a whole.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, PUBLISHED


@dag(schedule=[PUBLISHED], doc_md=__doc__, **DAG_ARGS)
def report_feedback():
    """Wire the monthly report; on all other days it is skipped."""

    @task.short_circuit
    def is_due() -> bool:
        from pmo.runtime import Runtime
        from reports.rhythm import feedback_is_due

        return feedback_is_due(Runtime.from_environment())

    @task
    def feedback() -> str:
        from pmo.runtime import Runtime
        from reports import feedback as report
        from reports import index

        runtime = Runtime.from_environment()
        pages = report.write(runtime)
        index.write(runtime)
        return f"{len(pages)} pages"

    is_due() >> feedback()


report_feedback()
