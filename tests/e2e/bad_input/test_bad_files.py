"""What a night makes of files that are cut off, in another encoding, or wrong in a cell."""

from decimal import Decimal

import pytest

from tests.e2e.bad_input.conftest import copied, deliver, write_csv

pytestmark = pytest.mark.slow

RISKS = "risk_id,project_code,title,probability,impact,status,observed_on"
CHINESE = "供应商交货延迟"
HIDDEN = "N/A (Section 43)"
# In budgets.csv the heading is row 1, so the first budget is row 2.
ROW_HIDDEN, ROW_UNKNOWN = 5, 10


@pytest.fixture(scope="module")
def spoiled(good_night, tmp_path_factory):
    """Return the installation after a night on bad files, and that night's outcome."""
    found = copied(good_night, tmp_path_factory.mktemp("spoiled") / "home")
    actuals = found.drop / "finance" / "actuals.xlsx"
    actuals.write_bytes(actuals.read_bytes()[:3000])
    risks = found.drop / "registers" / "risks.csv"
    rows = risks.read_text("utf-8").replace("Supplier is late", CHINESE).splitlines()[1:]
    write_csv(risks, RISKS, rows, "gb18030")
    budgets = found.drop / "finance" / "budgets.csv"
    lines = budgets.read_text("utf-8").splitlines()
    lines[ROW_HIDDEN - 1] = lines[ROW_HIDDEN - 1].replace(",1000,", f",{HIDDEN},")
    code = lines[ROW_UNKNOWN - 1].split(",")[0]
    lines[ROW_UNKNOWN - 1] = lines[ROW_UNKNOWN - 1].replace(code, "9999", 1)
    write_csv(budgets, lines[0], lines[1:])
    return found, found.night()


def total(installation, mart, column):
    [row] = installation.published(f"select sum({column}) as total from marts.{mart}")
    return row["total"]


def found_in(installation, file):
    return [row for row in installation.quarantine() if row["source_file"] == file]


def test_a_cut_off_workbook_is_named_and_yesterdays_delivery_stays(spoiled, good_night):
    installation, run = spoiled
    [row] = found_in(installation, "actuals.xlsx")

    assert row["expectation"] == "unreadable_file"
    assert "actuals.xlsx is damaged or was cut off" in row["reason"]
    assert "deliver it again" in row["fix"]
    assert "actuals.xlsx is damaged or was cut off" in run.stderr
    cost = total(installation, "fct_cost", "amount")
    assert cost == total(good_night.installation, "fct_cost", "amount") == Decimal(12 * 500)


def test_a_file_in_gb18030_is_read_as_it_was_written(spoiled):
    installation, _ = spoiled
    titles = installation.published("select distinct title from marts.fct_risk")

    assert titles == [{"title": CHINESE}]
    assert found_in(installation, "risks.csv") == []


def test_a_budget_that_is_no_number_is_kept_out_with_its_place_and_a_fix(spoiled):
    installation, _ = spoiled
    [row] = [each for each in found_in(installation, "budgets.csv") if each["value"] == HIDDEN]

    assert (row["source_row"], row["column_name"]) == (ROW_HIDDEN, "amount")
    assert row["disposition"] == "quarantined"
    assert row["reason"].endswith("is not a number")
    assert "write a plain number such as 1234.50" in row["fix"]


def test_a_budget_of_a_project_that_does_not_exist_is_named_with_its_place(spoiled):
    installation, _ = spoiled
    [row] = [each for each in found_in(installation, "budgets.csv") if each["value"] == "9999"]

    assert (row["source_row"], row["column_name"]) == (ROW_UNKNOWN, "project_code")
    assert "register" in row["fix"]


def test_every_budget_is_published_or_quarantined(spoiled):
    # 12 projects of 6 months are 72 rows; those that the marts lack are in the quarantine.
    installation, _ = spoiled
    [row] = installation.published("select count(*) as n from marts.fct_budget")
    kept_out = [
        each
        for each in installation.published("select * from quality.quarantined_rows")
        if each["source_file"] == "budgets.csv" and each["disposition"] == "quarantined"
    ]

    assert row["n"] + len(kept_out) == 72


def test_the_quality_page_shows_every_bad_cell_and_file(spoiled):
    installation, _ = spoiled
    page = installation.page("quality").read_text("utf-8")

    for each in ("actuals.xlsx", "damaged or was cut off", HIDDEN, "9999", "budgets.csv"):
        assert each in page


def test_the_next_good_delivery_mends_it_all(spoiled, good_night):
    installation, _ = spoiled
    deliver(installation)

    installation.night()

    assert found_in(installation, "budgets.csv") == found_in(installation, "actuals.xlsx") == []
    for mart, column in (("fct_budget", "amount"), ("fct_cost", "amount")):
        assert total(installation, mart, column) == total(good_night.installation, mart, column)
    [row] = installation.published("select distinct title from marts.fct_risk")
    assert row["title"] == "Supplier is late"
