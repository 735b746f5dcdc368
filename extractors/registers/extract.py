"""Land what lies in the drop folder of registers, and the public holidays of its countries."""

from pathlib import Path

from extractors.files.drop import fill_from_drop
from extractors.files.feed import feed_of
from extractors.landing import Landing
from extractors.registers.public_holidays import land_public_holidays
from extractors.registers.tables import FILE_TABLES, SOURCE, TABLES
from pmo.manifests import Batch
from pmo.settings import Settings


def extract(settings: Settings, landing: Landing, drop: Path) -> Batch:
    """Land every new or changed file below `drop`, in canonical form or by a layout."""
    with landing.batch(SOURCE, TABLES) as writer:
        fill_from_drop(feed_of(settings, SOURCE, FILE_TABLES, TABLES), writer, drop)
        land_public_holidays(settings, landing, writer)
    batch = landing.last(SOURCE)
    if batch is None:
        raise RuntimeError(f"the batch of {SOURCE} was committed but its manifest is gone")
    return batch
