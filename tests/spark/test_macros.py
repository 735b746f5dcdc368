"""A macro that is written twice, or whose words are translated, answers alike on both engines."""

import duckdb
import pytest

from tests.spark.macros import Macros
from warehouse.spark.translate import to_spark

BERLIN = [["1990-01-01 00:00:00", 3600], ["2026-03-29 01:00:00", 7200]]
BERLIN += [["2026-10-25 01:00:00", 3600]]
ENGINES = {name: Macros(name, utc_offsets=BERLIN) for name in ("duckdb", "spark")}

# Ends of months and years, leap days, and the weeks that belong to another year.
DAYS = (
    "(values (date '2026-01-31'), (date '2024-02-29'), (date '2025-12-29'), (date '2026-12-31'), "
    "(date '2027-01-03'), (date '2027-01-04'), (date '2026-06-28'), (date '2026-06-29'), "
    "(cast(null as date))) as t(d)"
)
# Around midnight, around the clocks of March, and before 1970.
INSTANTS = (
    "(values (timestamp '2026-03-28 22:59:59'), (timestamp '2026-03-28 23:00:00'), "
    "(timestamp '2026-03-29 00:59:59'), (timestamp '2026-03-29 01:00:00'), "
    "(timestamp '2026-03-29 21:59:59.75'), (timestamp '2026-03-29 22:00:00'), "
    "(timestamp '2026-10-25 00:59:59'), (timestamp '2026-10-25 23:00:00'), "
    "(timestamp '1969-12-31 23:59:59.5'), (cast(null as timestamp))) as t(i)"
)
TEXTS = (
    "(values ('AB, CD'), ('AB;CD EF'), (' AB '), ('5.0'), ('-5'), ('1e3'), ('XL'), ('5,0'), (''), "
    "('2026-05-01 00:00:00.0'), ('2026-02-30'), ('2026-05'), ('2026'), ('1; 2,5'), ('8'), "
    "('2.5'), ('-2.5'), ('0.49999999999'), ('9223372036854775808'), "
    "('12345678901234567890123456789012345678901'), "
    "(cast(null as varchar))) as t(x)"
)
NUMBERS = (
    "(values (1, 2.5, 'b'), (1, 7.25, 'a'), (1, null, null), (1, 4.5, 'C'), "
    "(2, 1.5, ''), (2, 2.5, 'a'), (3, null, null)) as t(g, n, x)"
)
JSON = (
    """(values ('{"value": "High", "id": "7"}'), ('{"displayName": "Ada", "key": "a1"}'), """
    """('{"name": "Team", "title": "Crew"}'), ('[{"name": "First"}, {"name": "Second"}]'), """
    """('["34", "35"]'), ('[]'), ('"text"'), ('5.50'), ('12'), ('true'), ('null'), """
    """('{"a b": 1}'), ('[{"value": "One", "child": {"value": "Two"}}]'), """
    """('{"id": "9", "key": "K"}'), ('["one \\"two\\", three"]'), (null)) as t(j)"""
)
FIELDS = (
    """(values ('{"customfield_1": {"value": "High"}, "customfield_2": null}', 'customfield_1'), """
    """('{"customfield_1": 8.0}', 'customfield_1'), ('{"customfield_1": "x"}', 'customfield_9'), """
    """('{"customfield_1": [1, 2]}', 'customfield_1'), (null, 'customfield_1')) as t(j, k)"""
)
LISTS = "(values ('[\"34\", \"35\"]'), ('[]'), ('[\"7\"]'), (cast(null as varchar))) as t(j)"
OBJECTS = (
    """(values ('[{"id": "1", "name": "A"}, {"id": "2", "name": null, "more": 1}]'), ('[]'), """
    """('[{"name": "only"}]'), (null)) as t(j)"""
)
ROWS = (
    "(values (1, 12.50, date '2026-01-31', 'x', true), (2, null, null, null, null), "
    "(3, 0.10, date '1999-12-31', 'Grün|o''k', false)) as t(a, b, c, d, e)"
)
PARTS = ["'year'", "'month'", "'quarter'", "'week'", "'day'"]


def _added(unit, column, table):
    steps = (-13, -1, 0, 1, 12) if unit in ("month", "day", "week", "quarter", "year") else (-90, 1)
    macro = f"dbt.dateadd('{unit}', {{step}}, '{column}')"
    values = ", ".join(
        f"cast({{{{ {macro.format(step=step)} }}}} as timestamp) as y{number}"
        for number, step in enumerate(steps)
    )
    return f"select {values} from {table}"


