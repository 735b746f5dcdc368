"""Whole nights of the sample organisation, each without one of its sources."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from demo.jira.answers import DEMO_TOKEN, DEMO_USER
from demo.jira.server import JiraServer, serve
from demo.organisation.drop import write_drop
from demo.plan import Plan, build_plan
from tests.e2e.installation import Installation

AS_OF = "2026-06-29"
SETTINGS = """
organisation: {{name: Northwind, time_zone: Europe/Berlin}}
jira: {{enabled: {jira}, retry_budget_seconds: 2}}
timesheets: {{jira_worklogs: {worklogs}}}
"""
FILES = ("finance", "registers", "timesheets")


@dataclass(frozen=True)
class Night:
    """One installation and how its night ended."""

    installation: Installation
    run: CompletedProcess[str]

    def pages(self) -> list[Path]:
        """Return every page of every report in every language."""
        return sorted((self.installation.home / "reports").glob("*/*/*/*.html"))

    def words(self, kind: str, language: str = "en", section: str = "") -> str:
        """Return what a reader sees of a report's first page, or of one section of it."""
        return read(self.installation.page(kind, language=language), section)


@dataclass(frozen=True)
class Delivery:
    """What is delivered: folders of files (of registers all, or `only` some), and Jira."""

    folders: tuple[str, ...] = FILES
    only: tuple[str, ...] = field(default=())
    jira: bool = True
    worklogs: bool = True


def read(page: Path, section: str = "") -> str:
    """Return the words of a page, or of the section whose heading has an id."""
    html = page.read_text("utf-8")
    if section:
        pattern = rf'<section[^>]*aria-labelledby="{section}".*?</section>'
        found = re.search(pattern, html, re.DOTALL)
        assert found, f"{page} has no section {section}"
        html = found[0]
    html = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="session")
def plan() -> Plan:
    return build_plan(seed=7, as_of=date.fromisoformat(AS_OF), scale=0.02)


@pytest.fixture(scope="session")
def jira(plan: Plan) -> Iterator[JiraServer]:
    with serve(plan) as server:
        yield server


@pytest.fixture(scope="session")
def night_of(
    plan: Plan, jira: JiraServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Delivery], Night]:
    """Return a function that runs the first night of an installation with a delivery."""
    everything = tmp_path_factory.mktemp("everything")
    write_drop(plan, everything)
    account = {
        "PMO_JIRA_URL": jira.url,
        "PMO_JIRA_USER": DEMO_USER,
        "PMO_JIRA_TOKEN": DEMO_TOKEN,
    }

    def run(name: str, delivery: Delivery) -> Night:
        folder = tmp_path_factory.mktemp(name)
        config = folder / "pmo.yml"
        worklogs = "auto" if delivery.worklogs else "ignored"
        config.write_text(
            SETTINGS.format(jira=str(delivery.jira).lower(), worklogs=worklogs), "utf-8"
        )
        installation = Installation(config, folder / "home", AS_OF, account)
        for source in delivery.folders:
            shutil.copytree(everything / source, installation.drop / source)
        for path in (installation.drop / "registers").glob("*") if delivery.only else ():
            if path.stem not in delivery.only:
                path.unlink()
        installation.drop.mkdir(parents=True, exist_ok=True)
        return Night(installation, installation.pmo("run"))

    return run
