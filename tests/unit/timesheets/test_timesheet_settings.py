"""Which hours count, as the settings say; and where Tempo is."""

import pytest

from pmo.connections import Connection, MissingConnectionError
from pmo.settings import SettingsError, load_settings


@pytest.fixture
def settings(tmp_path):
    def load(section):
        path = tmp_path / "pmo.yml"
        path.write_text(f"organisation: {{name: Test}}\ntimesheets: {section}\n", "utf-8")
        return load_settings(path).timesheets

    return load


@pytest.mark.parametrize(
    ("section", "counts"),
    [
        ("{}", True),
        ("{tempo: {enabled: true}}", False),
        ("{tempo: {enabled: true}, jira_worklogs: used}", True),
        ("{jira_worklogs: ignored}", False),
        ("{tempo: {enabled: true, project_ids: [10]}, jira_worklogs: used}", True),
    ],
)
def test_jiras_worklogs_count_unless_tempo_is_read_or_somebody_says_otherwise(
    settings, section, counts
):
    assert settings(section).counts_jira_worklogs is counts


def test_with_some_projects_in_tempo_somebody_has_to_say_which_hours_count(settings):
    with pytest.raises(SettingsError, match=r"pmo\.yml:2: .*write used .* or ignored"):
        settings("{tempo: {enabled: true, project_ids: ['10']}}")


@pytest.mark.parametrize(
    "wrong", ["page_size: 1001", "project_ids: [ROAD]", "window_days: 0", "token: secret"]
)
def test_a_wrong_key_of_tempo_is_named(settings, wrong):
    with pytest.raises(SettingsError, match=rf"timesheets\.tempo\.{wrong.split(':')[0]}"):
        settings(f"{{tempo: {{{wrong}}}}}")


def test_tempo_has_an_address_for_everybody_and_another_may_be_named(monkeypatch):
    monkeypatch.delenv("PMO_TEMPO_URL", raising=False)
    monkeypatch.setenv("PMO_TEMPO_TOKEN", "s3cret")
    assert Connection.from_environment("tempo").url == "https://api.tempo.io"

    monkeypatch.setenv("PMO_TEMPO_URL", "https://api.eu.tempo.io/")
    assert Connection.from_environment("tempo").url == "https://api.eu.tempo.io"

    monkeypatch.delenv("PMO_TEMPO_TOKEN")
    with pytest.raises(MissingConnectionError, match=r"PMO_TEMPO_TOKEN not set.*tempo_default"):
        Connection.from_environment("tempo")
