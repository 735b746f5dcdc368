"""The archive's front page: every report by day, kind and language."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pmo.runtime import Runtime
from reports.archive import replace_file
from reports.language import Language
from reports.render import Frame, page

KINDS = ("performance", "feedback", "quality")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass
class Day:
    """The reports of one day: kind → the languages in which it was written."""

    day: date
    kinds: dict[str, list[str]] = field(default_factory=dict)


def write(runtime: Runtime) -> Path:
    """Write `index.html` at the root of the archive, in the first language that is set."""
    organisation, languages = runtime.settings.organisation, runtime.settings.reports.languages
    html = page(
        "index.html",
        Language(languages[0] if languages else "en", organisation.base_currency),
        frame=Frame(organisation.name, None, languages),
        days=found(runtime.home.reports),
        kinds=KINDS,
    )
    return replace_file(runtime.home.reports / "index.html", html)


def found(reports: Path) -> list[Day]:
    """Return what the archive holds, newest day first."""
    days: dict[date, Day] = {}
    for kind in KINDS:
        for path in sorted(reports.glob(f"{kind}/*/*/index.html")):
            language, day = path.parent.name, path.parent.parent.name
            # A folder whose name begins with a dot is still being written.
            if language.startswith(".") or not DAY.match(day):
                continue
            own = days.setdefault(date.fromisoformat(day), Day(date.fromisoformat(day)))
            own.kinds.setdefault(kind, []).append(language)
    return sorted(days.values(), key=lambda each: each.day, reverse=True)
