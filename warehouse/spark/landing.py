"""What counts of the landing, for an engine that cannot list files in a query."""

from dataclasses import dataclass
from pathlib import Path

from pmo.manifests import live, sources


@dataclass(frozen=True)
class Listing:
    """Files by (source, table), relative to the landing; (source, batch id, instant) of batches."""

    files: dict[tuple[str, str], list[str]]
    batches: list[tuple[str, str, str]]


def list_landing(landing: Path) -> Listing:
    """Return what counts at this moment; the files stay for a day, whatever happens meanwhile."""
    files: dict[tuple[str, str], list[str]] = {}
    batches: list[tuple[str, str, str]] = []
    for source in sources(landing):
        state = live(landing, source)
        for folder in sorted((landing / source).glob("*/batch=0")):
            paths = state.paths(folder.parent.name)
            files[source, folder.parent.name] = [str(path.relative_to(landing)) for path in paths]
        batches += [(source, line.batch_id, line.extracted_at.isoformat()) for line in state.lines]
    return Listing(files, batches)
