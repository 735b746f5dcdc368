import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings

HERE = Path(__file__).parent


def _load(name):
    """Tests are imported by path, so a helper beside them is too; once, for all of them."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


good_landing = _load("good_landing")
_load("broken_promises")


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    monkeypatch.delenv("PMO_STATE_URL", raising=False)
    return Runtime(
        settings=Settings.model_validate(
            {"organisation": {"name": "Test", "base_currency": "EUR"}}
        ),
        home=Home(root=tmp_path / "home", drop=tmp_path / "drop"),
        clock=Clock(pinned=good_landing.TODAY),
    )


@pytest.fixture
def with_settings(runtime):
    def changed(**sections):
        values = {
            name: getattr(runtime.settings, name).model_copy(update=value)
            for name, value in sections.items()
        }
        return replace(runtime, settings=runtime.settings.model_copy(update=values))

    return changed
