"""Each value that a mart's column may hold has its word in every language of the reports."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.language import TEXTS, Language

MARTS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"
# By whose words the pages write the values of a column; a value without one would show as it is.
WORDS = {
    "change": ("fct_portfolio_health", "change"),
    "feedback.statuses": ("fct_improvement_action", "status"),
    "gates.statuses": ("fct_gate_review", "status"),
    "milestones.status": ("fct_milestone", "status"),
    "risks.trends": ("fct_risk", "score_trend"),
    "method": ("fct_earned_value", "ev_method"),
}


@cache
def accepted() -> dict[tuple[str, str], list[str]]:
    """Return the accepted values of each column that has any, by mart and column."""
    models = (
        model
        for path in MARTS.glob("*/*.yml")
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]
    )
    return {
        (model["name"], column["name"]): values
        for model in models
        for column in model["columns"]
        for test in column.get("data_tests", [])
        if (values := values_of(test))
    }


def values_of(test: Any) -> list[str]:
    """Return what a data test accepts; nothing where it is another test."""
    return test["accepted_values"]["arguments"]["values"] if "accepted_values" in test else []


@pytest.mark.parametrize("code", sorted(path.stem for path in TEXTS.glob("*.yml")))
@pytest.mark.parametrize("section", WORDS)
def test_a_value_that_a_mart_may_hold_has_a_word(section, code):
    language, values = Language(code), accepted()[WORDS[section]]

    assert len(values) > 1
    assert [each for each in values if not language.has(f"{section}.{each}")] == []
