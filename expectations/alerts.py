"""Alerts and what people said about them, in the small relational store of the installation.

A broken promise is one alert for as long as it stays broken: same id, same first sighting, same
status. Once it is kept again the alert closes by itself.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from expectations import store
from expectations.results import Alert
from pmo.errors import OperatorError
from pmo.runtime import Runtime

STATE_VARIABLE = "PMO_STATE_URL"
OPEN, CLOSED = "open", "closed"
STATUSES = (OPEN, "acknowledged", "assigned", "waived")

METADATA = sa.MetaData()
ALERTS = sa.Table(
    "alerts",
    METADATA,
    sa.Column("alert_id", sa.String(32), primary_key=True),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("gate", sa.String(16), nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("table_name", sa.String(128), nullable=False),
    sa.Column("column_name", sa.String(128), nullable=False),
    sa.Column("expectation", sa.String(128), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("owner", sa.String(256), nullable=False),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("sample_json", sa.Text, nullable=False),
    sa.Column("fix", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("first_seen_at", sa.DateTime, nullable=False),  # UTC, as all times here
    sa.Column("last_seen_at", sa.DateTime, nullable=False),
    sa.Column("closed_at", sa.DateTime),
    sa.Column("changed_by", sa.String(256)),
    sa.Column("changed_at", sa.DateTime),
    sa.Column("note", sa.Text),
)


class UnknownAlertError(OperatorError):
    """No alert has this id."""


@contextmanager
def state(runtime: Runtime) -> Iterator[sa.Connection]:
    """Yield one transaction on the store, whose tables are created on first use."""
    url = os.environ.get(STATE_VARIABLE)
    if not url:
        runtime.home.root.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{runtime.home.state}"
    engine = sa.create_engine(url)
    try:
        METADATA.create_all(engine)
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def record_alerts(runtime: Runtime, alerts: Iterable[Alert], *, gate: str) -> None:
    """Make `alerts` the standing alerts of `gate`: new ones open, vanished ones close.

    An alert that stands keeps its first sighting and what people said about it.
    """
    now = _naive(runtime.clock.now())
    with state(runtime) as connection:
        query = sa.select(ALERTS.c.alert_id, ALERTS.c.status).where(ALERTS.c.gate == gate)
        known = {alert_id: status for alert_id, status in connection.execute(query)}
        seen = {alert.alert_id: alert for alert in alerts}
        for alert in seen.values():
            values = {**vars(alert), "last_seen_at": now}
            if known.get(alert.alert_id) in (None, CLOSED):
                values |= {"status": OPEN, "first_seen_at": now, "closed_at": None}
                values |= {"changed_by": None, "changed_at": None, "note": None}
            if alert.alert_id in known:
                where = ALERTS.c.alert_id == alert.alert_id
                connection.execute(sa.update(ALERTS).where(where).values(values))
            else:
                connection.execute(sa.insert(ALERTS).values(values))
        gone = [each for each, status in known.items() if each not in seen and status != CLOSED]
        for alert_id in gone:
            connection.execute(
                sa.update(ALERTS)
                .where(ALERTS.c.alert_id == alert_id)
                .values(status=CLOSED, closed_at=now)
            )


def list_alerts(runtime: Runtime, status: str | None = None) -> list[dict[str, Any]]:
    """Return alerts by column name, critical and older ones first; without `status`, all standing.

    Times are aware UTC.
    """
    query = sa.select(ALERTS).order_by(
        ALERTS.c.severity, ALERTS.c.first_seen_at, ALERTS.c.source, ALERTS.c.alert_id
    )
    query = query.where(ALERTS.c.status == status if status else ALERTS.c.status != CLOSED)
    with state(runtime) as connection:
        return [_aware(row._asdict()) for row in connection.execute(query)]


def set_status(runtime: Runtime, alert_id: str, status: str, by: str, note: str = "") -> None:
    """Say who does what about a standing alert: open, acknowledged, assigned or waived.

    Raises `ValueError` for another status and `UnknownAlertError` for no such standing alert.
    """
    if status not in STATUSES:
        raise ValueError(f"unknown status {status!r}; write one of {', '.join(STATUSES)}")
    where = sa.and_(ALERTS.c.alert_id == alert_id, ALERTS.c.status != CLOSED)
    values: dict[str, Any] = {"status": status, "changed_by": by, "note": note or None}
    values["changed_at"] = _naive(runtime.clock.now())
    with state(runtime) as connection:
        changed = connection.execute(sa.update(ALERTS).where(where).values(values))
        if changed.rowcount == 0:
            raise UnknownAlertError(f"no standing alert {alert_id!r}; `pmo alerts list` shows them")
    write_alerts(runtime)


def refresh_alerts(runtime: Runtime, gate: str, alerts: Iterable[Alert]) -> None:
    """Record the alerts of `gate` and write `quality/alerts/current.parquet`, of all gates."""
    record_alerts(runtime, alerts, gate=gate)
    write_alerts(runtime)


def write_alerts(runtime: Runtime) -> None:
    """Write the standing alerts to `quality/alerts/current.parquet`."""
    columns = store.ALERTS.names
    rows = [{name: row[name] for name in columns} for row in list_alerts(runtime)]
    store.write_rows(runtime.home.quality / "alerts" / "current.parquet", store.ALERTS, rows)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