@pytest.mark.parametrize(
    "select",
    [
        *(_added(unit, "d", DAYS) for unit in ("day", "week", "month", "quarter", "year")),
        *(_added(unit, "i", INSTANTS) for unit in ("hour", "minute", "second", "day")),
        f"select {{{{ add_days('d', 7) }}}} as y, {{{{ add_days('d', -366) }}}} as z from {DAYS}",
        "select a.d, b.d, {{ days_between('a.d', 'b.d') }} as y "
        f"from (select * from {DAYS}) as a cross join (select * from {DAYS}) as b",
        "select {{ dbt.datediff('a.i', 'b.i', 'day') }} as y, "
        "{{ dbt.datediff('a.i', 'b.i', 'second') }} as z, {{ hours_between('a.i', 'b.i') }} as h "
        f"from (select * from {INSTANTS}) as a cross join (select * from {INSTANTS}) as b",
        "select a.d, b.d, {{ months_between('a.d', 'b.d') }} as y "
        f"from (select * from {DAYS}) as a cross join (select * from {DAYS}) as b",
        f"select {{{{ month_end('d') }}}} as y, {{{{ month_end('d', -1) }}}} as z from {DAYS}",
        *(
            f"select cast({{{{ dbt.date_trunc({part}, 'd') }}}} as date) as y from {DAYS}"
            for part in PARTS
        ),
        f"select {{{{ iso_weekday('d') }}}} as y, {{{{ iso_year('d') }}}} as z from {DAYS}",
        f"select {{{{ date_key('d') }}}} as y from {DAYS}",
        "select {{ period_text('extract(year from d)', 'extract(month from d)') }} as y "
        f"from {DAYS}",
        f"select {{{{ local_day('i') }}}} as y from {INSTANTS}",
        "{{ utc_offset_rows() }}",
        "{{ all_days('2024-02-27', '2024-03-02') }}",
        "{{ dbt.generate_series(5) }}",
        f"select d, {{{{ days_from_to('d', 'cast(d + interval 2 day as date)') }}}} as y "
        f"from {DAYS} where d is not null",
        f"select g, {{{{ median('n') }}}} as y from {NUMBERS} group by g",
        f"select g, {{{{ text_list('x') }}}} as y from {NUMBERS} group by g",
        f"select g, {{{{ ordered_text_list('x', 'n desc') }}}} as y from {NUMBERS} group by g",
        f"select x, {{{{ split_to_rows('x', '[,;[:space:]]+') }}}} as y from {TEXTS}",
        f"select x, {{{{ try_number('x') }}}} as y, {{{{ try_day('x') }}}} as z from {TEXTS}",
        f"select x, {{{{ try_number('x', 'bigint') }}}} as y from {TEXTS}",
        f"select {{{{ weekdays('x') }}}} as y from {TEXTS}",
        f"select j, {{{{ json_list_text('j') }}}} as y from {LISTS}",
        "select w, {{ json_said(json_member('w', 'k')) }} as y "
        f"from (select '{{\"v\": ' || j || '}}' as w, 'v' as k from {JSON}) as wrapped",
        f"select {{{{ json_said(json_member('j', 'k')) }}}} as y from {FIELDS}",
        "select o.id, o.name "
        f"from (select {{{{ json_objects_to_rows('j') }}}} as o from {OBJECTS}) as listed",
        f"select {{{{ surrogate_key(['a', 'b', 'c', 'd', 'e']) }}}} as y from {ROWS}",
        f"select {{{{ seeded_number(['a', 'd'], 1000) }}}} as y from {ROWS}",
        f"select {{{{ number_text('n', 1) }}}} as y from {NUMBERS}",
        f"select {{{{ percent_text('n') }}}} as y from {NUMBERS}",
        f"select {{{{ counted_text('g', 'day') }}}} as y from {NUMBERS}",
    ],
)
def test_a_macro_answers_alike_on_both_engines(session, select):
    written, translated = (engine.render(select) for engine in ENGINES.values())
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        expected = connection.execute(written).fetchall()
    answered = [tuple(row) for row in session.sql(to_spark(translated)).collect()]
    assert len(expected) > 0
    assert sorted(answered, key=repr) == sorted(expected, key=repr)
