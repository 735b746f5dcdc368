"""The data-quality page: every broken promise, who mends it, and the rows it came from.

It reads the gates' own Parquet files, so it also tells of a night that published nothing.
"""

from pathlib import Path

from pmo.runtime import Runtime
from reports.archive import folder, replace_folder
from reports.coverage import Coverage
from reports.language import Language
from reports.quality.view import load_quality
from reports.render import Frame, page
from reports.warehouse import NothingPublishedError, Row, Version, Warehouse

KIND = "quality"


def write(runtime: Runtime) -> list[Path]:
    """Write today's page in every language; return the pages' paths."""
    version, coverage = _published(runtime)
    report, today = load_quality(runtime.home, coverage), runtime.clock.today()
    organisation, languages = runtime.settings.organisation, runtime.settings.reports.languages
    frame = Frame(organisation.name, version, languages, as_of=today)
    written: list[Path] = []
    for code in languages:
        html = page(
            "quality.html",
            Language(code, organisation.base_currency),
            frame=frame,
            file="index.html",
            report=report,
        )
        target = folder(runtime.home.reports, KIND, today, code)
        written.extend(replace_folder(target, {"index.html": html}))
    return written


def _published(runtime: Runtime) -> tuple[Version | None, list[Row] | None]:
    """Return what readers see and what that is lacking; `None` where nothing says so yet."""
    try:
        with Warehouse.open(runtime.home) as warehouse:
            coverage = Coverage.read(warehouse)
            return warehouse.version, coverage.of() if coverage.is_known else None
    except NothingPublishedError:
        return None, None
