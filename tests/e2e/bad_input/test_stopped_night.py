"""A delivery so bad that the landing gate stops the night."""

import pytest

from tests.e2e.bad_input.conftest import write_csv

pytestmark = pytest.mark.slow

BAD = 10  # of 12 projects


@pytest.fixture
def stopped(next_night):
    register = next_night.drop / "registers" / "projects.csv"
    head, *rows = register.read_text("utf-8").splitlines()
    bad = [row.replace("2026-01-05", "2026-13-05") for row in rows[:BAD]]
    write_csv(register, head, bad + rows[BAD:])
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
        (number, "start_baseline", "2026-13-05") for number in range(2, 2 + BAD)
    }
    assert "stopped" in page
    assert "2026-13-05" in page
    # What stopped the night stands before what only follows from it.
    assert page.index("more than 20% of the rows stay out") < page.index("is not in the register")
