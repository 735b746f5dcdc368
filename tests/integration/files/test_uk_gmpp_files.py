"""Ten yearly files of one government portfolio: two delimiters, two encodings, two orientations.

The number of projects a year is published with the data (1,727 project-years). Files to 2017 hold a
project a column, later ones a project a row, with texts of many lines; 2021 on they use `;`.
"""

from pathlib import Path

import pytest

from extractors.files.cells import is_blank, shown
from extractors.files.csv_reader import open_csv

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "uk-gmpp"
PROJECTS_A_COLUMN = {2014: 199, 2015: 188, 2016: 143, 2017: 143}
PROJECTS_A_ROW = {2018: 133, 2019: 133, 2020: 125, 2021: 184, 2022: 235, 2023: 244}

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs ../shared/data/uk-gmpp beside the repository"
)


def rows(year):
    path = DATA / f"uk_{year}.csv"
    [sheet] = open_csv(path, path.name)
    return [row for row in sheet.rows() if not row.is_empty]


@pytest.mark.parametrize(("year", "projects"), PROJECTS_A_ROW.items())
def test_a_year_has_a_row_a_project_and_every_row_its_columns(year, projects):
    heading, *below = rows(year)

    assert len(below) == projects
    assert {len(row.cells) for row in below if row.problem is None} == {len(heading.cells)}


@pytest.mark.parametrize(("year", "projects"), PROJECTS_A_COLUMN.items())
def test_a_transposed_year_has_a_column_a_project(year, projects):
    names = [cell for cell in rows(year)[0].cells if not is_blank(cell)]

    assert len(names) - 1 == projects


@pytest.mark.parametrize("year", [2014, 2018, 2020, 2021, 2022])
def test_pounds_are_pounds_and_nothing_else(year):
    text = "".join(shown(cell) for row in rows(year) for cell in row.cells)

    assert text.count("£") > 100
    assert not set("Âÿ\ufffdŁ拢") & set(text)
