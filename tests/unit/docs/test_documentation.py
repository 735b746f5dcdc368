"""What the documents say exists, exists; what exists is documented."""

import re
from pathlib import Path

import pytest

from expectations.promises import TABLE
from expectations.suites import landing_suite
from expectations.suites.common import delivery_promises
from extractors.runs import tables_of
from pmo.settings import FILE_SOURCES, SOURCES

ROOT = Path(__file__).parents[3]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)
OWN_TABLES = {"files", "rejects"}  # every file source has them
LINK = re.compile(r"\]\(([^)#\s]+)(?:#([\w-]*))?\)")


def read(name):
    return (ROOT / name).read_text("utf-8")


def section(text, heading):
    """Return what stands below the bold `heading`, up to the next one."""
    _, found, rest = text.partition(f"**`{heading}`**")
    assert found, f"docs/sources.md does not describe {heading}"
    return re.split(r"^\*\*`|^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    links = LINK.findall(document.read_text("utf-8"))
    broken = [
        target
        for target, _ in links
        if "://" not in target and not (document.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("source", FILE_SOURCES)
def test_every_column_of_a_canonical_file_is_explained(source):
    text = read("docs/sources.md")
    missing = [
        f"{table.name}.{column}"
        for table in tables_of(source)
        if table.name not in OWN_TABLES
        for column in table.columns.names
        if column != "extra" and not re.search(rf"\b{column}\b", section(text, table.name))
    ]

    assert missing == []


def test_every_table_of_jira_is_named():
    text = read("docs/sources.md")

    assert [table.name for table in tables_of("jira") if f"`{table.name}`" not in text] == []


@pytest.mark.parametrize("source", SOURCES)
def test_every_promise_about_rows_is_listed_with_its_severity(source):
    text = read("docs/checks.md")
    shared = {promise.name for promise in delivery_promises(source, "any")}
    missing = [
        f"{table}: {promise.description}"
        for table, promises in landing_suite(source).items()
        for promise in promises
        if promise.disposition != TABLE and promise.name not in shared
        if f"| `{table}` | {promise.description} | {promise.severity} |" not in text
    ]

    assert missing == []


def test_every_mart_stands_in_the_readme():
    text = read("README.md")
    marts = {path.stem for path in (ROOT / "dbt_project/models/marts").rglob("*.sql")}
    listed = set(re.findall(r"^\| `((?:fct|dim)_\w+|metric_catalog)` \|", text, re.MULTILINE))

    assert marts
    assert listed == marts


def test_every_variable_that_the_code_reads_is_explained():
    text = read("README.md")
    folders = ("pmo", "extractors", "expectations", "reports", "warehouse", "dags")
    code = "\n".join(
        path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py")
    )
    # PMO_BUILD_… and PMO_SPARK_… are our own words to dbt.
    known = set(re.findall(r'"(PMO_(?!BUILD_|SPARK_)[A-Z_]+)"', code))

    assert known
    assert [name for name in sorted(known) if f"`{name}`" not in text] == []


def test_every_singular_and_generic_test_of_the_models_is_described():
    text = read("docs/checks.md")
    tests = {path.stem for path in (ROOT / "dbt_project/tests").rglob("*.sql")}

    assert tests
    assert [name for name in sorted(tests) if f"`{name}`" not in text] == []
