"""A small published warehouse made by hand to the marts contract; no number is our models'."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Organisation, Reports, Settings

AS_OF = date(2026, 6, 30)
PREVIOUS = date(2026, 6, 23)
DIMENSIONS = (
    "scope",
    "schedule",
    "cost",
    "resources",
    "risk",
    "quality",
    "satisfaction",
    "data_trust",
)
HOSTILE = "<script>alert('x')</script> & =HYPERLINK(\"a\")"

Rows = dict[str, list[dict[str, Any]]]


def project(code: str, name: str, **more: Any) -> dict[str, Any]:
    facts = {
        "project_code": code,
        "project_name": name,
        "programme": "Digital",
        "department": "IT",
        "sponsor": "Ada Stone",
        "manager_name": "Li Wei",
        "priority": 1,
        "stage": "build",
        "method": "agile",
        "status": "active",
        "baseline_start_date": date(2025, 1, 1),
        "baseline_finish_date": date(2026, 12, 31),
        "ev_method": "points",
        "is_unallocated": False,
    }
    return facts | more


def health(
    code: str, overall: str, bad: dict[str, tuple[str, float, float]], **more: Any
) -> dict[str, Any]:
    """A current row: every dimension green but those in `bad` (rule, value, threshold)."""
    row: dict[str, Any] = {
        "project_code": code,
        "as_of_date": AS_OF,
        "is_current": True,
        "is_previous": False,
        "overall_rag": overall,
        "previous_overall_rag": overall,
        "change": "same",
        "is_watermelon": False,
    }
    for name in DIMENSIONS:
        row |= {f"{name}_rag": "green", f"{name}_rule": f"{name}_ok", f"{name}_reason": "fine"}
    for name, (rule, value, threshold) in bad.items():
        rag = "grey" if rule.endswith("no_data") else rule.rsplit("_", 1)[-1]
        row |= {
            f"{name}_rag": rag,
            f"{name}_rule": rule,
            f"{name}_value": value,
            f"{name}_threshold": threshold,
            f"{name}_reason": f"{rule} in English",
        }
        if "deciding_dimension" not in row and rag == overall:
            row["deciding_dimension"] = name
    return row | more


def earned_value(code: str, day: date, pv: int, ev: int, ac: int, bac: int) -> dict[str, Any]:
    """Golden figures by plain arithmetic from PV, EV, AC and BAC."""
    eac = round(bac * ac / ev, 2)
    return {
        "project_code": code,
        "as_of_date": day,
        "is_period_end": day != AS_OF,
        "is_current": day == AS_OF,
        "baseline_version": "1",
        "pv": pv,
        "ev": ev,
        "ac": ac,
        "bac": bac,
        "sv": ev - pv,
        "cv": ev - ac,
        "spi": ev / pv,
        "cpi": ev / ac,
        "percent_complete": ev / bac,
        "percent_planned": pv / bac,
        "eac_cpi": eac,
        "eac_remaining_budget": ac + bac - ev,
        "eac_cpi_spi": eac,
        "etc": eac - ac,
        "vac": bac - eac,
        "tcpi": (bac - ev) / (bac - ac),
        "earned_schedule": 18 * ev / pv,
        "actual_time": 18.0,
        "planned_duration": 24.0,
        "spi_t": ev / pv,
        "forecast_duration": 24 * pv / ev,
        "baseline_finish_date": date(2026, 12, 31),
        "forecast_finish_date": date(2026, 12, 31) + timedelta(days=round(730 * (pv / ev - 1))),
    }


def month_ends() -> list[date]:
    firsts = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(1, 18)]
    return [first - timedelta(days=1) for first in firsts]


def curve(code: str, pv: int, ev: int, ac: int, bac: int) -> list[dict[str, Any]]:
    days = [*month_ends(), AS_OF]
    shares = [(step / len(days)) ** 1.3 for step in range(1, len(days) + 1)]
    return [
        earned_value(code, day, *(max(1, round(total * share)) for total in (pv, ev, ac)), bac)
        for day, share in zip(days, shares, strict=True)
    ]


def milestone(number: int, code: str, slip: int, status: str, moved: int = 0) -> dict[str, Any]:
    baseline = date(2026, 5, 29) + timedelta(days=30 * (number % 4))
    expected = baseline + timedelta(days=slip * 7 // 5)
    return {
        "milestone_id": f"M-{number}",
        "project_code": code,
        "milestone_name": f"Milestone {number}",
        "gate": f"G{number % 4 + 1}",
        "weight": 1.0,
        "baseline_date": baseline,
        "expected_date": expected,
        "forecast_date": expected,
        "slip_working_days": slip,
        "status": status,
        "slip_since_previous_working_days": moved,
        "observed_on": PREVIOUS,
        "actual_date": expected if status == "done" else None,
    }


def trend(number: int, code: str, slip: int) -> list[dict[str, Any]]:
    baseline = date(2026, 5, 29) + timedelta(days=30 * (number % 4))
    return [
        {
            "milestone_id": f"M-{number}",
            "project_code": code,
            "observed_on": date(2025, 12, 31) + timedelta(days=30 * step),
            "expected_date": baseline + timedelta(days=slip * 7 // 5 * step // 5),
        }
        for step in range(6)
    ]


def risk(number: int, code: str, probability: int, impact: int, **more: Any) -> dict[str, Any]:
    row = {
        "risk_id": f"R-{number}",
        "project_code": code,
        "title": f"Risk number {number}",
        "owner_name": "Zoë Q",
        "probability": probability,
        "impact": impact,
        "score": probability * impact,
        "residual_score": probability,
        "exposure_amount": 40_000 * probability,
        "response": "mitigate",
        "response_text": "Do something",
        "status": "open",
        "is_open": True,
        "is_overdue": False,
        "due_on": date(2026, 8, 1),
        "score_trend": "flat",
        "observed_on": date(2026, 6, 29),
        "previous_score": probability * impact,
    }
    return row | more


def flow(code: str) -> list[dict[str, Any]]:
    days = [
        date(2025, 1, 1) + timedelta(days=step)
        for step in range((AS_OF - date(2025, 1, 1)).days + 1)
    ]
    return [
        {
            "project_code": code,
            "date_day": day,
            "created_issues": 1,
            "completed_issues": step % 2,
            "reopened_issues": 0,
            "todo_issues": 20 + step // 4,
            "in_progress_issues": 8 + step % 5,
            "done_issues": step // 2,
            "scope_issues": 28 + step % 5 + step // 4 + step // 2,
        }
        for step, day in enumerate(days)
    ]


def answers(code: str) -> list[dict[str, Any]]:
    return [
        {
            "response_id": f"{code}-{month}-{group}",
            "project_code": code,
            "respondent_group": group,
            "channel": "survey",
            "criterion": "satisfaction",
            "score_5": 3 + (month % 3) / 2 - place / 4,
            "comment": f"Comment of {group}: {HOSTILE}" if month == 6 else None,
            "given_on": date(2026, month, 15),
            "language": "en",
        }
        for month in range(1, 7)
        for place, group in enumerate(("client", "stakeholder", "team"))
    ]


def rich_rows() -> Rows:
    """Red but reported green, hostile, amber, green, proposed, and one without inputs."""
    red = {
        "schedule": ("spi_t_red", 0.8, 0.85),
        "cost": ("cpi_red", 0.75, 0.85),
        "risk": ("risk_score_amber", 12, 10),
        "data_trust": ("quarantine_amber", 3, 1),
    }
    amber = {"schedule": ("milestone_slip_amber", 8, 5), "resources": ("overload_amber", 1.1, 1.05)}
    none = {name: (f"{name}_no_data", None, None) for name in DIMENSIONS}
    return {
        "dim_project": [
            project("P-1", "Payments renewal"),
            project("P-2", HOSTILE, programme="Factory", department="Operations"),
            project(
                "P/3 ü", "仓库自动化", programme="Factory", department="Operations", priority=2
            ),
            project("P-4", "Customer portal", department="Sales", sponsor=None),
            project("P-5", "Idea of tomorrow", status="proposed"),
            project(
                "P-6", "Nothing delivered", programme=None, department=None, ev_method="manual"
            ),
            project("UNALLOCATED", "Unallocated", is_unallocated=True),
        ],
        "dim_person": [
            {"person_id": "U1", "person_name": "Mei Chen", "department": "IT", "role": "Developer"},
            {
                "person_id": "U2",
                "person_name": "Omar Diaz",
                "department": "Operations",
                "role": "Architect",
            },
        ],
        "fct_portfolio_health": [
            health(
                "P-1",
                "red",
                red,
                previous_overall_rag="amber",
                change="worse",
                reported_overall_rag="green",
                reported_on=date(2026, 6, 26),
                is_watermelon=True,
            ),
            health("P-2", "amber", {"quality": ("reopen_amber", 0.07, 0.05)}),
            health("P/3 ü", "amber", amber, previous_overall_rag="red", change="better"),
            health("P-4", "green", {}, reported_overall_rag="green", reported_on=date(2026, 6, 26)),
            health("P-6", "grey", none, previous_overall_rag=None, change="new"),
            *(
                health(
                    "P-1", "green" if step < 10 else "amber", {}, as_of_date=day, is_current=False
                )
                for step, day in enumerate(month_ends())
            ),
            health("P-1", "amber", {}, as_of_date=PREVIOUS, is_current=False, is_previous=True),
        ],
        "fct_earned_value": [
            *curve("P-1", pv=1_500_000, ev=1_200_000, ac=1_600_000, bac=2_000_000),
            *curve("P-2", pv=400_000, ev=420_000, ac=400_000, bac=600_000),
            *curve("P/3 ü", pv=800_000, ev=760_000, ac=700_000, bac=1_000_000),
            *curve("P-4", pv=300_000, ev=306_000, ac=300_000, bac=900_000),
        ],
        "fct_milestone": [
            milestone(1, "P-1", 20, "late", moved=5),
            milestone(2, "P-1", 9, "slipping"),
            milestone(3, "P/3 ü", 8, "slipping", moved=-2),
            milestone(4, "P-4", 0, "on_track"),
            milestone(5, "P-4", 0, "done"),
        ],
        "fct_milestone_trend": [*trend(1, "P-1", 20), *trend(2, "P-1", 9)],
        "fct_risk": [
            risk(1, "P-1", 3, 4, score_trend="up", previous_score=8, is_overdue=True),
            risk(2, "P-2", 2, 2, title=HOSTILE),
            risk(3, "P/3 ü", 2, 5, score_trend="new", previous_score=None),
            risk(4, "P-4", 1, 1),
            risk(5, "P-4", 5, 5, is_open=False),
        ],
        "fct_budget": [
            {
                "project_code": "P-1",
                "cost_category": kind,
                "budget_version": version,
                "version_date": day,
                "base_amount": amount,
                "is_current_version": True,
            }
            for version, day, scale in (
                ("original", date(2025, 1, 1), 1),
                ("approved", date(2025, 6, 1), 2),
            )
            for kind, amount in (("Licences", 300_000 * scale), ("Hardware", 700_000 * scale))
        ],
        "fct_cost": [
            {
                "project_code": "P-1",
                "cost_type": "actual",
                "posting_date": date(2026, 3, 1),
                "cost_category": "Hardware",
                "base_amount": 900_000,
                "base_open_amount": None,
            },
            {
                "project_code": "P-1",
                "cost_type": "commitment",
                "posting_date": date(2026, 3, 1),
                "cost_category": "Hardware",
                "base_amount": 90_000,
                "base_open_amount": 50_000,
            },
            {
                "project_code": "UNALLOCATED",
                "cost_type": "actual",
                "posting_date": date(2026, 3, 1),
                "cost_category": "Hardware",
                "base_amount": 12_345,
                "is_unallocated": True,
            },
        ],
        "fct_timesheet": [
            {
                "project_code": code,
                "person_id": person,
                "home_department": department,
                "work_date": AS_OF - timedelta(days=days),
                "hours": 7.5,
                "base_cost_amount": 600,
            }
            for code in ("P-1", "P/3 ü")
            for person, department in (("U1", "IT"), ("U2", "Operations"))
            for days in range(1, 60, 2)
        ],
        "fct_project_flow_daily": [*flow("P-1"), *flow("P/3 ü")],
        "fct_feedback": [*answers("P-1"), *answers("P-4")],
        "fct_outcome_evaluation": [
            {
                "project_code": code,
                "as_of_date": AS_OF,
                "criterion": criterion,
                "weight": weight,
                "target": 1.0,
                "actual": score / 100,
                "unit": "ratio",
                "score": score,
                "gap": 1 - score / 100,
                "basis": "from earned value",
                "is_current": True,
            }
            for code, shift in (("P-1", 0), ("P-4", 20))
            for criterion, weight, score in (
                ("budget", 3.0, 75 + shift),
                ("schedule", 1.0, 80 + shift),
            )
        ],
        "fct_improvement_action": [
            {
                "action_id": "A-1",
                "project_code": "P-1",
                "finding": HOSTILE,
                "source": "survey",
                "owner_name": "Li Wei",
                "due_on": date(2026, 5, 1),
                "metric": "satisfaction",
                "expected_effect": "+0.5",
                "status": "overdue",
                "effect_before": 2.9,
            },
            {
                "action_id": "A-2",
                "project_code": None,
                "finding": "Review estimates",
                "source": "audit",
                "owner_name": "Ada Stone",
                "due_on": date(2026, 4, 1),
                "done_on": date(2026, 3, 20),
                "metric": "cpi",
                "status": "done",
                "effect_before": 0.9,
                "effect_after": 0.97,
            },
        ],
        "fct_lesson": [
            {
                "lesson_id": "L-1",
                "project_code": "P-1",
                "title": HOSTILE,
                "category": "supplier",
                "what_happened": "Late parts",
                "recommendation": "Order early",
                "recorded_on": date(2026, 4, 2),
            },
        ],
    }


def fill(path: Path, rows: Rows) -> None:
    """Create the published file at `path` with `rows` in its marts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute((Path(__file__).parent / "marts.sql").read_text("utf-8"))
        built = datetime(2026, 6, 30, 5, tzinfo=UTC)
        connection.execute(
            "insert into quality.version values ('20260630-abc12345', ?, ?, null)", [AS_OF, built]
        )
        connection.execute("insert into quality.alerts values ('a1', 'warning', 'open')")
        connection.execute(
            "insert into quality.quarantined_rows (source, table_name, source_file, source_row,"
            " project_code, column_name, value, severity, disposition, reason, fix, owner) values"
            " ('finance', 'budgets', 'budgets.csv', 7, 'P-1', 'amount', 'N/A (Section 43)',"
            " 'warning', 'quarantined', 'no amount', 'write a number', 'Finance controlling')"
        )
        for table, records in rows.items():
            insert(connection, table, records)


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, records: list[dict[str, Any]]
) -> None:
    """Append `records` to a mart; what a record does not say is null."""
    if not records:
        return
    names = list(dict.fromkeys(name for record in records for name in record))
    found = pa.Table.from_pylist([dict.fromkeys(names) | record for record in records])
    connection.register("found", found)
    connection.execute(f"insert into marts.{table} by name select * from found")
    connection.unregister("found")


