"""A load that is committed in parts may be published when it has come to its end."""

import pytest
from good_landing import GOOD, ISSUE, deliver, deliver_good

from expectations.alerts import list_alerts
from expectations.errors import GateStoppedError
from expectations.landing_gate import check_landing
from extractors.landing import Landing
from extractors.runs import tables_of

TABLES = {table.name: table for table in tables_of("jira")}


class CutOffError(Exception):
    pass


def land_a_part(runtime, **tables):
    """Commit rows of Jira as a part of a load that is cut off before its end."""
    landing = Landing(runtime.home.landing, runtime.clock)
    with pytest.raises(CutOffError), landing.batch("jira", tuple(TABLES.values())) as writer:
        for name, rows in tables.items():
            writer.write(TABLES[name], rows)
        writer.checkpoint()
        raise CutOffError


@pytest.fixture
def others(runtime):
    """Everything but Jira has landed."""
    for source, tables in GOOD.items():
        if source != "jira":
            deliver(runtime, source, {name: [row] for name, row in tables.items()})
    return runtime


def titles(runtime, severity):
    return [each["title"] for each in list_alerts(runtime) if each["severity"] == severity]


def test_the_parts_of_a_first_load_stop_the_night_until_it_is_at_its_end(others):
    land_a_part(others, **{name: [row] for name, row in GOOD["jira"].items()})

    with pytest.raises(GateStoppedError) as stopped:
        check_landing(others)
    [broken] = stopped.value.result.stopping
    assert (broken.expectation, broken.place) == ("loaded_to_the_end", "jira.issues")
    assert "the first load is still under way (committed in parts up to 2026-06-30 " in str(
        stopped.value
    )
    assert "pmo extract jira" in broken.fix

    deliver(others, "jira", {})
    assert check_landing(others).passed


def test_a_later_load_that_was_cut_off_is_a_warning_and_stops_nothing(runtime):
    deliver_good(runtime)
    assert check_landing(runtime).passed
    assert "loaded_to_the_end" not in {each["expectation"] for each in list_alerts(runtime)}
    land_a_part(runtime, issues=[ISSUE])

    assert check_landing(runtime).passed
    assert [each for each in titles(runtime, "warning") if "the last load was cut off" in each]


def test_a_jira_that_is_switched_off_is_not_waited_for(others, with_settings):
    land_a_part(others, **{name: [row] for name, row in GOOD["jira"].items()})
    result = check_landing(with_settings(jira={"enabled": False}))

    assert result.passed
    assert "loaded_to_the_end" not in {each.expectation for each in result.results}
