"""The portfolio's map of cost against schedule efficiency. Words stand on the page, not in it."""

from collections.abc import Sequence
from typing import Any

from reports.charts import INK, MUTED, RAG_COLOURS, RAG_SHAPES, Picture, draw
from reports.performance.status import ProjectStatus

WIDTH, HEIGHT = 640, 380
# Beyond these a ratio says "far out" and the exact place would squeeze all others together.
RATIO_LIMITS = (0.5, 1.5)
LABELLED = 30


def efficiency_map(projects: Sequence[ProjectStatus]) -> Picture:
    """Draw projects by SPI (across) and CPI (up), sized by budget; both ratios must be known."""
    import altair as alt

    points = [_place(each, is_labelled=len(projects) <= LABELLED) for each in projects]
    low = min(0.8, *(min(point["spi"], point["cpi"]) - 0.04 for point in points))
    high = max(1.2, *(max(point["spi"], point["cpi"]) + 0.04 for point in points))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("spi:Q", scale=scale, title="SPI", axis=alt.Axis(format=".2f", tickCount=6)),
        y=alt.Y("cpi:Q", scale=scale, title="CPI", axis=alt.Axis(format=".2f", tickCount=6)),
    )
    signs = base.mark_point(filled=True, opacity=0.85, stroke="white", strokeWidth=1).encode(
        color=_by_rag(alt.Color, RAG_COLOURS),
        shape=_by_rag(alt.Shape, RAG_SHAPES),
        size=alt.Size("bac:Q", legend=None, scale=alt.Scale(range=[90, 520], zero=True)),
    )
    labels = base.mark_text(align="left", dx=12, fontSize=13, color=INK).encode(text="label:N")
    one = alt.Chart(alt.Data(values=[{"one": 1}]))
    rules = [
        one.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(**{axis: alt.datum(1)})
        for axis in ("x", "y")
    ]
    return draw(
        alt.layer(*rules, signs, labels).properties(width=WIDTH, height=HEIGHT), "efficiency"
    )


def _place(project: ProjectStatus, *, is_labelled: bool) -> dict[str, Any]:
    low, high = RATIO_LIMITS
    return {
        "spi": min(high, max(low, project.money.spi or 0)),
        "cpi": min(high, max(low, project.money.cpi or 0)),
        "bac": float(project.money.bac or 0),
        "rag": project.overall,
        "label": project.code if is_labelled or project.overall == "red" else "",
    }


def _by_rag(channel: Any, values: dict[str, str]) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(values), range=list(values.values()))
    return channel("rag:N", legend=None, scale=scale)
