"""Look at Tempo without landing anything, for `pmo doctor`."""

from datetime import timedelta

from extractors.timesheets.tempo_api import TempoApi
from extractors.timesheets.tempo_errors import BadWorklogError
from extractors.timesheets.tempo_rows import worklog_row
from pmo.clock import wall_time
from pmo.connections import Connection
from pmo.errors import OperatorError
from pmo.settings import Settings


def probe(settings: Settings, connection: Connection) -> tuple[str, str]:
    """Return what was found, and what to do about it (empty where nothing is to be done)."""
    # Whoever asks the doctor waits at the terminal: one try, no budget for waiting.
    impatient = settings.timesheets.tempo.model_copy(update={"retry_budget_seconds": 0})
    since = wall_time().date() - timedelta(days=impatient.window_days)
    try:
        with TempoApi(impatient, connection) as api:
            found = api.first(**{"from": since.isoformat()}) or api.first()
    except OperatorError as error:
        return connection.url, str(error)
    where = f"Tempo at {connection.url}"
    if not found:
        return where, (
            "the token sees no worklog at all; give its owner View Team Worklogs in Tempo, or use "
            "another account's token"
        )
    try:
        row = worklog_row(found[0], impatient, scope="")
    except BadWorklogError as error:
        return where, f"a worklog cannot be read: {error}; {error.fix}"
    return f"{where}, with worklogs of {row['work_date']:%Y-%m}", ""
