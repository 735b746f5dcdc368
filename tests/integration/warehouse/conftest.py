from datetime import date

import duckdb
import pytest

from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Organisation, Publishing, Settings


@pytest.fixture
def runtime(tmp_path):
    return Runtime(
        settings=Settings(
            organisation=Organisation(name="Test"), publishing=Publishing(keep_versions=3)
        ),
        home=Home(root=tmp_path, drop=tmp_path / "drop"),
        clock=Clock(pinned=date(2026, 6, 30)),
    )


@pytest.fixture
def built(runtime):
    """Return a function that makes the private build say `number` in each of its marts."""

    def build(number):
        runtime.home.warehouse.mkdir(exist_ok=True)
        runtime.home.build.unlink(missing_ok=True)
        with duckdb.connect(str(runtime.home.build)) as connection:
            connection.execute("create schema marts")
            connection.execute("create schema staging")
            connection.execute("create table staging.private as select 1 as secret")
            for table in ("dim_project", "fct_cost"):
                connection.execute(
                    f"create table marts.{table} (number integer not null, amount decimal(18, 2))"
                )
                connection.execute(
                    f"insert into marts.{table} select ?, range from range(1000)", [number]
                )
                connection.execute(f"comment on table marts.{table} is 'One row per number.'")
                connection.execute(f"comment on column marts.{table}.amount is 'In euro.'")

    return build
