"""What is known of each file of a drop folder: part of the watermark, from night to night."""

from collections.abc import Mapping
from typing import Any, TypedDict

from extractors.files.periods import Periods


class Entry(TypedDict, total=False):
    """One file: the content last looked at, and what of it counts.

    `landed` is the content whose rows count, `tables` what it fed and `periods` what it is of;
    `counts_in` names the file that says it all instead. A file that was refused has what its
    last good delivery left.
    """

    sha256: str
    read_by: str
    since: str  # the batch in which this content came first
    landed: str
    place: str  # which tables its name and the layouts lead it to
    tables: list[str]
    periods: dict[str, list[str]]
    counts_in: str


class Seen:
    """The files that were seen, over the mapping that the next batch commits."""

    def __init__(self, entries: dict[str, Any]) -> None:
        self._entries: dict[str, Entry] = entries

    def of(self, name: str) -> Entry:
        """Return what is known of a file; empty if it is new."""
        return self._entries.get(name, Entry())

    def is_known(self, name: str, sha256: str, rules: str) -> bool:
        """Tell whether this content was looked at under the same rules."""
        entry = self.of(name)
        return (entry.get("sha256"), entry.get("read_by")) == (sha256, rules)

    def note(self, name: str, **changed: Any) -> None:
        """Remember what was found of a file, beside what is known of it."""
        known: Mapping[str, Any] = {**self.of(name), **changed}
        self._entries[name] = Entry(**{key: each for key, each in known.items() if each})  # type: ignore[typeddict-item]

    def twin(self, name: str, sha256: str, place: str) -> str | None:
        """Return the file that landed the same content to the same place under another name."""
        for other, entry in self._entries.items():
            is_same = entry.get("landed") == sha256 and entry.get("place") == place
            if other != name and is_same and not entry.get("counts_in"):
                return other
        return None

    def periods(self, but: str) -> dict[str, Periods]:
        """Return the periods that each file but one holds."""
        return {
            name: entry["periods"]
            for name, entry in self._entries.items()
            if name != but and entry.get("periods")
        }
