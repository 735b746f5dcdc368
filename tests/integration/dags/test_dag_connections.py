"""Where a task finds who it asks: an Airflow connection, or the environment."""

import sys
from pathlib import Path

import pytest

DAGS = Path(__file__).parents[3] / "dags"


@pytest.fixture
def connection_to(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(DAGS), *sys.path])
    from common import connection_to

    return connection_to


@pytest.mark.parametrize(
    ("service", "said", "url", "user"),
    [
        (
            "jira",
            '{"conn_type": "https", "host": "acme.atlassian.net", "login": "bot", "password": "p"}',
            "https://acme.atlassian.net",
            "bot",
        ),
        (
            "jira",
            '{"conn_type": "http", "host": "jira.local", "port": 8080, "password": "p"}',
            "http://jira.local:8080",
            "",
        ),
        (
            "tempo",
            '{"conn_type": "generic", "host": "https://api.eu.tempo.io/", "password": "p"}',
            "https://api.eu.tempo.io",
            "",
        ),
        ("tempo", '{"conn_type": "https", "password": "p"}', "https://api.tempo.io", ""),
    ],
)
def test_a_connection_of_airflow_is_taken(connection_to, monkeypatch, service, said, url, user):
    monkeypatch.setenv(f"AIRFLOW_CONN_{service.upper()}_DEFAULT", said)
    found = connection_to(service)

    assert (found.url, found.user, found.token.get_secret_value()) == (url, user, "p")


def test_without_a_connection_the_environment_is_asked(connection_to, monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_TEMPO_DEFAULT", raising=False)

    assert connection_to("tempo") is None
