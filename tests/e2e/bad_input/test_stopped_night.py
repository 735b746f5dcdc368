"""A delivery so bad that the landing gate stops the night."""

import pytest

from tests.e2e.bad_input.conftest import write_csv

pytestmark = pytest.mark.slow

COLUMNS = ("start_baseline", "2026-01-05"), ("finish_baseline", "2026-12-18")
# 10 of 12 projects, by turns in two columns: a column that is mostly bad would refuse its file.
BAD = {row: COLUMNS[row % 2] for row in range(2, 12)}


@pytest.fixture
def stopped(next_night):
    register = next_night.drop / "registers" / "projects.csv"
    head, *rows = register.read_text("utf-8").splitlines()
    bad = [
        line.replace(BAD[row][1], "2026-13-05") if row in BAD else line
        for row, line in enumerate(rows, start=2)
    ]
    write_csv(register, head, bad)
    return next_night, next_night.pmo("run")


def test_a_register_of_bad_rows_stops_the_night_and_leaves_yesterdays_publish(stopped, unchanged):
    installation, run = stopped
    said = run.stderr[run.stderr.index("pmo: ") :]
    page = installation.page("quality").read_text("utf-8")
    rows = [each for each in installation.quarantine() if each["source_file"] == "projects.csv"]

    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert said.startswith("pmo: landing gate stopped the night")
    assert "registers.projects: more than 20% of the rows stay out" in said
    assert "✗ check landing" in run.stdout
    assert str(installation.page("quality")) in run.stderr
    assert unchanged(installation)
    assert installation.page("performance").is_file()
    assert {(row["source_row"], row["column_name"], row["value"]) for row in rows} == {
        (row, column, "2026-13-05") for row, (column, _) in BAD.items()
    }
    assert "stopped" in page
    assert "2026-13-05" in page
    # What stopped the night stands before what only follows from it.
    assert page.index("more than 20% of the rows stay out") < page.index("is not in the register")
