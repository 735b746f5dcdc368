"""Every number that a report shows has its entry in the metric catalogue."""

import ast
import csv
import re
from pathlib import Path

import pytest
import yaml

from expectations import store
from reports.performance import status
from reports.render import TEMPLATES
from tests.unit.reports.shown import NUMBERS, Shown, printed, shown

ROOT = Path(__file__).parents[3]
REPORTS = ROOT / "reports"
DECLARED = yaml.safe_load((REPORTS / "figures.yml").read_text("utf-8"))
FIGURES, CHARTS, WORDS = DECLARED["figures"], DECLARED["charts"], set(DECLARED["words"])
PRINTED = shown()
# Names that a query or a page gives to another column than the mart's of that name.
RENAMED = {
    *("own.score", "row.score", "r.satisfaction.score"),  # the mean of `score_5`
    *("row.previous_score", "row.last_rows"),
}
NUMERIC = re.compile(r"^(integer|bigint|double|decimal)", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue():
    with (ROOT / "dbt_project/seeds/metric_definitions.csv").open(encoding="utf-8") as lines:
        return {row["metric"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def columns():
    """Return the type of each column, by mart or by table of schema quality."""
    marts = {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for path in (ROOT / "dbt_project/models/marts").rglob("*.yml")
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", [])
    }
    files = {
        "alerts": store.ALERTS,
        "expectation_results": store.EXPECTATION_RESULTS,
        "freshness": store.FRESHNESS,
        "quarantined_rows": store.QUARANTINE,
    }
    from warehouse.build import DBT_RESULTS

    tables = files | {"dbt_results": DBT_RESULTS}
    return marts | {f"quality.{name}": dict.fromkeys(s.names, "") for name, s in tables.items()}


def declared(each):
    return FIGURES.get(each.template, {}).get(each.expression)


def metrics_of(value):
    return value if isinstance(value, list) else [value]


def test_every_number_of_a_page_names_its_metric():
    unknown = [each for each in PRINTED if each.form in NUMBERS and not declared(each)]

    assert len(PRINTED) > 300
    assert unknown == []


def test_what_is_printed_as_it_is_is_a_word_or_names_its_metric():
    plain = [each for each in PRINTED if each.form is None]
    unknown = [each for each in plain if not declared(each) and each.expression not in WORDS]

    assert len(plain) > 100
    assert unknown == []


def test_no_word_is_the_name_of_a_number_of_the_marts(columns):
    numbers = {
        name for table in columns.values() for name, kind in table.items() if NUMERIC.match(kind)
    }
    # A text of quality.quarantined_rows has the name of a number of fct_early_warning.
    suspects = {word for word in WORDS - {"row.value", "sample.value"} if "." in word}

    assert {word for word in suspects if word.rpartition(".")[2] in numbers} == set()


def test_nothing_is_declared_that_no_page_prints():
    seen = {(each.template, each.expression) for each in PRINTED}
    said = {(name, expression) for name, own in FIGURES.items() for expression in own}

    assert said - seen == set()
    assert {each.expression for each in PRINTED} >= WORDS


def test_every_picture_says_what_it_draws():
    drawing = set()
    for path in REPORTS.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                called = {getattr(call, "id", "") for call in ast.walk(node)}
                drawing |= {f"{module}.{node.name}"} if "draw" in called else set()

    assert drawing == CHARTS.keys()


def test_each_metric_that_a_page_names_stands_in_the_catalogue(catalogue):
    groups = [value for own in FIGURES.values() for value in own.values()] + list(CHARTS.values())
    named = {metric for group in groups for metric in metrics_of(group)}

    assert named - catalogue.keys() == set()


def test_a_page_shows_the_column_that_its_metric_names(catalogue, columns):
    """Where an expression ends in the name of a column, it is that column of the metric."""
    wrong = set()
    for own in FIGURES.values():
        for expression, value in own.items():
            name = expression.rpartition(".")[2]
            rows = [catalogue[each] for each in metrics_of(value)]
            held = [row for row in rows if name in columns[row["source_model"]]]
            if held and "/" not in expression and all(row["source_column"] != name for row in rows):
                wrong.add(expression)

    assert wrong == RENAMED


def test_every_row_of_the_catalogue_points_at_a_column_that_exists(catalogue, columns):
    assert [
        metric
        for metric, row in catalogue.items()
        if row["source_column"] not in columns.get(row["source_model"], {})
    ] == []


def test_every_row_of_the_catalogue_is_complete_in_both_languages(catalogue):
    assert [metric for metric, row in catalogue.items() if not all(row.values())] == []
    assert [
        metric
        for metric, row in catalogue.items()
        if not re.search("[\u4e00-\u9fff]", row["title_zh"])
        or re.search("[\u4e00-\u9fff]", row["title_en"])
    ] == []


def test_the_rules_that_rate_a_project_compare_metrics_of_the_catalogue(catalogue):
    rated = {row["source_column"] for row in catalogue.values()}
    values = {f"{each}_value" for each in status.DIMENSIONS}

    assert values - rated == {"schedule_value", "risk_value"}  # SPI(t) or slip; the worst score


@pytest.mark.parametrize(
    ("template", "found"),
    [
        pytest.param("{{ row.spi | ratio }}", ("row.spi", "ratio"), id="a filter"),
        pytest.param("{{ row.spi }}", ("row.spi", None), id="as it is"),
        pytest.param(
            "{{ row.a | money if row.a is not none else '–' }}", ("row.a", "money"), id="a choice"
        ),
        pytest.param(
            "{% set _ = points.append(t('map.point', project='', spi=row.s, cpi=1)) %}",
            ("row.s", "ratio"),
            id="a text kept for later",
        ),
        pytest.param("{{ parts.sign(rag, rows | length) }}", ("rows | length", None), id="a macro"),
        pytest.param("{{ '–' ~ (a / b) | percent }}", ("a / b", "percent"), id="a sum of texts"),
    ],
)
def test_a_number_is_found_however_it_is_printed(template, found):
    assert found in set(printed(template))


def test_a_template_in_a_new_folder_is_looked_at_too():
    names = {each.template for each in PRINTED}
    files = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}

    assert files - names <= {"portfolio/map.html"}
    assert Shown("project/risks.html", "row.residual_score", "integer") in PRINTED