def runtime_of(root: Path, *languages: str) -> Runtime:
    """Return a pinned runtime whose home lies below `root`."""
    home = Home(root=root / "home", drop=root / "drop")
    organisation = Organisation(name="Northwind & Söhne")
    settings = Settings(organisation=organisation, reports=Reports(languages=languages))
    return Runtime(settings, home, Clock(pinned=AS_OF))


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """The rich portfolio, published once; for tests that only read."""
    runtime = runtime_of(tmp_path_factory.mktemp("standing"), "en", "zh")
    fill(runtime.home.portfolio, rich_rows())
    return runtime


@pytest.fixture
def rows() -> Rows:
    """Rows of the rich portfolio, to be changed by a test before it publishes them."""
    return rich_rows()


@pytest.fixture
def publish(tmp_path: Path) -> Callable[[Rows], Runtime]:
    """Publish the given rows and return the runtime that English reports are written with."""

    def run(rows: Rows) -> Runtime:
        runtime = runtime_of(tmp_path, "en")
        fill(runtime.home.portfolio, rows)
        return runtime

    return run


@pytest.fixture
def runtime(standing: Runtime, tmp_path: Path) -> Runtime:
    """The rich portfolio, published in a home of the test's own."""
    runtime = runtime_of(tmp_path, "en", "zh")
    runtime.home.warehouse.mkdir(parents=True)
    shutil.copy(standing.home.portfolio, runtime.home.portfolio)
    return runtime


@pytest.fixture
def unpublished(tmp_path: Path) -> Runtime:
    """A home in which nothing was ever published."""
    return runtime_of(tmp_path, "en")
