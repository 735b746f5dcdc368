"""The data-quality page says what is missing, what that empties and what to do."""

import csv
import re

import duckdb
import pytest

from reports import quality
from reports.language import Language
from tests.integration.organisation import DBT_PROJECT


@pytest.fixture
def section(runtime):
    """Return a function from rows of coverage, `None` for no table, to the section by language."""

    def written(rows):
        if rows is not None:
            with duckdb.connect(str(runtime.home.portfolio)) as connection:
                connection.execute(
                    "create table quality.coverage (project_code varchar, subject varchar, "
                    "state varchar, missing_input varchar, fix varchar)"
                )
                for row in rows:
                    connection.execute("insert into quality.coverage values (?, ?, ?, ?, ?)", row)
        pages = {path.parent.name: path.read_text("utf-8") for path in quality.write(runtime)}
        found = r'<section aria-labelledby="coverage".*?</section>'
        return {code: re.search(found, page, re.DOTALL)[0] for code, page in pages.items()}

    return written


def test_each_figure_that_lacks_an_input_is_named_with_the_input_and_the_fix(section):
    found = section(
        [
            ("ALL", "risks", "complete", None, None),
            ("ALL", "earned_value", "partial", "registers.progress for 1 of 9 projects", "Drop it"),
            ("ALL", "actual_cost", "missing", "finance.actuals", "Drop finance/actuals.csv"),
            ("P-1", "gates", "missing", "registers.gates for project P-1", "Drop gates"),
        ]
    )

    english, chinese = found["en"], found["zh"]
    assert english.index("Actual cost (AC)") < english.index("Earned value (EV)")
    assert "Drop finance/actuals.csv" in english
    assert "progress by hand (registers.progress) for 1 of 9 projects" in english
    assert "Gate reviews" not in english
    assert "Risks" not in english
    assert "实际成本（AC）" in chinese
    assert "为空" in chinese


def test_where_nothing_is_missing_the_page_says_so(section):
    assert (
        "Every figure has its inputs." in section([("ALL", "risks", "complete", None, None)])["en"]
    )


def test_a_version_without_coverage_claims_nothing(section):
    text = section(None)["en"]

    assert "Every figure has its inputs." not in text
    assert "pmo doctor" in text


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_subject_has_words(code):
    with (DBT_PROJECT / "seeds" / "coverage_subjects.csv").open(encoding="utf-8") as lines:
        subjects = [row["subject"] for row in csv.DictReader(lines)]
    language = Language(code)

    assert subjects
    assert all(language.word("quality.subjects", subject) != subject for subject in subjects)
