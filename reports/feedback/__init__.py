"""The monthly feedback report: what was promised, what people say, what is being done about it."""

from pathlib import Path

from pmo.runtime import Runtime
from reports.archive import folder, replace_folder
from reports.feedback.view import load_feedback
from reports.language import Language
from reports.render import Frame, page
from reports.warehouse import Warehouse

KIND = "feedback"


def write(runtime: Runtime) -> list[Path]:
    """Write the report of the published version in every language; return the pages' paths."""
    with Warehouse.open(runtime.home) as warehouse:
        report, version = load_feedback(warehouse), warehouse.version

    organisation, languages = runtime.settings.organisation, runtime.settings.reports.languages
    written: list[Path] = []
    for code in languages:
        html = page(
            "feedback.html",
            Language(code, organisation.base_currency),
            frame=Frame(organisation.name, version, languages),
            file="index.html",
            report=report,
        )
        target = folder(runtime.home.reports, KIND, version.as_of, code)
        written.extend(replace_folder(target, {"index.html": html}))
    return written
