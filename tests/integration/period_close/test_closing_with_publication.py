from datetime import date
from decimal import Decimal

import duckdb
import pytest
from typer.testing import CliRunner

from expectations.periods import list_periods
from pmo.cli.main import app
from warehouse import publish as publication
from warehouse.candidate import load_quality
from warehouse.versions import list_versions, rollback

CLOSES, AFTER = date(2026, 7, 9), date(2026, 7, 10)
COST = {
    "project_code": "0107",
    "cost_type": "actual",
    "cost_category": "travel",
    "posting_date": date(2026, 6, 12),
    "currency": "EUR",
}


@pytest.fixture
def night(house):
    """Return a whole last part of a night: gate's last step, quality tables, publication."""

    def run(day, amount):
        house.night(day, [{**COST, "base_amount": Decimal(amount)}], is_published=False)
        load_quality(house.runtime)
        return publication.publish(house.runtime)

    return run


def published(house, query):
    with duckdb.connect(str(house.runtime.home.portfolio), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_publishing_puts_on_record_what_the_published_tables_show(house, night):
    night(CLOSES, "500")
    night(AFTER, "450")

    assert [each.as_of for each in house.entries()] == [CLOSES, AFTER]
    assert published(house, "select fiscal_period, status from quality.period_close") == [
        ("2026-06", "closed")
    ]
    assert published(house, "select old_value, new_value from quality.restatements") == [
        ("500", "450")
    ]


def test_a_night_killed_before_the_switch_has_closed_what_it_kept(house, night, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(publication, "switch", killed)
        with pytest.raises(InterruptedError):
            night(CLOSES, "500")
    again = night(CLOSES, "500")

    assert len(house.entries()) == 1
    assert [each.version_id for each in list_versions(house.runtime.home)] == [again.version_id]
    assert published(house, "select count(*) from quality.period_close") == [(1,)]


def killed(*_):
    raise InterruptedError


def test_a_rollback_leaves_the_record_as_it_is(house, night):
    night(CLOSES, "500")
    night(AFTER, "450")
    rollback(house.runtime.home)
    assert published(house, "select count(*) from quality.restatements") == [(0,)]
    night(AFTER, "450")

    assert len(house.entries()) == 2
    assert published(house, "select count(*) from quality.restatements") == [(1,)]


def test_an_entry_of_the_record_is_never_written_again(house, night):
    night(CLOSES, "500")
    before = {path: path.read_bytes() for path in house.runtime.home.closed.rglob("*.*")}
    night(AFTER, "450")
    night(AFTER, "460")

    assert {path: path.read_bytes() for path in before} == before


@pytest.fixture
def pmo(house, night, monkeypatch, tmp_path):
    """Return the command line on this house, in which June is closed."""
    night(CLOSES, "500")
    settings = tmp_path / "pmo.yml"
    settings.write_text("organisation: {name: Test}\n", "utf-8")
    monkeypatch.setenv("PMO_CONFIG", str(settings))
    monkeypatch.setenv("PMO_HOME", str(house.runtime.home.root))
    monkeypatch.setenv("PMO_AS_OF", AFTER.isoformat())
    return lambda *arguments: CliRunner().invoke(app, ["periods", *arguments])


def test_periods_are_listed_reopened_and_closed_on_the_command_line(house, pmo):
    assert pmo("list").output == (
        "2026-06  closed    closed on 2026-07-09 (5 working days after its end)\n"
    )
    reopened = pmo("reopen", "2026-06", "--by", "Ada", "--reason", "late invoice")
    assert reopened.exit_code == 0
    assert pmo("list").output == (
        "2026-06  reopened  open, closes with the night of 2026-07-18 "
        "(reopened by Ada: late invoice)\n"
    )
    assert "closes with the next night" in pmo("close", "2026-06", "--by", "Ada").output
    assert "closed by hand tonight: Ada" in pmo("list").output
    house.night(AFTER, [{**COST, "base_amount": Decimal(510)}])
    [june] = list_periods(house.runtime)
    assert (june.status, june.rule) == ("closed", "closed by hand")


def test_reopening_wants_a_name_and_a_reason(pmo):
    assert "--by" in pmo("reopen", "2026-06").output
    assert pmo("reopen", "2026-06", "--by", "Ada").exit_code == 2


def test_an_open_period_cannot_be_reopened(pmo):
    assert "nothing to reopen" in str(
        pmo("reopen", "2026-05", "--by", "A", "--reason", "b").exception
    )
