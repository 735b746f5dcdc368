"""Without a register of projects there is nobody to report on: the night stops and says so."""

from collections.abc import Callable

import pytest

from tests.e2e.degraded.conftest import Delivery, Night

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "delivery",
    [
        pytest.param(Delivery(folders=()), id="Jira only"),
        pytest.param(Delivery(folders=(), jira=False), id="nothing at all"),
    ],
)
def test_it_stops_with_a_page_that_says_what_to_drop(
    night_of: Callable[[str, Delivery], Night], delivery: Delivery
):
    night = night_of("stopped", delivery)
    home, page = night.installation.home, night.installation.page("quality")

    assert night.run.returncode == 1
    assert "Traceback" not in night.run.stderr
    assert "pmo: landing gate stopped the night" in night.run.stderr
    assert "Put projects.csv or projects.xlsx into the registers' drop folder" in night.run.stderr
    assert str(page) in night.run.stderr

    words = night.words("quality")
    assert "The night was stopped" in words
    assert "the register of projects is missing or empty" in words
    assert "Put projects.csv or projects.xlsx into the registers' drop folder" in words
    assert "readers see no warehouse" in words
    assert "本次夜间运行已被拦停" in night.words("quality", "zh")

    assert not (home / "warehouse" / "portfolio.duckdb").exists()
    assert not (home / "reports" / "performance").exists()
    assert (home / "reports" / "index.html").is_file()
