"""Audit what landed, build the portfolio model, audit the result, publish it.

**`check_landing` or `check_candidate` failed:** a critical promise is broken. Yesterday's version
stays up, the PMO has been told, and the data-quality page names the rows, the owner and the fix.
Mend the source, land it again and this DAG follows by itself.

**`build` failed:** the log names the model or test. Once it is mended, clear `build`.

Every task overwrites what it wrote for the same night, so any of them may be cleared.
"""

from airflow.sdk import dag, task

from common import DAG_ARGS, LANDED, PUBLISHED, WAREHOUSE_POOL, tell_the_pmo


@dag(schedule=list(LANDED.values()), doc_md=__doc__, **DAG_ARGS)
def build_warehouse():
    """Wire the four steps of write, audit, publish."""

    @task(on_failure_callback=tell_the_pmo)
    def check_landing() -> str:
        from expectations.landing_gate import check_landing as run
        from extractors.runs import prepare
        from pmo.runtime import Runtime

        runtime = Runtime.from_environment()
        prepare(runtime)
        return run(runtime).summary

    @task(pool=WAREHOUSE_POOL)
    def build() -> str:
        from pmo.runtime import Runtime
        from warehouse.build import build as run
        from warehouse.candidate import assemble

        runtime = Runtime.from_environment()
        result = run(runtime)
        assemble(runtime)
        return str(result)

    @task(pool=WAREHOUSE_POOL, on_failure_callback=tell_the_pmo)
    def check_candidate() -> str:
        from expectations.publish_gate import check_candidate as run
        from pmo.runtime import Runtime

        return run(Runtime.from_environment()).summary

    @task(pool=WAREHOUSE_POOL, outlets=[PUBLISHED])
    def publish() -> str:
        from pmo.runtime import Runtime
        from warehouse.publish import publish as run

        return str(run(Runtime.from_environment()))

    check_landing() >> build() >> check_candidate() >> publish()


build_warehouse()
