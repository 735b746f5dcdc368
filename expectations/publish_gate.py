"""The publish gate: nobody reads a warehouse that has not been audited.

It judges the candidate after the models have run; what is published stays up when it stops.
"""

import json
import logging
from typing import Any

from expectations import store
from expectations.alerts import refresh_alerts
from expectations.audit import Auditor, stable_id
from expectations.candidate_facts import gather
from expectations.duckdb_source import open_source
from expectations.errors import GateStoppedError
from expectations.period_close import close_periods
from expectations.period_quality import write_periods
from expectations.results import PUBLISH, GateResult, PromiseResult, verdict
from expectations.suites.published import (
    MARTS,
    REBUILD,
    CandidateFacts,
    lost_tables,
    published_suite,
)
from expectations.workplace import workplace
from pmo.errors import OperatorError
from pmo.runtime import Runtime
from warehouse.candidate import load_quality
from warehouse.closed_periods import unstage

log = logging.getLogger(__name__)
SAMPLE_ROWS = 5


class NoCandidateError(OperatorError):
    """There is nothing to judge."""


def check_candidate(runtime: Runtime) -> GateResult:
    """Judge `candidate.duckdb`; write results and alerts, and load them into it.

    Where it passes, periods that are due close with its figures (see `period_close`).

    Raises `GateStoppedError`, after everything is written, when a critical promise is broken.
    """
    if not runtime.home.candidate.exists():
        raise NoCandidateError(
            f"{runtime.home.candidate} does not exist; run `pmo run` to build it"
        )
    with workplace(runtime.home, PUBLISH) as folder:
        facts = gather(runtime, folder / "landing.duckdb")
        results, samples = _judge(runtime, facts)
    result = verdict(PUBLISH, results + _lost(runtime, facts))
    store.write_results(runtime.home, result, runtime.clock.now())
    unstage(runtime.home)
    if result.passed:
        close_periods(runtime)
    alerts = [each.alert(samples.get(each.expectation_id, "[]")) for each in result.broken]
    refresh_alerts(runtime, PUBLISH, alerts + write_periods(runtime))
    load_quality(runtime)
    log.info("%s", result.summary)
    if not result.passed:
        raise GateStoppedError(result)
    return result


def _judge(runtime: Runtime, facts: CandidateFacts) -> tuple[list[PromiseResult], dict[str, str]]:
    """Return the results, and of broken promises a sample of rows as JSON, by expectation id."""
    results: list[PromiseResult] = []
    samples: dict[str, str] = {}
    with open_source(runtime.home.candidate) as source:
        auditor = Auditor(PUBLISH, runtime.settings, source)
        for table, promises in published_suite(facts).items():
            for finding in auditor.audit(MARTS, MARTS, table, promises):
                results.append(finding.result)
                if not finding.result.is_kept:
                    samples[finding.result.expectation_id] = _sample(finding.examples)
    return results, samples


def _lost(runtime: Runtime, facts: CandidateFacts) -> list[PromiseResult]:
    return [
        PromiseResult(
            gate=PUBLISH,
            suite=f"{MARTS}.{table}",
            source=MARTS,
            table_name=table,
            expectation_id=stable_id(PUBLISH, MARTS, table, "present", ""),
            expectation="present",
            description="the table is published and the candidate does not have it",
            column_name="",
            severity="critical",
            disposition="none",
            is_kept=False,
            element_count=0,
            unexpected_count=0,
            observed_value=f"{facts.published_rows[table]:,} rows published",
            why="Every dashboard on it would fail in the morning.",
            owner=runtime.settings.owner_of(MARTS, table),
            fix=REBUILD,
        )
        for table in lost_tables(facts)
    ]


def _sample(examples: tuple[Any, ...]) -> str:
    return json.dumps(list(examples[:SAMPLE_ROWS]), ensure_ascii=False, sort_keys=True, default=str)
