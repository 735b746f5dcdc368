from datetime import UTC, date, datetime

import pytest

from pmo.clock import Clock
from pmo.connections import Connection, MissingConnectionError
from pmo.errors import OperatorError


def test_a_pinned_clock_stands_at_the_nightly_hour(monkeypatch):
    monkeypatch.setenv("PMO_AS_OF", "2026-06-30")
    clock = Clock.from_environment()

    assert clock.today() == date(2026, 6, 30)
    assert clock.now() == datetime(2026, 6, 30, 5, tzinfo=UTC)


def test_a_wrong_day_says_how_to_write_one(monkeypatch):
    monkeypatch.setenv("PMO_AS_OF", "30.06.2026")

    with pytest.raises(OperatorError, match=r"PMO_AS_OF='30\.06\.2026' is no date; write it as"):
        Clock.from_environment()


def test_a_missing_connection_names_each_variable(monkeypatch):
    for name in ("URL", "USER", "TOKEN"):
        monkeypatch.delenv(f"PMO_JIRA_{name}", raising=False)

    with pytest.raises(MissingConnectionError, match="PMO_JIRA_URL and PMO_JIRA_TOKEN not set"):
        Connection.from_environment("jira")


def test_a_token_never_shows_in_a_representation(monkeypatch):
    monkeypatch.setenv("PMO_JIRA_URL", "https://jira.example.com/")
    monkeypatch.setenv("PMO_JIRA_TOKEN", "s3cret")

    connection = Connection.from_environment("jira")

    assert "s3cret" not in f"{connection!r} {connection}"
    assert connection.url == "https://jira.example.com"
