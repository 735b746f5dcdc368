"""Every defect that is planted in the drop folder, as data: the gates must find each one."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from demo.organisation.files import Cell
from demo.organisation.ledger import FIRST_ORDER, OVERHEAD_CODE
from demo.organisation.planting import ADD, PRESENT, REPEAT, Defect
from demo.organisation.timesheets import halves
from demo.plan import Plan, month_end

SECOND_PROJECTS_ORDER = f"00{FIRST_ORDER + 1001}"
MISTYPED_CODE = "0170"  # 0107 with its digits swapped
UNKNOWN_PERSON = "P9999"


def planted(plan: Plan) -> tuple[Defect, ...]:
    """Return the planted defects of a plan's drop folder."""
    return (*_finance(plan), *_timesheets(plan), *_planning(plan), *_people_and_voices(plan))


def _finance(plan: Plan) -> tuple[Defect, ...]:
    def posting(number: int, kind: str, column: str, says: str, **cells: Cell) -> Defect:
        usual: Mapping[str, Cell] = {
            "posting_date": plan.as_of - timedelta(days=40),
            "project_code": "0107",
            "cost_category": "travel",
            "amount": Decimal("480.00"),
            "currency": "EUR",
            "vendor": "Rheinland Travel",
            "text": "Site visit",
            "is_labour": "false",
        }
        key = {"document_id": f"0059000{number:03d}", "line": "0010"}
        return Defect(kind, "finance/actuals.csv", key, ADD, column, says, {**usual, **cells})

    far = date(plan.as_of.year + 36, 2, 14)
    twice = "document and line twice with different amounts: 120.00 and 210.00"
    return (
        posting(1, "unknown_project", "project_code", "0170 is in no project register",
                project_code=MISTYPED_CODE, amount=Decimal("1840.00")),
        posting(2, "unknown_project", "project_code", "0170 is in no project register",
                project_code=MISTYPED_CODE, amount=Decimal("265.40")),
        posting(3, "missing_required", "amount", "a posting needs an amount",
                project_code="0231", amount=None),
        posting(4, "unknown_currency", "currency", "no rate of exchange from CHF to EUR",
                project_code="0231", currency="CHF"),
        posting(5, "date_in_future", "posting_date", f"{far} is after the as-of day",
                project_code="0305", posting_date=far),
        posting(6, "duplicate_conflict", "document_id", twice,
                project_code="1063", amount=Decimal("120.00")),
        posting(6, "duplicate_conflict", "document_id", twice,
                project_code="1063", amount=Decimal("210.00")),
        Defect("overhead_cost_code", "finance/actuals.csv", {"project_code": OVERHEAD_CODE},
               PRESENT, "project_code", "9000 is in no project register (overheads)"),
        Defect("unreadable_amount", "finance/budgets.csv",
               {"project_code": "0219", "version": "revised",
                "version_date": str(plan.as_of - timedelta(days=90)),
                "fiscal_period": f"{plan.as_of:%Y-%m}", "cost_category": "external services"},
               ADD, "amount", "N/A (Section 43) is no amount",
               {"amount": "N/A (Section 43)", "currency": "EUR"}),
        Defect("duplicate_same", "finance/commitments.csv",
               {"order_id": SECOND_PROJECTS_ORDER, "line": "0010"}, REPEAT, "order_id",
               "order and line twice with the same content"),
    )  # fmt: skip


def _timesheets(plan: Plan) -> tuple[Defect, ...]:
    name, _, last = halves(plan)[-1]

    def entry(number: int, kind: str, column: str, says: str, **cells: Cell) -> Defect:
        usual: Mapping[str, Cell] = {
            "person_id": "P0018",
            "project_code": "0318",
            "work_date": last - timedelta(days=9),
            "hours": Decimal("2.00"),
            "billable_hours": Decimal("0.00"),
            "account": "ACC-0318",
            "activity": "Documentation",
            "approval_status": "submitted",
        }
        file, key = f"timesheets/{name}.csv", {"entry_id": f"TS-X-{number:04d}"}
        return Defect(kind, file, key, ADD, column, says, {**usual, **cells})

    sunday = last - timedelta(days=last.weekday() + 8)
    ahead = plan.as_of + timedelta(days=9)
    both = "P0019 booked 26 hours on one day"
    return (
        entry(1, "negative_hours", "hours", "hours are below 0", hours=Decimal("-4.00")),
        entry(2, "over_24_hours", "hours", "27 hours on one day", hours=Decimal("27.00")),
        entry(3, "date_in_future", "work_date", f"{ahead} is after the as-of day",
              work_date=ahead),
        entry(4, "unknown_person", "person_id", "P9999 is in no staff list",
              person_id=UNKNOWN_PERSON),
        entry(5, "unknown_project", "project_code", "0381 is in no project register",
              project_code="0381"),
        entry(6, "day_over_24_hours", "hours", both, person_id="P0019", work_date=sunday,
              hours=Decimal("13.00")),
        entry(7, "day_over_24_hours", "hours", both, person_id="P0019", work_date=sunday,
              hours=Decimal("13.00")),
    )  # fmt: skip


