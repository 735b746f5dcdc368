from importlib import import_module

import pytest
from typer.testing import CliRunner

from pmo.cli.main import ERRORS_IN_WORDS, app, main


@pytest.mark.parametrize("name", sorted(ERRORS_IN_WORDS))
def test_every_error_that_is_shown_in_words_exists(name):
    module, _, error = name.rpartition(".")

    assert issubclass(getattr(import_module(module), error), Exception)


def test_an_error_that_names_its_fix_is_one_line_and_not_a_traceback(monkeypatch, capsys):
    monkeypatch.setenv("PMO_CONFIG", "nowhere/pmo.yml")
    monkeypatch.setattr("sys.argv", ["pmo", "versions"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("pmo: nowhere/pmo.yml: ")


def test_another_error_keeps_its_traceback(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(import_module("pmo.cli.main"), "_runtime", broken)
    monkeypatch.setattr("sys.argv", ["pmo", "versions"])

    with pytest.raises(ZeroDivisionError):
        main()


@pytest.mark.parametrize(
    "command", ["doctor", "extract", "run", "versions", "rollback", "validate"]
)
def test_every_command_has_help(command):
    outcome = CliRunner().invoke(app, [command, "--help"])

    assert outcome.exit_code == 0
    assert "Usage" in outcome.output
