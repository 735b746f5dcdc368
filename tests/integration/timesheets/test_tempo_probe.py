"""What `pmo doctor` says of Tempo."""

from datetime import date

import pytest
from pydantic import SecretStr

from extractors.timesheets.probe import probe
from pmo.connections import Connection
from pmo.settings import Settings

SETTINGS = Settings.model_validate(
    {"organisation": {"name": "Test"}, "timesheets": {"tempo": {"enabled": True}}}
)


@pytest.fixture
def ask(tempo):
    return lambda: probe(SETTINGS, Connection(tempo.url, "", SecretStr("s3cret")))


def test_a_tempo_with_worklogs_needs_nothing(tempo, ask, worklog):
    tempo.add(worklog(1, date(2026, 6, 15)))

    assert ask() == (f"Tempo at {tempo.url}, with worklogs of 2026-06", "")


def test_a_token_that_sees_nothing_is_told_which_permission_it_lacks(ask):
    _, fix = ask()

    assert "View Team Worklogs" in fix


def test_a_refusal_is_the_fix(tempo, ask):
    tempo.reply = lambda *_: (401, {}, {})
    found, fix = ask()

    assert found == tempo.url
    assert "check PMO_TEMPO_TOKEN" in fix
    assert "s3cret" not in fix


def test_a_tempo_that_is_down_is_asked_once(tempo, ask):
    tempo.reply = lambda *_: (503, {}, {})
    _, fix = ask()

    assert "answered" in fix or "failed" in fix
    assert len(tempo.asked) == 1


def test_a_worklog_that_cannot_be_read_is_named(tempo, ask, worklog):
    tempo.add(worklog(1, date(2026, 6, 15), spoilt={"startDate": "yesterday"}))
    _, fix = ask()

    assert "work_date='yesterday'" in fix