def _planning(plan: Plan) -> tuple[Defect, ...]:
    first, closed, manual = (
        next(each for each in plan.projects if each.project_code == code)
        for code in ("1055", "1070", "0318")
    )

    def milestone(
        number: int, kind: str, column: str, says: str, actual: date | None, weight: str
    ) -> Defect:
        key = {"milestone_id": f"1055-M{number}", "observed_on": str(plan.as_of)}
        due = first.start + timedelta(days=30)
        return Defect(kind, "registers/milestones.xlsx", key, ADD, column, says, {
            "project_code": "1055", "name": "Kick-off", "gate": "G0", "baseline_date": due,
            "forecast_date": actual or due, "actual_date": actual, "weight": Decimal(weight),
        })  # fmt: skip

    def draft(months: int, value: str, kind: str = "") -> Defect:
        end = month_end(closed.start + timedelta(days=31 * months))
        key = {"project_code": "1070", "baseline_version": "B0", "period_end": str(end)}
        return Defect(kind, "registers/baselines.csv", key, ADD, "planned_value",
                      "cumulative planned value falls from 250000.00 to 180000.00", {
            "effective_from": closed.start - timedelta(days=20), "planned_value": Decimal(value),
            "currency": "EUR", "reason": "Draft before gate G1",
        })  # fmt: skip

    def share(code: str, objective: str, value: str, kind: str, says: str) -> Defect:
        key = {"project_code": code, "objective_id": objective}
        return Defect(kind, "registers/project_objectives.csv", key, ADD, "share", says,
                      {"share": Decimal(value)})  # fmt: skip

    return (
        milestone(98, "milestone_before_start", "actual_date",
                  "reached before its project began", first.start - timedelta(days=20), "0"),
        milestone(99, "weight_out_of_range", "weight", "170 is not between 0 and 100", None, "170"),
        draft(0, "100000.00", "baseline_context"),
        draft(1, "250000.00", "baseline_context"),
        draft(2, "180000.00", "baseline_not_monotone"),
        share("0204", "OBJ-4", "0.9", "shares_over_one", "the shares of 0204 sum to more than 1"),
        share("1088", "OBJ-4", "1.4", "share_out_of_range", "1.4 is not between 0 and 1"),
        Defect("progress_out_of_range", "registers/progress.csv",
               {"project_code": "0318", "as_of": str(manual.start + timedelta(days=40))}, ADD,
               "percent_complete", "140 is not between 0 and 100",
               {"percent_complete": 140, "source": "Site progress meeting"}),
        Defect("unknown_project", "registers/dependencies.csv", {"dependency_id": "DEP-9999"},
               ADD, "from_project", "0999 is in no project register",
               {"from_project": "0999", "to_project": "0204", "kind": "finish-start",
                "status": "agreed"}),
    )  # fmt: skip


def _people_and_voices(plan: Plan) -> tuple[Defect, ...]:
    month_ago = plan.as_of - timedelta(days=30)
    return (
        Defect("probability_out_of_range", "registers/risks.xlsx",
               {"risk_id": "R-1063-98", "observed_on": str(plan.as_of)}, ADD, "probability",
               "7 is not between 0 and 5",
               {"project_code": "1063", "title": "Payment provider changes its interface",
                "category": "technical", "owner_id": "P0021", "probability": 7, "impact": 2,
                "response": "accept", "status": "open", "identified_on": month_ago}),
        Defect("negative_hours", "registers/allocations.csv",
               {"person_id": "P0040", "project_code": "0112",
                "week_start": str(month_ago - timedelta(days=month_ago.weekday()))}, ADD,
               "planned_hours", "hours are below 0", {"planned_hours": Decimal("-8.00")}),
        Defect("unexpected_column", "registers/training.csv", {"trainer": "Northwind Academy"},
               PRESENT, "trainer", "column trainer is not in the canonical file; kept in extra"),
        Defect("score_out_of_scale", "registers/feedback.csv", {"response_id": "FB-1063-9001"},
               ADD, "score", "9 is not between 1 and 5",
               {"project_code": "1063", "group": "client", "channel": "survey",
                "criterion": "satisfaction", "score": 9, "scale_min": 1, "scale_max": 5,
                "comment": "Entered on the wrong form", "given_on": month_ago, "language": "en"}),
        Defect("unknown_status", "registers/status_reports.csv",
               {"project_code": "1070", "reported_on": str(plan.as_of - timedelta(days=45))}, ADD,
               "overall", "greenish is not one of green, amber, red",
               {"reported_by": "P0030", "overall": "greenish", "schedule": "green"}),
        Defect("unreadable_date", "registers/decisions.csv", {"decision_id": "D-099"}, ADD,
               "raised_on", "31.02.2026 is no date",
               {"project_code": "0219", "raised_on": "31.02.2026",
                "subject": "Approve the preview ring"}),
    )  # fmt: skip
