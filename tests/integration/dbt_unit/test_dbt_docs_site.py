"""The site that `dbt docs generate` writes, against what is really in the database."""

import json

import pytest


@pytest.fixture(scope="module")
def site(dbt, tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    run = dbt(target, "docs", "generate", "--static")
    assert run.returncode == 0, run.stdout
    return target


@pytest.fixture(scope="module")
def relations(site):
    """Return (what the yml says, what the database has) of each model and seed, by name."""
    said, found = (
        json.loads((site / f"{name}.json").read_text("utf-8")) for name in ("manifest", "catalog")
    )
    assert found["errors"] is None
    return {
        node["name"]: (node, found["nodes"].get(key))
        for key, node in said["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }


def test_every_model_is_there_with_the_columns_that_its_yml_lists(relations):
    wrong = {
        name: sorted(node["columns"].keys() ^ (held or {"columns": {}})["columns"].keys())
        for name, (node, held) in relations.items()
        if held is None or node["columns"].keys() != held["columns"].keys()
    }

    assert len(relations) > 130
    assert wrong == {}


def test_the_comments_of_the_marts_are_their_descriptions(relations):
    marts = [each for each in relations.values() if each[0]["schema"] == "marts"]
    wrong = [
        (node["name"], name)
        for node, held in marts
        for name, column in node["columns"].items()
        if held["columns"][name]["comment"].strip() != column["description"].strip()
    ]

    assert len(marts) > 30
    assert wrong == []


def test_the_site_is_one_file_that_needs_no_server(site):
    page = (site / "static_index.html").read_text("utf-8")

    assert "fct_earned_value" in page
    assert "Cost performance index (CPI)" in page
