"""A project's curves over time: earned value, flow of work, milestone trend."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.archive import safe_name
from reports.charts import BLUE, INK, MUTED, ORANGE, PURPLE, TEAL, Picture, draw, month_ticks
from reports.warehouse import Row

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 640, 400


def money_unit(amounts: Iterable[Decimal | float | None]) -> tuple[str, int]:
    """Return the unit in which the largest amount is easy to read, and its divisor."""
    largest = max((abs(float(each)) for each in amounts if each is not None), default=0.0)
    if largest >= 2_000_000:
        return "million", 1_000_000
    return ("thousand", 1_000) if largest >= 2_000 else ("one", 1)


def earned_value(code: str, history: list[Row], divisor: int) -> Picture:
    """Draw PV, EV and AC to the as-of day, dashed on to the planned and the forecast end."""
    import altair as alt

    names = ("pv", "ev", "ac")
    points = [
        {
            "day": row["as_of_date"].isoformat(),
            "name": name.upper(),
            "value": _scaled(row[name], divisor),
        }
        for row in history
        for name in names
        if row[name] is not None
    ]
    ahead = _ahead(history[-1], divisor)
    ends = _last_of_each(points) + [each for each in ahead if each["is_end"]]
    colour = alt.Color(
        "name:N",
        legend=None,
        scale=alt.Scale(
            domain=["PV", "EV", "AC", "BAC", "EAC"], range=[MUTED, TEAL, ORANGE, MUTED, ORANGE]
        ),
    )
    whole = points + ahead
    lines = _timed(points, whole).mark_line(strokeWidth=2.5).encode(y=_amount(), color=colour)
    dashes = (
        _timed(ahead, whole)
        .mark_line(strokeWidth=1.8, strokeDash=[5, 4])
        .encode(y=_amount(), color=colour, detail="name:N")
    )
    dots = (
        _timed(ends, whole)
        .mark_point(filled=True, size=55, opacity=1)
        .encode(y=_amount(), color=colour)
    )
    words = (
        _timed(_apart(ends), whole)
        .mark_text(align="left", dx=8, fontSize=12, fontWeight="bold", clip=False)
        .encode(y=_amount(), color=colour, text="name:N")
    )
    chart = alt.layer(lines, dashes, dots, words).properties(width=WIDTH, height=HEIGHT)
    return draw(chart, f"ev-{safe_name(code)}")


def _ahead(today: Row, divisor: int) -> list[dict[str, Any]]:
    """Return the dashed lines: plan to BAC at the baseline finish, cost to EAC at the forecast."""
    steps: list[dict[str, Any]] = []
    day, start = today["as_of_date"], today["pv"]
    ways = (
        ("BAC", start, today["bac"], today["baseline_finish_date"]),
        ("EAC", today["ac"], today["eac_cpi"], _sensible(today)),
    )
    for name, now, then, finish in ways:
        if now is None or then is None or finish is None or finish <= day:
            continue
        steps.append(_step(day, name, now, divisor, is_end=False))
        steps.append(_step(finish, name, then, divisor, is_end=True))
    return steps


def _step(day: date, name: str, value: Decimal, divisor: int, *, is_end: bool) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "name": name,
        "value": _scaled(value, divisor),
        "is_end": is_end,
    }


def _sensible(today: Row) -> date | None:
    """Return the forecast finish, but not years out, where it would flatten the past."""
    forecast, baseline = today["forecast_finish_date"], today["baseline_finish_date"]
    if forecast is None or baseline is None:
        return None
    latest: date = min(forecast, max(baseline, today["as_of_date"]) + timedelta(days=366))
    return latest


def _apart(ends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Move labels of one day up until none covers another."""
    gap = 0.055 * max((end["value"] for end in ends), default=0.0)
    placed: list[dict[str, Any]] = []
    for end in sorted(ends, key=lambda each: (each["day"], each["value"])):
        below = placed[-1] if placed and placed[-1]["day"] == end["day"] else None
        floor = below["value"] + gap if below else end["value"]
        placed.append(end | {"value": max(floor, end["value"])})
    return placed


def _last_of_each(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({point["name"]: point for point in points}.values())


def flow(code: str, weeks: list[Row]) -> Picture:
    """Draw the cumulative flow: done below, in progress, to do on top, by week."""
    import altair as alt

    order = ("done", "in_progress", "todo")
    points = [
        {
            "day": week["date_day"].isoformat(),
            "name": name,
            "rank": rank,
            "value": week[f"{name}_issues"],
        }
        for week in weeks
        for rank, name in enumerate(order)
    ]
    chart = (
        _timed(points)
        .mark_area(opacity=0.9)
        .encode(
            y=alt.Y("value:Q", stack="zero", title=None, axis=alt.Axis(tickCount=5, format="~s")),
            order="rank:Q",
            color=alt.Color(
                "name:N",
                legend=None,
                scale=alt.Scale(domain=list(order), range=[TEAL, "#f0b429", "#cbd2d9"]),
            ),
        )
        .properties(width=WIDTH, height=240)
    )
    return draw(chart, f"flow-{safe_name(code)}")


def milestone_trend(code: str, observations: list[Row]) -> Picture:
    """Draw each milestone's expected day (up) by the day of observation (across)."""
    import altair as alt

    points = [
        {
            "day": row["observed_on"].isoformat(),
            "name": row["milestone_id"],
            "expected": row["expected_date"].isoformat(),
        }
        for row in observations
        if row["expected_date"] is not None
    ]
    colour = alt.Color(
        "name:N", legend=None, scale=alt.Scale(range=[BLUE, TEAL, ORANGE, PURPLE, INK])
    )
    expected = alt.Y(
        "expected:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%Y-%m", values=_ticks(points, "expected")),
    )
    base = _timed(points).encode(y=expected, color=colour)
    lines = base.mark_line(strokeWidth=2, interpolate="step-after", point={"size": 36})
    words = (
        _timed(_last_of_each(points), points)
        .mark_text(align="left", dx=8, fontSize=11)
        .encode(y=expected, color=colour, text="name:N")
    )
    return draw(
        alt.layer(lines, words).properties(width=WIDTH, height=260), f"trend-{safe_name(code)}"
    )


def _ticks(points: list[dict[str, Any]], column: str) -> list[int]:
    days = [date.fromisoformat(point[column]) for point in points]
    return month_ticks(min(days), max(days)) if days else []


def _timed(points: list[dict[str, Any]], span: list[dict[str, Any]] | None = None) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.Data(values=points)).encode(
        x=alt.X(
            "day:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(format="%Y-%m", values=_ticks(span or points, "day"), grid=False),
        )
    )


def _amount() -> Any:
    import altair as alt

    return alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, format=",~f"))


def _scaled(value: Decimal, divisor: int) -> float:
    return round(float(value) / divisor, 4)
