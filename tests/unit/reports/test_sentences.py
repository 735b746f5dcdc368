"""What coverage says in English stands on a page in the reader's language."""

import csv
import re
from pathlib import Path

import pytest

from reports.language import Language
from reports.sentences import said

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
ENGLISH, CHINESE = Language("en"), Language("zh")
# Names of tables, columns, files, variables and commands stay as they are; three words in a row
# of plain English are a sentence that nobody has translated.
SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){2,}")


def seed(name, column):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [row[column] for row in csv.DictReader(lines)]


INPUTS, FIXES = seed("coverage_inputs", "input"), sorted(set(seed("coverage_inputs", "fix")))
NEEDS = seed("coverage_subjects", "otherwise")
LIST = (
    "finance.actuals, "
    "jira.issues that are open and some completed in the last 12 weeks for 4 of 11 projects, "
    "timesheets.entries since 2026-06-01"
)


@pytest.mark.parametrize("text", [*FIXES, *NEEDS])
def test_a_sentence_of_the_seeds_is_one_sentence_and_reads_the_same_in_english(text):
    if text in INPUTS:
        assert said(ENGLISH, text)[0].endswith(f"({text})")
    else:
        assert said(ENGLISH, text) == [text]


@pytest.mark.parametrize("text", [*INPUTS, *FIXES, *NEEDS])
def test_every_sentence_of_the_seeds_has_its_chinese(text):
    [chinese] = said(CHINESE, text)

    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not SENTENCE.search(chinese)


@pytest.mark.parametrize("text", INPUTS)
def test_an_input_is_named_in_words_beside_its_name(text):
    assert said(ENGLISH, text)[0].endswith(f" ({text})")
    assert said(CHINESE, text)[0].endswith(f"（{text}）")


def test_a_list_is_told_apart_though_its_sentences_hold_commas():
    fixes = "Drop timesheets/entries.csv, read Tempo (timesheets.tempo) or log hours in Jira"

    assert said(ENGLISH, f"Drop finance/rates.csv or the workbook of `pmo templates`, {fixes}") == [
        "Drop finance/rates.csv or the workbook of `pmo templates`",
        fixes,
    ]
    assert said(ENGLISH, LIST) == [
        "actual costs (finance.actuals)",
        "jira.issues that are open and some completed in the last 12 weeks for 4 of 11 projects",
        "timesheets (timesheets.entries) since 1 Jun 2026",
    ]
    assert said(CHINESE, LIST) == [
        "实际成本（finance.actuals）",
        "未完成的 jira.issues，且最近 12 周内有完成的事项：涉及 11 个项目中的 4 个",
        "工时表（timesheets.entries）：自 2026年6月1日 起",
    ]


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("registers.gates for project A, B", ["阶段评审（registers.gates）：项目 A", "B"]),
        ("jira.issues for project P-1", ["Jira 事项（jira.issues）：项目 P-1"]),
        (
            "finance.budgets since 2026-06-01 for 2 of 3 projects",
            ["预算（finance.budgets）：自 2026年6月1日 起：涉及 3 个项目中的 2 个"],
        ),
        (
            "a target in registers.criteria (lacking in 12 rows)",
            ["registers.criteria 中的目标值：缺 12 行"],
        ),
        (
            "Switch jira on in the settings. Give the Jira account the right to see worklogs",
            ["先在设置中启用 jira。授予 Jira 账户查看工作日志的权限"],
        ),
    ],
)
def test_for_whom_and_since_when_is_said_too(text, chinese):
    assert said(CHINESE, text) == chinese


@pytest.mark.parametrize("text", ["Nobody wrote this down", "finance.actuals and more"])
def test_what_no_catalogue_knows_stays_as_it_is(text):
    assert said(CHINESE, text) == [text]
    assert said(CHINESE, f"finance.rates, {text}") == ["人工费率（finance.rates）", text]


def test_nothing_said_is_no_sentence():
    assert said(CHINESE, None) == said(CHINESE, "") == []
