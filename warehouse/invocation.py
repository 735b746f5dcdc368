"""How dbt is called: the project, the variables that the settings decide, and the days.

dbt runs inside this process, so that a kill takes it along: a surviving child would hold the
database's lock against the next run.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pmo.runtime import Runtime
from pmo.settings import SOURCES
from pmo.time_zones import utc_offsets
from warehouse.engine import target_of
from warehouse.versions import list_versions

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
REPORTING_RHYTHM = timedelta(days=7)
# Other variables make dbt parse everything anew, for seconds; these are others every night.
DAYS = ("as_of", "previous_as_of")
DAY_VARIABLE = "DBT_ENV_CUSTOM_ENV_"


def dbt_folder(runtime: Runtime) -> Path:
    """Return where dbt keeps its parsed project, artifacts and logs."""
    return runtime.home.warehouse / "dbt"


def dbt_arguments(runtime: Runtime, variables: dict[str, Any]) -> list[str]:
    """Return the arguments that every command takes: project, engine, folders, variables."""
    folder = dbt_folder(runtime)
    options = {
        "--project-dir": str(PROJECT),
        "--profiles-dir": str(PROJECT),
        "--target": target_of(runtime),
        "--target-path": str(folder / "target"),
        "--log-path": str(folder / "logs"),
        "--vars": json.dumps(variables),
    }
    return [word for option in options.items() for word in option]


def invoke(arguments: list[str], on_node: Callable[[str, str], None] | None = None) -> Any:
    """Run one dbt command; `on_node` is told the name and status of each node as it ends."""
    from dbt.cli.main import dbtRunner

    def relay(event: Any) -> None:
        if on_node is not None and event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name, event.data.node_info.node_status)

    return dbtRunner(callbacks=[relay]).invoke(arguments)


@contextmanager
def on_days(days: dict[str, str]) -> Iterator[None]:
    """Tell dbt the days of this run by the environment, where macros/days.sql finds them."""
    from dbt_common.events.functions import reset_metadata_vars

    wanted = {DAY_VARIABLE + name.upper(): day for name, day in days.items()}
    os.environ.update(wanted)
    reset_metadata_vars()
    try:
        yield
    finally:
        for name in wanted:
            del os.environ[name]
        reset_metadata_vars()


def dbt_variables(runtime: Runtime) -> dict[str, Any]:
    """Return what the settings and the clock decide, as dbt variables."""
    settings, as_of = runtime.settings, runtime.clock.today()
    return {
        "landing": str(runtime.home.landing),
        "quarantine": str(runtime.home.quarantine),
        "as_of": as_of.isoformat(),
        "previous_as_of": _previous_as_of(runtime).isoformat(),
        "base_currency": settings.organisation.base_currency,
        "utc_offsets": utc_offsets(settings.organisation.time_zone),
        "country": settings.organisation.country,
        "fiscal_year_start_month": settings.organisation.fiscal_year_start_month,
        "fiscal_calendar": settings.organisation.fiscal_calendar.model_dump(mode="json"),
        "working_days": list(settings.organisation.working_days),
        "hours_per_day": float(settings.organisation.hours_per_day),
        "story_point_fields": list(settings.jira.fields.story_points),
        "operating_model": settings.organisation.operating_model,
        "disabled_sources": [each for each in SOURCES if not getattr(settings, each).enabled],
        "labour_in_ledger": settings.finance.labour_in_ledger,
        "counts_jira_worklogs": settings.timesheets.counts_jira_worklogs,
        "tempo_app_accounts": list(settings.timesheets.tempo.app_accounts),
        "planned_value": settings.registers.planned_value,
        "stale_after_hours": settings.gates.stale_after_hours,
        "thresholds": settings.thresholds.model_dump(mode="json"),
        "early_warnings": settings.early_warnings.model_dump(mode="json"),
        "waiting_statuses": list(settings.jira.waiting_statuses),
    }


def _previous_as_of(runtime: Runtime) -> date:
    """Return the day of the last report before this one: the newest published, or a week ago."""
    today = runtime.clock.today()
    earlier = [each.as_of for each in list_versions(runtime.home) if each.as_of < today]
    return max(earlier, default=today - REPORTING_RHYTHM)
