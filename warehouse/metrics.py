"""The metrics of the semantic layer, asked of the published warehouse.

dbt writes what each metric means into `semantic_manifest.json`; MetricFlow makes SQL of a question
about them, and DuckDB answers it from the file that BI reads.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import duckdb

from pmo.errors import OperatorError
from pmo.home import Home
from warehouse.database import literal, quoted

if TYPE_CHECKING:
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow.protocols.sql_client import SqlClient

# What the days of a metric can be gathered to; the fiscal ones are columns of `dim_date`.
PERIODS = ("day", "week", "month", "quarter", "year", "fiscal_period", "fiscal_year")
TIME = "metric_time"


class NoMetricsError(OperatorError):
    """There is no published warehouse, or no build that says what the metrics mean."""


class UnanswerableError(OperatorError):
    """A metric, dimension or condition is unknown, or they do not go together."""


@dataclass(frozen=True)
class Metric:
    """One metric that can be asked for; `description` says formula and unit."""

    name: str
    label: str
    description: str


@dataclass(frozen=True)
class Question:
    """Metrics, by what to group them, and which rows count.

    `by` holds dimensions (`project__programme`) and periods (`month`), `where` the value that a
    dimension must have. `since` and `until` widen to whole periods where one is asked for; a
    running sum needs them, lest it be made for every day of the calendar.
    """

    metrics: Sequence[str]
    by: Sequence[str] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def request(self) -> "MetricFlowQueryRequest":
        """Return it as MetricFlow takes it, ordered by its groups."""
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        groups = [f"{TIME}__{name}" if name in PERIODS else name for name in self.by]
        return MetricFlowQueryRequest.create(
            metric_names=list(self.metrics),
            group_by_names=groups or None,
            where_constraints=[
                f"{{{{ Dimension({literal(name)}) }}}} = {literal(value)}"
                for name, value in self.where.items()
            ]
            or None,
            order_by_names=groups or None,
            time_constraint_start=_midnight(self.since),
            time_constraint_end=_midnight(self.until),
        )


@dataclass(frozen=True)
class Answer:
    """The columns (groups, then metrics) and rows of an answer, and the SQL that gave it."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    sql: str


class Metrics:
    """An open, read-only connection that answers questions about metrics."""

    def __init__(self, manifest: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
        """Read the metrics from dbt's semantic manifest; the marts are those of `connection`."""
        self._connection = connection
        connection.execute("set timezone = 'UTC'")
        self._engine = _engine(manifest)

    @classmethod
    def open(cls, home: Home) -> Self:
        """Open what readers see now; raise `NoMetricsError` when there is nothing."""
        manifest = home.warehouse / "dbt" / "target" / "semantic_manifest.json"
        for path in (home.portfolio, manifest):
            if not path.exists():
                raise NoMetricsError(f"{path} does not exist; run `pmo run` to build and publish")
        # The path is a link that the next publish switches: open the file it names at this moment.
        published: Path = home.portfolio.resolve()
        connection = duckdb.connect(str(published), read_only=True)
        return cls(json.loads(manifest.read_text("utf-8")), connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def metrics(self) -> list[Metric]:
        """Return every metric by name, without those that only serve others."""
        return [
            Metric(each.name, each.label or each.name, each.description or "")
            for each in self._engine.list_metrics(include_dimensions=False)
        ]

    def dimensions(self, metrics: Sequence[str]) -> list[str]:
        """Return by what all of `metrics` can be grouped, periods apart."""
        self._know(metrics)
        found = self._engine.list_dimensions(list(metrics))
        return sorted({each.dunder_name for each in found} - {TIME})

    def ask(self, question: Question) -> Answer:
        """Return the answer; raise `UnanswerableError` with the reason where there is none."""
        self._know(question.metrics)
        with _explained():
            sql = self._engine.explain(question.request()).sql_statement.sql
            cursor = self._connection.execute(sql)
        columns = tuple(str(column[0]) for column in cursor.description or ())
        return Answer(columns, [tuple(map(_day, row)) for row in cursor.fetchall()], sql)

    def _know(self, names: Sequence[str]) -> None:
        """Raise `UnanswerableError` for a name that is no metric."""
        known = [each.name for each in self.metrics()]
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else "`pmo metrics` lists them"
                raise UnanswerableError(f"there is no metric {name!r}; {hint}")


def _engine(manifest: dict[str, Any]) -> "MetricFlowEngine":
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow_semantic_interfaces.implementations.semantic_manifest import (
        PydanticSemanticManifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    spines = manifest["project_configuration"]["time_spines"]
    for each in (*manifest["semantic_models"], *spines):
        # dbt names the private file that it builds; whoever asks has the same marts in another.
        place = each["node_relation"]
        place["database"] = None
        place["relation_name"] = f"{quoted(place['schema_name'])}.{quoted(place['alias'])}"
    parsed = PydanticSemanticManifest.parse_obj(manifest)
    return MetricFlowEngine(SemanticManifestLookup(parsed), cast("SqlClient", _dialect()))


def _dialect() -> object:
    """Return what MetricFlow asks of a client that only writes SQL."""
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

    class Dialect:
        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

    return Dialect()


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what MetricFlow and DuckDB say of a question into a message for whoever asked it."""
    from metricflow_semantics.errors.error_classes import InformativeUserError, MetricFlowException

    try:
        yield
    except (InformativeUserError, MetricFlowException, duckdb.Error) as error:
        said = str(error).partition("Issue Location:")[0].strip()
        raise UnanswerableError(
            f"{said}\n`pmo metrics NAME --dimensions` lists by what a metric can be grouped"
        ) from error


def _day(value: Any) -> Any:
    """Return a period's first instant as its day; nothing here is finer than a day."""
    return value.date() if isinstance(value, datetime) else value


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time())
