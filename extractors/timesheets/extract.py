"""Land timesheets: what lies in the drop folder and, where the settings say so, Tempo."""

from collections.abc import Callable
from pathlib import Path

from extractors.files.drop import fill_from_drop
from extractors.files.feed import feed_of
from extractors.landing import Landing
from extractors.timesheets.tables import FILE_TABLES, SOURCE, TABLES
from extractors.timesheets.tempo import land_tempo
from pmo.connections import Connection
from pmo.manifests import Batch
from pmo.settings import Settings

LAYOUTS = Path(__file__).parent / "layouts"  # of Harvest, Toggl and SAP CATS


def extract(
    settings: Settings,
    landing: Landing,
    drop: Path,
    connection: Connection | None = None,
    *,
    sleep: Callable[[float], object] | None = None,
) -> Batch:
    """Land every new or changed file below `drop` and what changed in Tempo, as one batch.

    `connection` is Tempo's; without one the environment names it. `sleep` waits for retries.
    """
    feed = feed_of(settings, SOURCE, FILE_TABLES, TABLES, built_in=LAYOUTS)
    if settings.timesheets.tempo.enabled:
        connection = connection or Connection.from_environment("tempo")
    with landing.batch(SOURCE, TABLES) as writer:
        fill_from_drop(feed, writer, drop)
        if settings.timesheets.tempo.enabled and connection is not None:
            land_tempo(settings, landing, writer, connection, sleep)
    batch = landing.last(SOURCE)
    if batch is None:
        raise RuntimeError(f"the batch of {SOURCE} was committed but its manifest is gone")
    return batch
