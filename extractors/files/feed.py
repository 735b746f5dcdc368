"""What a file source may deliver, as its declarations and the settings say."""

from dataclasses import dataclass, field
from pathlib import Path

from extractors.files.layouts import Layout, load_layouts
from extractors.files.tables import FileTable
from extractors.files.values import Formats
from extractors.landing import Table
from pmo.settings import FileSource, Settings, config_path


@dataclass(frozen=True)
class FileFeed:
    """A source's canonical tables, its own two tables, its layouts and the canonical formats.

    `built_in` are layouts for files that none of `layouts` reads, known by their headings.
    """

    source: str
    file_tables: tuple[FileTable, ...]
    tables: tuple[Table, ...]
    layouts: tuple[Layout, ...] = ()
    formats: Formats = field(default_factory=Formats)
    built_in: tuple[Layout, ...] = ()

    def own(self, name: str) -> Table:
        """Return the `files` or the `rejects` table of the source."""
        return next(table for table in self.tables if table.name == name)


def feed_of(
    settings: Settings,
    source: str,
    file_tables: tuple[FileTable, ...],
    tables: tuple[Table, ...],
    built_in: Path | None = None,
) -> FileFeed:
    """Return the feed of `source`, its layouts read; raise `LayoutError` for one that is wrong.

    `built_in` is the folder of the layouts that come with the source.

    Instants without an offset are of the organisation's time zone, unless a layout names another.
    """
    section: FileSource = getattr(settings, source)
    folder = section.layouts and _beside_settings(section.layouts)
    zone = settings.organisation.time_zone
    own, shipped = (
        tuple(_in_zone(each, zone) for each in load_layouts(place, file_tables))
        for place in (folder, built_in)
    )
    return FileFeed(source, file_tables, tables, own, Formats(time_zone=zone), shipped)


def _in_zone(layout: Layout, zone: str) -> Layout:
    if "time_zone" in layout.formats.model_fields_set:
        return layout
    formats = layout.formats.model_copy(update={"time_zone": zone})
    return layout.model_copy(update={"formats": formats})


def _beside_settings(folder: Path) -> Path:
    """Return the layouts folder: a relative path counts from the settings file."""
    return folder if folder.is_absolute() else config_path().resolve().parent / folder
