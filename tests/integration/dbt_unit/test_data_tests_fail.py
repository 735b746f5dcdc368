"""Every data test of the nightly build tells of what it is there for, and of nothing else."""

import json
from collections import Counter

import duckdb
import pytest

from tests.integration.dbt_unit.generic_faults import KINDS, cases_of
from tests.integration.dbt_unit.shells import Shells
from tests.integration.dbt_unit.singular_faults import SINGULAR
from tests.integration.dbt_unit.sound_jira import JIRA
from tests.integration.dbt_unit.sound_money import MONEY
from tests.integration.dbt_unit.sound_work import WORK

OF_MANY = MONEY | WORK | JIRA


@pytest.fixture(scope="module")
def shells(empty):
    with duckdb.connect(str(empty.home.build), read_only=True) as real:
        return Shells(real)


@pytest.fixture(scope="module")
def compiled(dbt, tmp_path_factory):
    """Return the data tests as dbt compiled them, by their names."""
    target = tmp_path_factory.mktemp("compiled")
    run = dbt(target, "compile", "--select", "test_type:data")
    assert run.returncode == 0, run.stdout
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    return {node["name"]: node for node in nodes.values() if node["resource_type"] == "test"}


@pytest.fixture(scope="module")
def told(compiled, shells):
    """Return of each data test its cases, and whether it told of each: what was wrong of it."""
    found = {}
    for name, node in compiled.items():
        query = shells.over_shells(node["compiled_code"])
        if node.get("attached_node"):
            cases = cases_of(node, node["attached_node"].rpartition(".")[2], shells)
        else:
            cases = SINGULAR.get(name, []) + OF_MANY.get(name, [])
        found[name] = [
            (case, (shells.rows_of(query, case.rows) > 0) == case.is_fault) for case in cases
        ]
    return found


def test_every_data_test_has_a_fault_planted_for_it(told, compiled):
    kinds = Counter(
        node["test_metadata"]["name"] for node in compiled.values() if "test_metadata" in node
    )

    assert kinds.keys() == KINDS.keys()
    assert len(told) > 320
    assert [n for n, cases in told.items() if not any(case.is_fault for case, _ in cases)] == []
    assert SINGULAR.keys() <= told.keys()
    assert OF_MANY.keys() == SINGULAR.keys()


def test_every_fault_is_told_of(told):
    missed = [
        (name, case.what)
        for name, cases in told.items()
        for case, as_expected in cases
        if case.is_fault and not as_expected
    ]

    assert missed == []


def test_nothing_sound_is_told_of(told):
    accused = [
        (name, case.what)
        for name, cases in told.items()
        for case, as_expected in cases
        if not case.is_fault and not as_expected
    ]

    assert sum(not case.is_fault for cases in told.values() for case, _ in cases) > 300
    assert accused == []
