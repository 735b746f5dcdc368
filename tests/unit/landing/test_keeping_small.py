"""An extraction compacts what has gathered, and a full disk does not cost the night."""

import logging
from datetime import date

import pytest
from typer.testing import CliRunner

from extractors.damage import DamagedLandingError
from extractors.runs import extract
from pmo.cli.main import app
from pmo.clock import Clock
from pmo.home import Home
from pmo.manifests import listed, live
from pmo.runtime import Runtime
from pmo.settings import Settings


@pytest.fixture
def runtime(tmp_path):
    settings = {"organisation": {"name": "x"}, "landing": {"compact_after_batches": 3}}
    (tmp_path / "drop" / "registers").mkdir(parents=True)
    return Runtime(
        settings=Settings.model_validate(settings),
        home=Home(root=tmp_path, drop=tmp_path / "drop"),
        clock=Clock(date(2026, 6, 30)),
    )


def test_an_extraction_compacts_when_more_batches_have_gathered_than_the_settings_say(runtime):
    gathered = []
    for _ in range(6):
        extract("registers", runtime)
        gathered.append(len(listed(runtime.home.landing, "registers")[1]))

    assert gathered == [1, 2, 3, 1, 2, 3]


def test_a_compaction_without_room_warns_and_the_extraction_stands(runtime, monkeypatch, caplog):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("extractors.compaction.write_atomically", full)
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            batch = extract("registers", runtime)

    assert batch == live(runtime.home.landing, "registers").batches[-1]
    assert "could not be compacted: [Errno 28] No space left on device" in caplog.text


def test_a_damaged_landing_stops_the_extraction(runtime):
    (runtime.home.drop / "registers" / "projects.csv").write_text(
        "project_code,name\nP1,One\n", "utf-8"
    )
    extract("registers", runtime)
    victim = live(runtime.home.landing, "registers").paths("files")[-1]
    victim.write_bytes(b"PAR1")

    with pytest.raises(DamagedLandingError):
        for _ in range(3):
            extract("registers", runtime)


def test_compacting_by_hand_says_what_came_of_it(runtime, tmp_path, monkeypatch):
    config = tmp_path / "pmo.yml"
    config.write_text("organisation: {name: x}\n", "utf-8")
    monkeypatch.setenv("PMO_CONFIG", str(config))
    monkeypatch.setenv("PMO_HOME", str(tmp_path))
    for _ in range(3):
        extract("registers", runtime)

    result = CliRunner().invoke(app, ["compact", "registers", "jira"])

    assert result.exit_code == 0
    assert result.output == (
        "registers: 2 batches folded; 2 now in 1 files\njira: nothing to compact\n"
    )  # the days off of the country
