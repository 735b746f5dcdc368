"""A small installation that had a good night, to be given something bad in the next one."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from demo.jira.answers import DEMO_TOKEN, DEMO_USER
from demo.jira.faults import Answer, Cut
from demo.jira.server import JiraServer, serve
from demo.plan import build_plan
from tests.e2e.installation import Installation
from tests.e2e.published import content_of

AS_OF = "2026-06-29"
# Waits for retries are the longest part of these tests; 2 s are two tries.
SETTINGS = """
organisation: {name: Northwind, time_zone: Europe/Berlin}
jira: {enabled: true, retry_budget_seconds: 2}
timesheets: {enabled: false}
"""
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")


@dataclass(frozen=True)
class GoodNight:
    """The installation after its first night, the night's output and what was published."""

    installation: Installation
    output: str
    content: dict[str, list[tuple]]
    issues: int
    faults: int


def copied(good_night: GoodNight, home: Path) -> Installation:
    """Return the installation as the good night left it, at another place."""
    shutil.copytree(good_night.installation.home, home, symlinks=True)
    return replace(good_night.installation, home=home)


def deliver(installation: Installation) -> None:
    """Drop a register, budgets, actuals and risks that have nothing wrong with them."""
    plan = build_plan(seed=7, as_of=date.fromisoformat(AS_OF), scale=0.01)
    codes = [each.project_code for each in plan.projects]
    registers, finance = installation.drop / "registers", installation.drop / "finance"
    for folder in (registers, finance, installation.drop / "timesheets"):
        folder.mkdir(parents=True, exist_ok=True)
    write_csv(
        registers / "projects.csv",
        "project_code,name,jira_project_keys,start_baseline,finish_baseline,status",
        [
            f"{each.project_code},{each.name},{each.jira_key},2026-01-05,2026-12-18,active"
            for each in plan.projects
        ],
    )
    write_csv(
        registers / "risks.csv",
        "risk_id,project_code,title,probability,impact,status,observed_on",
        [f"R{code},{code},Supplier is late,2,3,open,2026-06-01" for code in codes],
    )
    write_csv(
        finance / "budgets.csv",
        "project_code,version,version_date,fiscal_period,cost_category,amount,currency",
        [f"{code},original,2026-01-01,{each},labour,1000,EUR" for code in codes for each in MONTHS],
    )
    book = Workbook()
    sheet = book.active
    heading = "document_id line posting_date project_code cost_category amount currency"
    sheet.append(heading.split())
    for number, code in enumerate(codes):
        sheet.append([f"D{number}", "10", date(2026, 3, 2), code, "labour", 500, "EUR"])
    book.save(finance / "actuals.xlsx")


def write_csv(path, head, rows, encoding="utf-8"):
    path.write_text("\n".join([head, *rows, ""]), encoding)


@pytest.fixture(scope="session")
def jira():
    plan = build_plan(seed=7, as_of=date.fromisoformat(AS_OF), scale=0.01)
    with serve(plan) as server:
        yield server


@pytest.fixture(scope="session")
def good_night(tmp_path_factory, jira: JiraServer):
    """Return the first night, in which Jira once asked to wait and once hung up."""
    folder = tmp_path_factory.mktemp("bad_input")
    config = folder / "pmo.yml"
    config.write_text(SETTINGS, "utf-8")
    account = {
        "PMO_JIRA_URL": jira.url,
        "PMO_JIRA_USER": DEMO_USER,
        "PMO_JIRA_TOKEN": DEMO_TOKEN,
    }
    installation = Installation(config, folder / "good", AS_OF, account)
    deliver(installation)
    jira.faults.add("/search/jql", Answer(429, {"Retry-After": "1"}))
    jira.faults.add("/changelog/bulkfetch", Cut(after_bytes=400))
    run = installation.night()
    faults = jira.faults.fired
    jira.faults.clear()
    issues = sum(1 for _ in jira.state)
    content = content_of(installation.home)
    return GoodNight(installation, run.stdout + run.stderr, content, issues, faults)


@pytest.fixture
def next_night(good_night: GoodNight, tmp_path, jira: JiraServer):
    """Return a copy of the installation after the good night, to be spoiled."""
    jira.faults.clear()
    yield copied(good_night, tmp_path / "home")
    jira.faults.clear()


@pytest.fixture
def unchanged(good_night: GoodNight) -> Callable[[Installation], bool]:
    """Return whether an installation still publishes what the good night did."""
    return lambda installation: content_of(installation.home) == good_night.content
