"""Lays every issue's life on the line of working days, a project at a time, as arrays.

A project's curve (`Project.completed_scope`) says how many issues are done on a day; the issue of
rank r is done when the curve reaches r. Each stream of work (a slot) does every n-th issue, one
after the other, so nobody's day overflows and cycle times follow from the team's size.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from demo.jira.calendar import Floats, Ints, epoch_day
from demo.jira.spaces import Space
from demo.jira.timeline import (
    BUG,
    EPIC,
    EPIC_SIZE,
    GROOMING_DAYS,
    RISK,
    STORY,
    SUBTASK,
    TASK,
    Timeline,
)
from demo.plan import Plan, Project

_KINDS = np.array([STORY, TASK, BUG, RISK])
_LONGEST_DAYS = 15.0
_LOG_HOURS = 2.0  # how much one worklog holds, roughly
_MAX_LOGS = 12
_QUARTER = 900
_RELEASE_WINDOW = timedelta(days=30)
_PROPOSED_AHEAD = timedelta(days=75)  # that a proposal's backlog is written


def lay_out(plan: Plan, spaces: Sequence[Space]) -> Timeline:
    """Return the timeline of all spaces."""
    parts = [_space_timeline(plan, space) for space in spaces]
    return Timeline(
        **{
            each.name: np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(Timeline)
        }
    )


def _space_timeline(plan: Plan, space: Space) -> Timeline:
    rng = plan.rng(f"jira:{space.key}")
    done = _curve(space, space.project.completed_scope)
    created, is_first = _creation(space, rng)
    kind, rank = _kinds_and_ranks(space, rng, created, is_first, done)
    free_from, started, finish = _work(space, rng, created, kind, rank, done)
    finished = np.where((finish < space.calendar.end) & np.isfinite(started), finish, np.inf)
    reopened, refinished = _reopenings(space, rng, finish, rank, kind)
    ends = (finished, reopened, refinished)
    last = _last_events(space, rng, created, started, free_from, ends)
    estimate, seconds, logs = _effort(space, rng, kind)
    return Timeline(
        kind=kind.astype(np.int8),
        rank=rank.astype(np.int32),
        created=created,
        started=started,
        planned=np.where(np.isfinite(started), finish, free_from),
        finished=finished,
        reopened=reopened,
        refinished=refinished,
        last=last,
        due=_due_days(space, rank),
        seconds=seconds,
        estimate=estimate,
        logs=logs,
        updated=space.calendar.seconds(last, space.zone),
    )


def _backlog_begin(space: Space) -> float:
    """Return when work may begin: the project's start, or for a proposal well before it."""
    start = space.project.start
    if space.project.status == "proposed":
        start -= _PROPOSED_AHEAD
    return space.calendar.at(min(start, space.calendar.as_of))


