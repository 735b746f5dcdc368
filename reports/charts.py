"""Altair charts as SVG that can stand inside a page: no script, no network, no clashing ids.

The drawing holds only numbers, ISO months and codes, so every language shares it; the words (title,
description, legend) are added by the page.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    import altair as alt

INK, MUTED, GRID = "#1f2933", "#52606d", "#e4e9ee"
BLUE, TEAL, ORANGE, PURPLE = "#1d4ed8", "#0f766e", "#c2570c", "#6d28d9"
RAG_COLOURS = {"red": "#b3202e", "amber": "#e6a100", "green": "#1a7f6b", "grey": "#7b8794"}
RAG_SHAPES = {"red": "square", "amber": "triangle-up", "green": "circle", "grey": "diamond"}
FONT = "Noto Sans, Segoe UI, Helvetica Neue, Arial, Noto Sans CJK SC, Microsoft YaHei, sans-serif"

_ROOT = re.compile(r"^<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>(.*)</svg>\s*$", re.DOTALL)
_ID = re.compile(r"\bid=\"([^\"]+)\"")


@dataclass(frozen=True)
class Picture:
    """A drawn chart: the inside of its SVG, with ids that begin with `name`."""

    name: str
    view_box: str
    body: str

    def markup(self, title: str, description: str) -> Markup:
        """Return the SVG with words that a screen reader speaks."""
        name = escape(self.name)
        return Markup(  # noqa: S704  the body is drawn by vl-convert, which escapes its texts
            f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'viewBox="{escape(self.view_box)}" preserveAspectRatio="xMidYMid meet">'
            f'<title id="{name}-title">{escape(title)}</title>'
            f'<desc id="{name}-desc">{escape(description)}</desc>{self.body}</svg>'
        )


def draw(chart: "alt.TopLevelMixin", name: str) -> Picture:
    """Render `chart` to SVG; `name` must be unique on its page and fit for an id."""
    import vl_convert

    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = _theme()
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    found = _ROOT.match(svg)
    if found is None:
        raise ValueError(f"chart {name}: the renderer gave no SVG, but {svg[:80]!r}")
    return Picture(name, found[1], _own_ids(found[2], name))


def month_ticks(first: date, last: date, at_most: int = 8) -> list[int]:
    """Return month starts within a span as UTC milliseconds, so few that labels never collide."""
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    step = next((step for step in (1, 2, 3, 6) if len(months) <= step * at_most), 12)
    starts = [
        datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        for month in months
        if month % step == 0
    ]
    return [round(start.timestamp() * 1000) for start in starts]


def _own_ids(body: str, name: str) -> str:
    """Rename ids in order of appearance: the renderer counts them over its whole life."""
    names = {old: f"{name}-{number}" for number, old in enumerate(dict.fromkeys(_ID.findall(body)))}
    for old, new in names.items():
        body = body.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return body


def _theme() -> dict[str, Any]:
    axis = {
        "domainColor": "#9aa5b1",
        "gridColor": GRID,
        "labelColor": MUTED,
        "labelFont": FONT,
        "labelFontSize": 12,
        "labelPadding": 6,
        "tickColor": "#9aa5b1",
        "ticks": False,
        "titleColor": MUTED,
        "titleFont": FONT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        # Marks would otherwise each speak English to a screen reader; the page has the words.
        "aria": False,
        "axis": axis,
        "background": "transparent",
        "font": FONT,
        "text": {"font": FONT, "fontSize": 12, "color": INK},
        "view": {"stroke": None},
    }
