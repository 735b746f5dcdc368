"""Write the performance report and the data-quality page of the version just published.

**A task failed:** the warehouse is published and correct; only pages are missing. Clear the task
once the log's error is mended; a page replaces itself as a whole.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, PUBLISHED


@dag(schedule=[PUBLISHED], doc_md=__doc__, **DAG_ARGS)
def report_performance():
    """Wire the pages that follow every publication."""

    @task
    def performance() -> str:
        from pmo.runtime import Runtime
        from reports import performance as report

        return f"{len(report.write(Runtime.from_environment()))} pages"

    @task
    def quality() -> str:
        from pmo.runtime import Runtime
        from reports import quality as report

        return f"{len(report.write(Runtime.from_environment()))} pages"

    @task
    def index() -> str:
        from pmo.runtime import Runtime
        from reports import index as report

        return str(report.write(Runtime.from_environment()))

    [performance(), quality()] >> index()


report_performance()