def _work(
    space: Space,
    rng: np.random.Generator,
    created: Floats,
    kind: Ints,
    rank: Ints,
    done: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Return when a stream is free for each issue, when work starts (if it has), when it ends."""
    calendar, size, project = space.calendar, space.size, space.project
    lines = np.arange(len(done), dtype=np.float64)
    base, begin = max(1, project.baseline_issues), _backlog_begin(space)
    finish = np.interp((rank + 0.7) / base, done, lines, right=np.inf)
    free_from = np.interp((rank - len(space.slots) + 0.7) / base, done, lines, left=begin)
    free_from = np.maximum(free_from, np.minimum(finish, 1e6) - _LONGEST_DAYS)
    free_from += rng.random(size) * 0.2
    started = np.maximum(free_from, created + 0.3)
    finish = np.maximum(finish, started + 0.35)
    if project.finish_actual:
        closing = calendar.at(project.finish_actual)
        finish = np.minimum(finish, closing + rng.random(size) * 0.9)
        started = np.minimum(started, finish - 0.35)
    # An epic is in progress once its first child is.
    epics = np.flatnonzero(kind == EPIC)
    with_child = started[np.minimum(epics + 1, size - 1)] - 0.05
    started[epics] = np.minimum(np.maximum(with_child, created[epics] + 0.1), finish[epics] - 0.2)
    if project.status == "proposed":
        started[:] = finish[:] = free_from[:] = np.inf
    started[started >= calendar.end - 0.05] = np.inf
    return free_from, started, finish


def _curve(space: Space, share: Callable[[date], float]) -> Floats:
    """Return a share of the first backlog at the opening of each working day, never falling."""
    values = np.array([share(day) for day in space.calendar.dates()])
    rising: Floats = np.maximum.accumulate(values) + np.arange(len(values)) * 1e-12
    return rising


def _creation(space: Space, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """Return when issues are created, ascending, and which are of the first backlog."""
    begin = _backlog_begin(space)
    project, end = space.project, space.calendar.end
    base = min(project.baseline_issues, space.size)
    opening = max(1.0, begin - 16)
    first = opening + rng.random(base) * (begin - 0.2 - opening)
    scope = _curve(space, project.scope_factor)
    grown = np.arange(space.size - base) + base + 0.5
    lines = np.arange(len(scope), dtype=np.float64)
    later = np.interp(grown / max(1, project.baseline_issues), scope, lines)
    later = np.minimum(later + rng.random(len(later)), end - 0.3 - rng.random(len(later)))
    if project.status == "proposed":
        later = first[: len(later)]
    created = np.concatenate([first, later])
    is_first = np.arange(space.size) < base
    return np.sort(created), is_first


def _kinds_and_ranks(
    space: Space,
    rng: np.random.Generator,
    created: Floats,
    is_first: NDArray[np.bool_],
    done: Floats,
) -> tuple[Ints, Ints]:
    """Return what each issue is, and its place in the order of completion."""
    size, base = space.size, int(is_first.sum())
    number = np.arange(size)
    kind = _KINDS[np.searchsorted([0.55, 0.8, 0.96], rng.random(size))]
    kind[~is_first] = _KINDS[np.searchsorted([0.4, 0.55, 0.97], rng.random(size - base))]
    # A story of each ten takes two sub-tasks; it is done after them. An epic opens its forty
    # and is done after them.
    place = number % 10
    in_ten = is_first & (number - place + 9 < base)
    kind[in_ten & (place == 7)] = STORY
    kind[in_ten & (place > 7)] = SUBTASK
    is_epic = is_first & (number % EPIC_SIZE == 0)
    kind[is_epic] = EPIC
    order = number.astype(np.float64)
    order[in_ten & (place == 7)] += 2.5
    order[is_epic] = np.minimum(order[is_epic] + EPIC_SIZE, base) - 0.25
    # What was added later is done some weeks after it came, so it delays what was planned.
    at_creation = np.interp(created[~is_first], np.arange(len(done)), done) * base
    order[~is_first] = at_creation + (0.03 + 0.1 * rng.random(size - base)) * base
    rank = np.empty(size, dtype=np.int64)
    rank[np.argsort(order, kind="stable")] = number
    return kind, rank


def _reopenings(
    space: Space, rng: np.random.Generator, finish: Floats, rank: Ints, kind: Ints
) -> tuple[Floats, Floats]:
    """Return when done issues are opened again and closed again, also beyond the as-of day."""
    calendar, project = space.calendar, space.project
    is_fit = np.isfinite(finish) & (kind != EPIC)
    share, earliest = project.reopen_share, np.where(is_fit, finish, 0.0)
    after = 1.5 + 7 * rng.random(space.size)
    if project.release_on:
        release = calendar.at(project.release_on)
        closing = calendar.at(project.release_on + _RELEASE_WINDOW) - 1
        is_fit &= finish < closing - 3
        share *= project.baseline_issues / max(1, int(is_fit.sum()))
        earliest = np.maximum(earliest, release)
        after = 0.3 + (closing - earliest) * rng.random(space.size)
    # Every so many in order of completion, so that another as-of day chooses the same ones.
    place = np.empty(space.size)
    place[np.argsort(rank)] = np.cumsum(is_fit[np.argsort(rank)])
    chosen = is_fit & (np.floor(place * share) > np.floor((place - 1) * share))
    reopened = np.where(chosen, earliest + after, np.inf)
    return reopened, reopened + 1 + 4 * rng.random(space.size)


def _last_events(
    space: Space,
    rng: np.random.Generator,
    created: Floats,
    started: Floats,
    free_from: Floats,
    ends: tuple[Floats, Floats, Floats],
) -> Floats:
    """Return the last event: done, a touch while in progress, or planning in the backlog."""
    finished, reopened, refinished = ends
    end = space.calendar.end
    wait = np.maximum(free_from - created, 0.3)
    last = created + np.minimum(wait, GROOMING_DAYS)
    if space.is_scrum:
        starts = np.array(space.sprint_starts)
        free_from = np.minimum(free_from, 1e6)
        sprint = np.searchsorted(starts, free_from, side="right") - 1
        planned = np.maximum(starts[np.clip(sprint, 0, len(starts) - 1)] - 0.3, created + 0.05)
        is_near = (free_from < starts[-1]) & (planned < end) & (space.project.status != "proposed")
        last = np.where(is_near, np.maximum(planned + 1e-3, last), last)
    last = np.minimum(last, np.nextafter(end, 0))
    touched = end - 0.05 - 2.5 * rng.random(space.size)
    past = [start for start in space.sprint_starts if start + 0.2 < end]
    if past:
        touched = np.maximum(touched, past[-1] + 0.1)
    touched = np.minimum(touched, end - 0.01)
    is_open = np.isfinite(started)
    last = np.where(is_open, np.maximum(touched, started + 0.02), last)
    last = np.where(np.isfinite(finished), finished, last)
    last = np.where(reopened < end - 0.05, np.maximum(touched, reopened + 0.02), last)
    return np.where(refinished < end, refinished, last)


def _effort(
    space: Space, rng: np.random.Generator, kind: Ints
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Return seconds estimated, seconds and worklogs that an issue takes until it is done."""
    project = space.project
    weight = 0.6 + 0.8 * rng.random(space.size)
    weight[kind == EPIC] = 0.0
    weight /= max(weight.mean(), 1e-9)
    estimate = weight * project.jira_hours / max(1, project.baseline_issues) * 3_600
    noise = 0.85 + 0.3 * rng.random(space.size)
    worked = np.rint(estimate * project.hours_factor * noise / _QUARTER) * _QUARTER
    logs = np.clip(np.ceil(worked / (_LOG_HOURS * 3_600)), 0, _MAX_LOGS)
    rounded = np.rint(estimate / 3_600) * 3_600
    return rounded.astype(np.int32), worked.astype(np.int32), logs.astype(np.int8)


def _due_days(space: Space, rank: Ints) -> NDArray[np.int32]:
    """Return the day on which the baseline wants each issue done."""
    project: Project = space.project
    span = (project.finish_baseline - project.start).days
    share = (rank + 1) / max(1, space.size)
    begin = epoch_day(project.start)
    return np.asarray(begin + np.rint(np.clip(share, 0, 1) ** 0.95 * span), dtype=np.int32)
