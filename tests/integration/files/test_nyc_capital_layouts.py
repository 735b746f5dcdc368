"""New York's capital projects, 2013 to 2019, land through the example layouts and nothing else.

The city publishes beside every forecast by how much it changed since the record before. The data
therefore carries its own check: the difference of two successive records of a project is the
change that the later one reports. A pair counts when both records have the figure and the later
one reports a change; a project's first record, and records that an agency left blank, report
none. Budget changes are published in whole dollars, so half a dollar is no difference. So counted,
1,775 of 1,779 budget pairs and 1,762 of 1,766 schedule pairs agree.
"""

import shutil
from pathlib import Path

import pytest

from extractors.finance.extract import extract as extract_finance
from extractors.registers.extract import extract as extract_registers
from pmo.settings import load_settings

REPOSITORY = Path(__file__).parents[3]
EXAMPLE = REPOSITORY / "config" / "examples" / "nyc-capital" / "pmo.yml"
DATA = REPOSITORY.parent / "shared" / "data" / "nyc-capital"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs ../shared/data/nyc-capital beside the repository"
)

# Every record is a status report; what it forecasts stands beside it, in budgets and milestones.
SEQUENCE = """
with records as (
    select
        reports.project_code,
        reports.reported_on,
        {figure} as figure,
        cast(reports.extra ->> '{change}' as decimal(18, 2)) as change
    from ({reports}) as reports
    left join ({beside}) as beside
        on reports.project_code = beside.project_code and reports.reported_on = beside.{on}
        {only}
), successive as (
    select
        figure - lag(figure) over (
            partition by project_code order by reported_on
        ) as difference,
        change
    from records
)
select count(*), count(*) filter (where abs(difference - change) <= 0.5)
from successive
where difference is not null and change is not null
"""


@pytest.fixture
def city(office, monkeypatch):
    monkeypatch.setenv("PMO_CONFIG", str(EXAMPLE))
    settings = load_settings()
    for path in DATA.glob("*.csv"):
        shutil.copy(path, office.drop)
    extract_registers(settings, office.landing, office.drop)
    extract_finance(settings, office.landing, office.drop)
    return office


def agreeing(city, **words):
    reports = city.macros().landed("registers", "status_reports")
    return city.query(SEQUENCE.format(reports=reports, **words))


def test_every_record_lands_and_none_is_rejected(city):
    assert city.rejects() == city.rejects(source="registers") == []
    assert len(city.landed("status_reports", "1", "registers")) == 2259
    [(projects, agencies)] = city.query(
        "select count(distinct project_code), count(distinct department) "
        f"from ({city.macros().landed('registers', 'projects')})"
    )
    assert (projects, agencies) == (378, 12)
    # 122 records name no completion and 106 no budget: they forecast nothing.
    assert len(city.landed("milestones", "1", "registers")) == 2259 - 122
    versions = [version for (version,) in city.landed("budgets", "version")]
    assert versions.count("forecast") == 2259 - 106


def test_the_register_holds_each_project_as_last_reported_from_its_first_plan(city):
    columns = "name, programme, department, stage, start_baseline, finish_baseline, _source_row"
    [found] = city.query(
        f"select {columns} from ({city.macros().landed('registers', 'projects')}) "
        "where project_code = '101'"
    )
    name, programme, department, stage, start, finish, row = found
    assert name == "Roosevelt Avenue Bridge Superstructure and Substructure Repairs"
    # The last record, of September 2019, was left blank by its agency.
    assert (programme, department, stage) == ("Bridges", "DOT", "Construction")
    assert (str(start), str(finish)) == ("2003-03-10", "2018-02-11")
    assert row > 2


def test_successive_budgets_differ_by_the_change_that_is_reported(city):
    assert agreeing(
        city,
        figure="beside.amount",
        change="Latest Budget Changes",
        beside=city.macros().landed("finance", "budgets"),
        on="version_date",
        only="and beside.version = 'forecast'",
    ) == [(1779, 1775)]


def test_successive_completions_differ_by_the_days_that_are_reported(city):
    assert agreeing(
        city,
        figure="beside.forecast_date - date '2000-01-01'",
        change="Latest Schedule Changes",
        beside=city.macros().landed("registers", "milestones"),
        on="observed_on",
        only="",
    ) == [(1766, 1762)]
