"""Who reads what: the exposures name exactly the marts that the reports ask."""

import re
from pathlib import Path

import duckdb
import pytest

from pmo.settings import Organisation, Settings
from reports.feedback.view import load_feedback
from reports.performance.portfolio import load_portfolio
from reports.performance.project import load_projects
from reports.quality import files
from reports.warehouse import Warehouse


class Watched(Warehouse):
    """A warehouse that remembers which marts it was asked for."""

    def __init__(self, path):
        self.marts = set()
        super().__init__(duckdb.connect(str(path), read_only=True))

    def rows(self, sql, **parameters):
        plain = re.sub(r"\$\w+", "null", sql)  # DuckDB lists the tables of no prepared statement
        names = self._connection.get_table_names(plain, qualified=True)
        self.marts |= {
            name.removeprefix("marts.").partition(" ")[0]
            for name in names
            if name.startswith("marts.")
        }
        return super().rows(sql, **parameters)

    def is_empty(self, mart):
        self.marts.add(mart)
        return super().is_empty(mart)


def asked(path, read):
    """Return the marts that `read` asks of the published warehouse at `path`."""
    with Watched(path) as warehouse:
        read(warehouse)
        return warehouse.marts


def performance(warehouse):
    settings = Settings(organisation=Organisation(name="Test"))
    load_projects(warehouse, load_portfolio(warehouse, settings), settings)


@pytest.fixture(scope="module")
def exposures(documented):
    return {each["name"]: each for each in documented.own("exposures").values()}


def named(exposure):
    return {each.rpartition(".")[2] for each in exposure["depends_on"]["nodes"]}


@pytest.mark.parametrize(
    ("exposure", "read"),
    [
        pytest.param("performance_report", performance, id="performance"),
        pytest.param("feedback_report", load_feedback, id="feedback"),
    ],
)
def test_a_report_depends_on_exactly_the_marts_that_it_asks(exposures, published, exposure, read):
    marts = asked(published, read)

    assert len(marts) > 3
    assert named(exposures[exposure]) == marts


def test_the_quality_page_asks_no_mart(exposures):
    assert not re.search(r"\bmarts\b", Path(files.__file__).read_text("utf-8"))
    assert named(exposures["quality_page"]) == set()


def test_whoever_opens_the_published_file_depends_on_every_mart(exposures, documented):
    assert named(exposures["bi_access"]) == documented.marts.keys()


def test_every_exposure_says_who_answers_for_it_and_how_sure_it_is(exposures):
    assert exposures.keys() == {
        *("performance_report", "feedback_report", "quality_page", "bi_access")
    }
    assert {each["maturity"] for each in exposures.values()} == {"high"}
    assert all(each["owner"]["name"] and each["label"] for each in exposures.values())
    pages = {name for name, each in exposures.items() if each["type"] == "dashboard"}
    assert all(exposures[name]["url"].startswith("http") for name in pages)
