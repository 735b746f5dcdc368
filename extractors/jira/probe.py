"""Look at Jira without landing anything, for `pmo doctor`."""

from extractors.jira.fields import FieldMap
from extractors.jira.site import open_site
from pmo.connections import Connection
from pmo.errors import OperatorError
from pmo.settings import Settings


def probe(settings: Settings, connection: Connection) -> tuple[str, str]:
    """Return what was found, and what to do about it (empty where nothing is to be done)."""
    # Whoever asks the doctor waits at the terminal: one try, no budget for waiting.
    impatient = settings.jira.model_copy(update={"retry_budget_seconds": 0})
    try:
        with open_site(impatient, connection) as site:
            account = site.check_access()
            fields = FieldMap.resolve(site.fields(), settings.jira.fields)
    except OperatorError as error:
        return connection.url, str(error)
    found = f"{connection.url} as {account}"
    missing = [
        name
        for name, ids in (("story_points", fields.story_points), ("sprint", fields.sprint))
        if not ids
    ]
    if missing:
        return (
            found,
            f"no field matches jira.fields.{' and jira.fields.'.join(missing)}; name yours",
        )
    return found, ""
