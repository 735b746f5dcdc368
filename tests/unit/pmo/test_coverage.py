"""The doctor's table of inputs says what templates and metrics say."""

import csv
import re
from pathlib import Path

import pytest

from extractors.jira.mapping import TARGETS
from extractors.runs import tables_of
from pmo.cli.coverage import NEEDS, SECTIONS, unmet
from pmo.settings import FILE_SOURCES

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "reports" / "templates"
PAGES = ("portfolio", "project", "feedback")
# Made from what the other sections show, or from the gates; they rest on no input of their own.
DERIVED = {"project/quality"}
# What a template calls an input, where that is not the name of a register or export.
INPUTS = {
    "timesheets": ("timesheets.entries", "jira.worklogs"),
    "issues": ("jira.issues",),
    "health": ("registers.projects",),
}


def templates():
    return [path for page in PAGES for path in sorted((TEMPLATES / page).glob("*.html"))]


def sections_of(path):
    found = re.findall(r'parts\.heading\("([a-z-]+)"[^~]', path.read_text("utf-8"))
    return {f"{path.parent.name}/{each}" for each in found} - {f"{path.parent.name}/by-"}


def test_every_section_of_the_reports_is_known_and_no_other():
    found = {section for path in templates() for section in sections_of(path)}
    assert found - DERIVED == set(SECTIONS)


def test_every_section_rests_on_some_input():
    assert {section for need in NEEDS for section in need.sections} == set(SECTIONS)


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_a_section_says_it_misses_is_what_the_table_says(path):
    said = re.findall(r"parts\.missing\((?:[\w.]+ or )?\[([^\]]*)\]", path.read_text("utf-8"))
    named = {name for each in said for name in re.findall(r'"(\w+)"', each)}
    needs = {need.name: need for need in NEEDS}
    for name in named:
        candidates = INPUTS.get(name, (f"finance.{name}", f"registers.{name}"))
        filled = {
            section
            for candidate in candidates
            if candidate in needs
            for section in needs[candidate].sections
        }
        assert sections_of(path) & filled, f"{path.name} names {name}"


def test_every_metric_comes_from_a_mart_that_rests_on_some_input():
    definitions = ROOT / "dbt_project" / "seeds" / "metric_definitions.csv"
    with definitions.open(encoding="utf-8") as lines:
        models = {row["source_model"] for row in csv.DictReader(lines)}
    models = {name for name in models if not name.startswith("quality.")}  # what the gates write
    assert models - {mart for need in NEEDS for mart in need.marts} == set()


def test_every_input_is_a_table_that_can_land_or_a_field_that_can_be_mapped():
    tables = {
        f"{source}.{table.name}"
        for source in ("jira", *FILE_SOURCES)
        for table in tables_of(source)
    }
    fields = {f"jira.fields.{target}" for target in TARGETS}
    names = [need.name for need in NEEDS]
    assert len(names) == len(set(names))
    assert {name for need in NEEDS for name in (need.name, *need.instead)} <= tables | fields
    assert fields <= set(names)


def test_every_register_and_export_says_what_it_fills():
    delivered = {
        f"{source}.{table.name}"
        for source in FILE_SOURCES
        for table in tables_of(source)
        if table.name not in {"files", "rejects", "tempo_worklogs", "public_holidays"}
    }
    assert delivered - {need.name for need in NEEDS} == set()


def test_an_input_is_not_missed_where_another_serves_as_well():
    names = {need.name for need in unmet({"jira.worklogs"})}
    assert "timesheets.entries" not in names
    assert "registers.risks" in names
    assert {need.name for need in unmet(set())} >= {"timesheets.entries", "jira.worklogs"}
