"""What a perfect extraction of the demo Tempo would land, row for row."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.tempo.site import TempoSite

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tempo_truth(tempo: TempoSite) -> Iterator[dict[str, Any]]:
    """Yield every worklog that the token's owner may see, by id; instants are aware datetimes."""
    for row in tempo.rows():
        yield {
            "tempo_worklog_id": str(row.worklog_id),
            "issue_id": str(row.issue_id),
            "author_id": row.account_id,
            "work_date": row.day,
            "start_time": row.time,
            "seconds": row.seconds,
            "billable_seconds": row.billable_seconds,
            "account": row.account,
            "activity": row.activity,
            "description": row.description,
            "created_at": _EPOCH + timedelta(milliseconds=row.created),
            "updated_at": _EPOCH + timedelta(milliseconds=row.updated),
        }
