import re

import duckdb
import pytest

from demo.questions import DOCUMENT, answered

pytestmark = pytest.mark.slow

ANSWER = re.compile(r"```\n\n(.*?)(?=\n## |\Z)", re.DOTALL)


@pytest.fixture
def published(first_night):
    home, _ = first_night
    with duckdb.connect(str(home / "warehouse" / "portfolio.duckdb"), read_only=True) as connection:
        yield connection


def test_every_answer_of_the_document_is_what_the_demo_publishes(published):
    document = DOCUMENT.read_text("utf-8")

    assert answered(document, published) == document


def test_a_changed_number_changes_the_answer(published):
    document = DOCUMENT.read_text("utf-8")
    spoilt = re.sub(r"\| red \|", "| green |", document, count=1)

    assert spoilt != document
    assert answered(spoilt, published) == document


def test_every_question_has_an_answer(published):
    """The sample organisation has a story for every duty; an empty answer shows nothing."""
    document = answered(DOCUMENT.read_text("utf-8"), published)

    answers = ANSWER.findall(document.partition("\n## ")[2])
    empty = [each for each in answers if each.startswith("*Nothing")]
    assert len(answers) >= 20
    assert empty == []
