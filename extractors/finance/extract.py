"""Land what lies in the drop folder of finance."""

from pathlib import Path

from extractors.files.drop import land_drop
from extractors.files.feed import feed_of
from extractors.finance.tables import FILE_TABLES, SOURCE, TABLES
from extractors.landing import Landing
from pmo.manifests import Batch
from pmo.settings import Settings


def extract(settings: Settings, landing: Landing, drop: Path) -> Batch:
    """Land every new or changed file below `drop`, in canonical form or by a layout."""
    return land_drop(feed_of(settings, SOURCE, FILE_TABLES, TABLES), landing, drop)
