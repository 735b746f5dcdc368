import pytest

from expectations.mapping import proposal

EMPTY = ["project_code", "posting_date", "vendor", "cost_category", "hours"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Posting Date", "posting_date"),
        ("Projectcode", "project_code"),
        ("vendors", "vendor"),
        ("供应商", "vendor"),
        ("成本类别名称", "cost_category"),
    ],
)
def test_a_heading_is_proposed_for_the_column_it_looks_like_in_either_language(heading, column):
    assert proposal(heading, EMPTY) == f"{heading} → {column}"


@pytest.mark.parametrize("heading", ["Kreditor", "备注"])
def test_a_heading_like_none_is_said_to_be_so(heading):
    assert proposal(heading, EMPTY) == f"{heading} → no canonical column is like it"


def test_a_column_that_the_file_leaves_empty_is_proposed_before_one_that_it_fills():
    filled = ["posting_date"]

    assert proposal("posted_date", ["order_date"], filled) == "posted_date → order_date"
    assert proposal("posted_date", [], filled) == (
        "posted_date → posting_date (which the file fills as well)"
    )
