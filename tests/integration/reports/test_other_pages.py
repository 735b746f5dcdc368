"""The feedback report, the data-quality page, and the archive's index."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports import feedback, index, quality
from reports.index import found
from reports.rhythm import feedback_is_due

TABLES = {
    "quality/expectation_results/landing": "from results where gate = 'landing'",
    "quality/expectation_results/publish": "from results where gate = 'publish'",
    "quality/alerts/current": "from alerts",
    "quality/freshness/current": "from freshness",
    "quality/dbt_results/current": "from dbt_results",
    "quarantine/current": "from broken",
}


def gates(home, change="select 1"):
    """Leave behind what both gates write, after `change` was made to it."""
    with duckdb.connect() as connection:
        connection.execute((Path(__file__).parent / "gates.sql").read_text("utf-8"))
        connection.execute(change)
        for name, rows in TABLES.items():
            path = home.root / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy ({rows}) to '{path}' (format parquet)")


def words(path):
    html = path.read_text("utf-8")
    body = html[html.index("<body") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def quality_page(runtime):
    return words(quality.write(runtime)[0])


def test_the_feedback_report_weighs_scores_and_ranks_gaps(standing):
    text = words(feedback.write(standing)[0])

    # P-1: (3 x 75 + 1 x 80) / 4 = 76.25; P-4: (3 x 95 + 100) / 4 = 96.25; all: 86.25.
    assert "Mean score 86 " in text
    assert "Payments renewal P-1 76" in text
    assert "Customer portal P-4 96" in text
    # Weighted distances: 3 x 25 = 75, 1 x 20, 3 x 5 = 15.
    gaps = text[text.index("Largest gaps") :]
    first = gaps.index("Budget ratio 1.00 0.75")
    assert first < gaps.index("Schedule ratio 1.00 0.80") < gaps.index("Budget ratio 1.00 0.95")


def test_overdue_actions_come_first_with_their_effect(standing):
    text = words(feedback.write(standing)[0])

    assert text.index("A-1") < text.index("A-2")
    assert "0.90 → 0.97" in text
    assert "Overdue actions 1 of 1 not done" in text


def test_comments_are_shown_once_and_never_obeyed(standing):
    html = feedback.write(standing)[0].read_text("utf-8")

    assert "<script" not in html
    assert html.count("Comment of client: &lt;script&gt;") == 2


@pytest.mark.parametrize(
    ("mart", "missing"),
    [
        ("fct_outcome_evaluation", "criteria"),
        ("fct_feedback", "feedback"),
        ("fct_improvement_action", "improvement_actions"),
        ("fct_lesson", "lessons"),
    ],
)
def test_a_feedback_section_without_input_says_which_input(publish, rows, mart, missing):
    rows[mart] = []

    assert f"register `{missing}`" in words(feedback.write(publish(rows))[0])


def test_the_feedback_report_is_written_alike_twice(standing):
    first = {path: path.read_bytes() for path in feedback.write(standing)}

    assert {path: path.read_bytes() for path in feedback.write(standing)} == first


def test_the_quality_page_counts_promises_and_names_rows(runtime):
    gates(runtime.home)
    text = quality_page(runtime)

    assert "The night went through" in text
    assert "Landing gate 2 1 0 1 30 Jun 2026 05:00" in text
    assert "budgets.csv 2 amount N/A (Section 43) The amount is no number. Write a number." in text
    assert "Kept out 24 " in text
    assert "Kept, flagged 6 " in text
    assert "and 10 more" in text
    assert "A blank amount reads as zero." in text
    assert "jira Stale" in text
    assert "timesheets Switched off" in text


def test_a_stopped_night_is_told_before_anything_was_published(unpublished):
    gates(unpublished.home, "update results set is_kept = false where expectation_id = 'e1'")
    text = quality_page(unpublished)

    assert "The night was stopped" in text
    assert "The Landing gate found broken promises that concern whole tables: 1." in text
    assert "readers see no warehouse" in text
    # The publish gate's file is left over from an earlier night.
    assert "Publish gate not reached tonight" in text


def test_a_stop_at_the_second_gate_keeps_the_first_ones_result(runtime):
    gates(runtime.home, "update results set is_kept = false where expectation_id = 'e3'")
    text = quality_page(runtime)

    assert "The Publish gate found broken promises that concern whole tables: 1." in text
    assert "Readers see version 20260630-abc12345" in text


def test_rows_that_break_a_critical_promise_stop_nothing(runtime):
    gates(runtime.home, "update results set severity = 'critical' where expectation_id = 'e2'")
    text = quality_page(runtime)

    assert "The night went through" in text
    assert "Landing gate 2 1 1 0 30 Jun 2026 05:00" in text


def test_before_the_first_night_the_quality_page_says_so(unpublished):
    text = quality_page(unpublished)

    assert "No gate has run yet" in text
    assert "Every promise was kept" not in text


def test_values_of_broken_rows_are_never_obeyed(runtime):
    gates(runtime.home, "update broken set value = '<script>alert(1)</script>'")

    for path in quality.write(runtime):
        assert "<script" not in path.read_text("utf-8")


def test_the_index_lists_reports_newest_first(runtime):
    for name in (
        "performance/2026-05-31/en",
        "performance/2026-06-30/.en.1.partial",
        "feedback/x/en",
    ):
        path = runtime.home.reports / name / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text("")
    feedback.write(runtime)

    days = found(runtime.home.reports)
    html = index.write(runtime).read_text("utf-8")

    assert [day.day for day in days] == [date(2026, 6, 30), date(2026, 5, 31)]
    assert days[0].kinds == {"feedback": ["en", "zh"]}
    for link in re.findall(r'href="([^"#]+\.html)"', html):
        assert (runtime.home.reports / link).exists()


def test_an_empty_archive_says_so(unpublished):
    assert "No report has been written yet" in words(index.write(unpublished))


def test_feedback_is_due_once_a_month_and_again_on_its_own_day(runtime):
    assert feedback_is_due(runtime)
    feedback.write(runtime)
    assert feedback_is_due(runtime)

    (runtime.home.reports / "feedback/2026-05-30").mkdir()
    assert feedback_is_due(runtime)
    (runtime.home.reports / "feedback/2026-06-02").mkdir()
    assert not feedback_is_due(runtime)
