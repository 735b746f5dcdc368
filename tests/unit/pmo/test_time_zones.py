"""Golden instants: Directive 2000/84/EC (last Sundays, 01:00 UTC), the US Energy Policy Act of
2005 (second Sunday of March, first of November, 02:00 local), Samoa's crossing of the date line."""

import pytest

from pmo.settings import SettingsError, load_settings
from pmo.time_zones import utc_offsets


def of_year(zone: str, year: int) -> list[list[str | int]]:
    return [each for each in utc_offsets(zone) if str(each[0]).startswith(str(year))]


@pytest.mark.parametrize(
    ("zone", "year", "changes"),
    [
        pytest.param(
            "Europe/Berlin",
            2026,
            [["2026-03-29 01:00:00", 7200], ["2026-10-25 01:00:00", 3600]],
            id="the European Union",
        ),
        pytest.param(
            "America/New_York",
            2026,
            [["2026-03-08 07:00:00", -14400], ["2026-11-01 06:00:00", -18000]],
            id="the United States",
        ),
        pytest.param("Asia/Shanghai", 2026, [], id="China keeps one time"),
        pytest.param(
            "Pacific/Apia",
            2011,
            [
                ["2011-04-02 14:00:00", -39600],
                ["2011-09-24 14:00:00", -36000],
                ["2011-12-30 10:00:00", 50400],
            ],
            id="Samoa crosses the date line",
        ),
    ],
)
def test_each_change_of_a_zones_clocks_is_listed_to_the_second(zone, year, changes):
    assert of_year(zone, year) == changes


def test_a_zone_without_changes_is_one_stretch():
    assert utc_offsets("UTC") == [["1990-01-01 00:00:00", 0]]
    assert utc_offsets("Asia/Kathmandu") == [["1990-01-01 00:00:00", 20700]]


def test_an_unknown_time_zone_is_refused_with_the_nearest_name(tmp_path):
    path = tmp_path / "pmo.yml"
    path.write_text("organisation:\n  name: x\n  time_zone: Europe/Berln\n", "utf-8")

    with pytest.raises(SettingsError, match=r":3: .*Berln.* did you mean Europe/Berlin"):
        load_settings(path)
