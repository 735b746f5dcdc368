"""The gate and the models read an approval alike."""

import re
from pathlib import Path

from expectations.landing_views import CANCELLED, OTHERS, REJECTED, listed

MACRO = Path(__file__).parents[3] / "dbt_project" / "macros" / "timesheets.sql"


def test_the_words_of_the_gate_are_those_of_the_models():
    text = MACRO.read_text("utf-8")
    lists = [re.findall(r"'(\w+)'", found) for found in re.findall(r"in \(([^)]*)\)", text)]

    assert lists[:2] == [list(REJECTED), list(CANCELLED)]
    assert not {*OTHERS} & {*REJECTED, *CANCELLED}


def test_words_are_listed_as_sql_and_none_as_what_nothing_equals():
    assert listed(["a", "o'clock"]) == "'a', 'o''clock'"
    assert listed([]) not in ("", "''")
