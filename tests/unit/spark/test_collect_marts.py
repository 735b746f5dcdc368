"""What Spark wrote enters the published file as the contracts of the marts say."""

from types import SimpleNamespace

import duckdb
import pytest

from warehouse.errors import BuildFailedError
from warehouse.spark.collect import collect_marts


def column(name, data_type, *constraints):
    return SimpleNamespace(
        name=name,
        data_type=data_type,
        description=f"The {name}'s own.",
        constraints=[SimpleNamespace(type=each) for each in constraints],
    )


def mart(name="fct_cost", schema="marts", resource_type="model"):
    columns = [column("project_code", "varchar", "not_null"), column("amount", "decimal(18, 2)")]
    return SimpleNamespace(
        name=name,
        schema=schema,
        resource_type=resource_type,
        description="What it costs, in o'clock.",
        columns={each.name: each for each in columns},
    )


@pytest.fixture
def written(tmp_path):
    """Return what writes a mart as Spark would, in two files, and collects it."""

    def write(*selects, others=()):
        folder = tmp_path / "spark" / "marts.db" / "fct_cost"
        folder.mkdir(parents=True)
        for number, select in enumerate(selects):
            duckdb.sql(f"copy ({select}) to '{folder}/part-{number}.parquet'")
        nodes = [mart(), *others]
        return collect_marts(tmp_path / "build.duckdb", tmp_path / "spark", nodes)

    return write


def test_a_mart_has_the_columns_types_and_words_of_its_contract(written, tmp_path):
    names = written(
        "select 1.005e0 as amount, 'P-1' as project_code, 7 as more",
        "select null as amount, 'P-2' as project_code, 8 as more",
        others=[mart("stg_x", schema="staging"), mart("seeded", resource_type="seed")],
    )

    assert names == ["fct_cost"]
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        told = connection.execute(
            "select column_name, data_type, is_nullable, comment from duckdb_columns() "
            "where table_name = 'fct_cost' order by column_index"
        ).fetchall()
        assert told == [
            ("project_code", "VARCHAR", False, "The project_code's own."),
            ("amount", "DECIMAL(18,2)", True, "The amount's own."),
        ]
        [comment] = connection.execute("select comment from duckdb_tables()").fetchall()
        assert comment == ("What it costs, in o'clock.",)
        rows = connection.execute("select project_code from marts.fct_cost order by 1").fetchall()
        assert rows == [("P-1",), ("P-2",)]


@pytest.mark.parametrize(
    "select",
    [
        pytest.param("select 'P-1' as project_code", id="a column is missing"),
        pytest.param("select null as project_code, 1 as amount", id="a promised value is missing"),
        pytest.param("select 'P-1' as project_code, 'x' as amount", id="a value is of no number"),
    ],
)
def test_what_breaks_its_contract_stops_the_build_and_is_named(written, select):
    with pytest.raises(BuildFailedError, match=r"marts\.fct_cost as Spark left it"):
        written(select)
