"""The feedback report's view model, free of any language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from reports.charts import BLUE, ORANGE, PURPLE, TEAL, Picture, draw, month_ticks
from reports.feedback import queries
from reports.warehouse import Row, Warehouse

GAPS_SHOWN = 15
COMMENTS_SHOWN = 24
LINE_COLOURS = (BLUE, ORANGE, TEAL, PURPLE)


@dataclass(frozen=True)
class Evaluated:
    """One project's scores by criterion and their weighted mean (0 to 100)."""

    code: str
    name: str
    scores: dict[str, Row]
    mean: float | None


@dataclass(frozen=True)
class Feedback:
    """Everything that the feedback report shows; a list is `None` when its input is not kept."""

    evaluated: list[Evaluated]
    criteria: list[str]
    mean: float | None
    gaps: list[Row]
    satisfaction: Row
    picture: Picture | None
    groups: list[str]
    survey_criteria: list[str]
    by_group: dict[tuple[str, str], Row]
    group_totals: list[Row]
    actions: list[Row] | None
    lessons: list[Row] | None
    comments: list[Row]

    @property
    def unfinished(self) -> list[Row]:
        """Actions that are not done."""
        return [row for row in self.actions or () if row["status"] != "done"]

    @property
    def overdue(self) -> int:
        """How many actions are past their due day."""
        return sum(row["status"] == "overdue" for row in self.actions or ())


def load_feedback(warehouse: Warehouse) -> Feedback:
    """Read the report's content from the published warehouse."""
    as_of = warehouse.version.as_of
    evaluation = warehouse.rows(queries.EVALUATION)
    months = warehouse.rows(queries.ANSWERS_BY_MONTH, as_of=as_of)
    by_group = warehouse.rows(queries.ANSWERS_BY_GROUP, as_of=as_of)
    groups = sorted({row["respondent_group"] for row in by_group})
    scored = [row for row in evaluation if row["score"] is not None]
    return Feedback(
        evaluated=_evaluated(evaluation),
        criteria=list(dict.fromkeys(row["criterion"] for row in evaluation)),
        mean=_mean(scored),
        gaps=_gaps(scored),
        satisfaction=warehouse.one(queries.SATISFACTION, as_of=as_of),
        picture=_picture(months) if len({row["month_start_date"] for row in months}) > 1 else None,
        groups=groups,
        survey_criteria=sorted({row["criterion"] for row in by_group}),
        by_group={(row["criterion"], row["respondent_group"]): row for row in by_group},
        group_totals=[_total(group, by_group) for group in groups],
        actions=_kept(warehouse, "fct_improvement_action", queries.ACTIONS),
        lessons=_kept(warehouse, "fct_lesson", queries.LESSONS, as_of=as_of),
        comments=warehouse.rows(queries.COMMENTS, as_of=as_of, limit=COMMENTS_SHOWN),
    )


def _kept(warehouse: Warehouse, mart: str, sql: str, **parameters: object) -> list[Row] | None:
    return None if warehouse.is_empty(mart) else warehouse.rows(sql, **parameters)


def _evaluated(rows: list[Row]) -> list[Evaluated]:
    """Return projects, the lowest mean first."""
    projects: dict[str, list[Row]] = {}
    for row in rows:
        projects.setdefault(row["project_code"], []).append(row)
    found = [
        Evaluated(
            code=code,
            name=own[0]["project_name"],
            scores={row["criterion"]: row for row in own},
            mean=_mean(row for row in own if row["score"] is not None),
        )
        for code, own in projects.items()
    ]
    return sorted(found, key=lambda each: (each.mean is None, each.mean or 0.0, each.code))


def _mean(rows: Iterable[Row]) -> float | None:
    """Return the mean score by weight; a criterion without weight counts as 1."""
    pairs = [(float(row["score"]), _weight(row)) for row in rows]
    weight = sum(own for _, own in pairs)
    return sum(score * own for score, own in pairs) / weight if weight else None


def _weight(row: Row) -> float:
    return 1.0 if row["weight"] is None else float(row["weight"])


def _gaps(scored: list[Row]) -> list[Row]:
    """Return missed targets, the largest weighted distance from 100 first."""
    missed = [row for row in scored if row["score"] < 100]
    missed.sort(
        key=lambda row: (
            (float(row["score"]) - 100) * _weight(row),
            row["project_code"],
            row["criterion"],
        )
    )
    return missed[:GAPS_SHOWN]


def _total(group: str, rows: list[Row]) -> Row:
    own = [row for row in rows if row["respondent_group"] == group]
    answers = sum(row["answers"] for row in own)
    score = sum(row["score"] * row["answers"] for row in own) / answers
    return {"respondent_group": group, "answers": answers, "score": score}


def _picture(months: list[Row]) -> Picture:
    """Draw the mean score by month, one line a group, in the order of the legend."""
    import altair as alt

    points = [
        {
            "day": row["month_start_date"].isoformat()[:10],
            "name": row["respondent_group"],
            "value": round(row["score"], 3),
        }
        for row in months
    ]
    names = sorted({point["name"] for point in points})
    days = [row["month_start_date"] for row in months]
    ticks = month_ticks(min(days), max(days) + timedelta(days=31))
    time = alt.Axis(format="%Y-%m", values=ticks, grid=False)
    chart = (
        alt.Chart(alt.Data(values=points))
        .mark_line(strokeWidth=2.5, point={"size": 40})
        .encode(
            x=alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=time),
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(domain=[1, 5]),
                axis=alt.Axis(values=[1, 2, 3, 4, 5], format="d"),
            ),
            color=alt.Color(
                "name:N", legend=None, scale=alt.Scale(domain=names, range=list(LINE_COLOURS))
            ),
        )
        .properties(width=640, height=260)
    )
    return draw(chart, "surveys")
