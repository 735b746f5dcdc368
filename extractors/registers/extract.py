"""Land what lies in the drop folder of registers, and the public holidays of its countries."""

from dataclasses import replace
from pathlib import Path

from extractors.files.drop import fill_from_drop
from extractors.files.feed import feed_of
from extractors.landing import Landing
from extractors.registers.public_holidays import land_public_holidays
from extractors.registers.tables import FILE_TABLES, SOURCE, TABLES
from pmo.manifests import Batch, live
from pmo.settings import Settings


def extract(settings: Settings, landing: Landing, drop: Path) -> Batch:
    """Land every new or changed file below `drop`, in canonical form or by a layout.

    Returns the last batch, with what all batches of this run landed: files of periods come in
    batches of their own, and so do the holidays of countries that people bring.
    """
    before = landing.last(SOURCE)
    with landing.batch(SOURCE, TABLES) as writer:
        fill_from_drop(feed_of(settings, SOURCE, FILE_TABLES, TABLES), writer, drop)
        land_public_holidays(settings, landing, writer)
    batches = [
        each
        for each in live(landing.root, SOURCE).batches
        if before is None or each.batch_id > before.batch_id
    ]
    if not batches:
        raise RuntimeError(f"the batch of {SOURCE} was committed but its manifest is gone")
    return replace(batches[-1], tables=tuple(each for one in batches for each in one.tables))
