"""A warehouse that was built night by night is the one that a full refresh builds."""

import pytest

from tests.integration.dbt_equivalence.nights import NIGHTS

IDS = [night.name for night in NIGHTS]


@pytest.mark.parametrize("night", NIGHTS, ids=IDS)
def test_each_night_shows_what_happened(timeline, night):
    outcome = timeline[night.name]

    assert outcome.before == [seen.before for seen in night.seen]
    assert outcome.after == [seen.after for seen in night.seen]
    assert outcome.before != outcome.after


@pytest.mark.parametrize("name", IDS)
def test_each_night_gives_what_a_full_refresh_gives(timeline, name):
    assert timeline[name].differences == []
