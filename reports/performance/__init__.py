"""The performance report: one page for the portfolio and one a project, each morning."""

from pathlib import Path

from pmo.runtime import Runtime
from reports.archive import folder, replace_folder, safe_name
from reports.language import Language
from reports.performance.portfolio import Portfolio, load_portfolio
from reports.performance.project import ProjectPage, load_projects
from reports.render import Frame, page
from reports.warehouse import Warehouse

KIND = "performance"


def write(runtime: Runtime) -> list[Path]:
    """Write the report of the published version in every language; return the pages' paths."""
    with Warehouse.open(runtime.home) as warehouse:
        portfolio = load_portfolio(warehouse, runtime.settings)
        projects = load_projects(warehouse, portfolio, runtime.settings)
        version = warehouse.version

    written: list[Path] = []
    for code in runtime.settings.reports.languages:
        language = Language(code, runtime.settings.organisation.base_currency)
        frame = Frame(
            runtime.settings.organisation.name, version, runtime.settings.reports.languages
        )
        pages = _pages(language, frame, portfolio, projects)
        target = folder(runtime.home.reports, KIND, version.as_of, code)
        written.extend(replace_folder(target, pages))
    return written


def _pages(
    language: Language, frame: Frame, portfolio: Portfolio, projects: list[ProjectPage]
) -> dict[str, str]:
    """Return file name → HTML for one language."""
    pages = {
        "index.html": page(
            "portfolio.html", language, frame=frame, file="index.html", portfolio=portfolio
        )
    }
    for project in projects:
        name = f"project-{safe_name(project.code)}.html"
        pages[name] = page(
            "project.html", language, frame=frame, file=name, portfolio=portfolio, project=project
        )
    return pages
