"""What every DAG here shares: retries, pools, assets and who is told of a failure."""

import logging
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import pendulum
from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule

from pmo.settings import SOURCES

log = logging.getLogger(__name__)

# What another try cannot mend fails at once: wrong secrets, a closed gate, wrong settings.
FINAL_ERRORS = [
    "expectations.errors.GateStoppedError",
    "extractors.damage.DamagedLandingError",
    "extractors.http.HttpStatusError",
    "extractors.http.UntrustedServerError",
    "pmo.connections.MissingConnectionError",
    "pmo.settings.SettingsError",
    "warehouse.errors.BuildFailedError",
]

DAG_ARGS: dict[str, Any] = {
    "start_date": pendulum.datetime(2026, 1, 1, tz="UTC"),
    "catchup": False,
    "max_active_runs": 1,
    # Tomorrow's run waits for today's, so today's has to end.
    "dagrun_timeout": timedelta(hours=23),
    "default_args": {
        "owner": "pmo-data",
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "retry_policy": ExceptionRetryPolicy(
            rules=[RetryRule(exception=FINAL_ERRORS, action=RetryAction.FAIL)]
        ),
        "execution_timeout": timedelta(hours=3),
    },
    "tags": ["pmo"],
}

# Every night at 02:00 UTC, when the last time zone's working day has been booked.
NIGHTLY = "0 2 * * *"

# DuckDB admits one writing process, so everything that opens the build takes this pool's one slot.
WAREHOUSE_POOL = "warehouse"
# Two runs against one Jira would spend one rate limit: each would only slow the other down.
JIRA_POOL = "jira"

LANDED = {source: Asset(f"landed_{source}") for source in SOURCES}
PUBLISHED = Asset("published_warehouse")


# Sources that ask a service, and which one; the connection is called after it: `jira_default`.
SERVICES = {"jira": "jira", "timesheets": "tempo"}


def connection_to(service: str) -> Any:
    """Return the Airflow connection `<service>_default` as ours; None leaves it to the environment.

    One without a host is at the service's usual address, if it has one.
    """
    from airflow.sdk import Connection as AirflowConnection
    from airflow.sdk.exceptions import AirflowNotFoundException
    from pydantic import SecretStr

    from pmo.connections import DEFAULT_URLS, Connection

    try:
        found = AirflowConnection.get(f"{service}_default")
    except AirflowNotFoundException:
        return None
    scheme = found.conn_type if found.conn_type in ("http", "https") else "https"
    host = found.host or DEFAULT_URLS.get(service, "")
    host = host if "://" in host else f"{scheme}://{host}"
    port = f":{found.port}" if found.port else ""
    return Connection(
        f"{host}{port}".rstrip("/"), found.login or "", SecretStr(found.password or "")
    )


def extract(source: str) -> str:
    """Land one source and say what landed; come back later where the server says so."""
    from extractors.http import RetryLaterError
    from extractors.runs import extract as run
    from pmo.runtime import Runtime

    runtime = Runtime.from_environment()
    connection = connection_to(SERVICES[source]) if source in SERVICES else None
    try:
        batch = run(source, runtime, connection)
    except RetryLaterError as error:
        raise _postponed(error, runtime.settings.jira.give_up_after_hours) from error
    return "switched off" if batch is None else f"{batch.rows:,} rows"


def _postponed(error: Any, give_up_after_hours: int) -> Exception:
    """Return what frees the task's slot until `error.not_before`, or ends it if that is too late.

    Rescheduling is no failed try: the tries stay for what goes wrong beside the waiting.
    """
    from airflow.sdk import get_current_context
    from airflow.sdk.exceptions import AirflowFailException, AirflowRescheduleException

    context = get_current_context()
    since = context["ti"].get_first_reschedule_date(context) or datetime.now(UTC)
    if error.not_before > since + timedelta(hours=give_up_after_hours):
        return AirflowFailException(
            f"{error}. Given up: that is past the {give_up_after_hours} h of "
            f"jira.give_up_after_hours since {since:%Y-%m-%d %H:%M} UTC. Clear the task then"
        )
    log.warning("%s; until then the task gives back its slot", error)
    return AirflowRescheduleException(error.not_before)


def tell_the_pmo(context: Any) -> None:
    """Write the data-quality page and send the PMO a message: a gate has stopped the night."""
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    from expectations.errors import GateStoppedError
    from expectations.notify import message
    from pmo.runtime import Runtime
    from reports import quality

    error = context.get("exception")
    if not isinstance(error, GateStoppedError):
        return
    runtime = Runtime.from_environment()
    quality.write(runtime)
    told = runtime.settings.notify
    if not told.recipients:
        return
    subject, body = message(runtime, error.result)
    SmtpNotifier(
        to=list(told.recipients),
        from_email=told.sender,
        subject=subject,
        html_content=f"<pre>{escape(body)}</pre>",  # the notifier sends HTML only
        smtp_conn_id="smtp_default",
    ).notify(context)
