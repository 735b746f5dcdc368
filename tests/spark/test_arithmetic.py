"""Where the engines round differently, the translation makes Spark answer as DuckDB does."""

import duckdb
import pytest

from warehouse.spark.translate import to_spark

# Ties, near ties, values beyond them on both sides of zero, and nothing.
VALUES = ("1.005", "2.675", "-2.675", "0.125", "2.500", "3.500", "-0.500", "1000000", "0.1")
DECIMALS = f"(values ({'), ('.join(VALUES)}), (null)) as t(x)"
DOUBLES = f"(values ({'e0), ('.join(VALUES)}e0), (null)) as t(x)"


@pytest.mark.parametrize(
    "select",
    [
        f"select cast(x as decimal(18, 2)) as y from {DOUBLES}",
        f"select cast(x as decimal(18, 2)) as y from {DECIMALS}",
        f"select cast(x as integer) as y from {DOUBLES}",
        f"select cast(x as integer) as y from {DECIMALS}",
        f"select cast(round(x, 2) as double) as y from {DOUBLES}",
        f"select cast(round(x, 2) as double) as y from {DECIMALS}",
        f"select x / 3 as y from {DECIMALS}",
        "select 7 / 2 as y",
        f"select cast(x / 7 as decimal(18, 4)) as y from {DECIMALS}",
        f"select round(avg(x), 6) as y from {DECIMALS}",
        f"select round(avg(x) over (order by x desc), 6) as y from {DECIMALS}",
        # Beyond the places that Spark's own mean of decimals has.
        f"select round(avg(x), 10) as y from {DECIMALS}",
        f"select round(avg(x) over (order by x desc), 10) as y from {DECIMALS}",
        # Of a double and something else.
        "select cast(1.5e0 + 2 as integer) as y",
        f"select cast(x + 0 as integer) as y from {DOUBLES}",
        f"select x from {DECIMALS} qualify row_number() over (order by x desc) = 1",
        "select cast(extract(second from timestamp '2026-03-29 01:59:59.75') as integer) as y",
        "select extract(second from timestamp '2026-03-29 01:59:59.75') as y",
        "select string_agg(x, ', ' order by x) as y from (values ('b'), ('a'), (null)) as t(x)",
        "select string_agg(x, ', ' order by x) as y from (values ('b')) as t(x) where x = 'z'",
        "select unnest(regexp_split_to_array('A1; B2,C3', '[,;[:space:]]+')) as y",
        "select cast('2026-10-25 02:30:00' as timestamp) as y",
        "select md5('a|' || cast(12.50 as varchar) || cast(date '2026-01-31' as varchar)) as y",
        "select true = not false as y",
        "select 1 as y where cast(null as integer) is distinct from 1",
        f"select a.x from {DECIMALS} inner join (select 1.005 as x union all select null) as a "
        "on t.x is not distinct from a.x",
        # What is empty comes last, in either order.
        f"select x, row_number() over (order by x) as y from {DECIMALS}",
        f"select x, row_number() over (order by x desc) as y from {DECIMALS}",
        f"select x, first_value(x) over (order by x, 1) as y from {DOUBLES}",
        f"select x, lead(x) over (order by x) as y, lag(x) over (order by x) as z from {DECIMALS}",
        # And is neither the least nor the greatest.
        f"select greatest(x, 1) as y, least(x, 1) as z from {DECIMALS}",
        f"select min(x) as y, max(x) as z, count(x) as n, count(*) as m from {DECIMALS}",
        "select sum(x) as y from (values (null), (cast(null as decimal(18, 2)))) as t(x)",
    ],
)
def test_both_engines_answer_alike(session, select):
    expected = duckdb.sql(select).fetchall()
    answered = [tuple(row) for row in session.sql(to_spark(select)).collect()]
    assert sorted(answered, key=repr) == sorted(expected, key=repr)
