"""How long to wait before a request is sent: never less than the server says."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from pmo.clock import wall_time

BACKOFF_CAP_S = 60.0
# Slowing down is a courtesy nobody asked for in words, so it has a bound.
PACE_CAP_S = 10.0
NEAR = 0.2  # of the limit left; Jira Cloud's own X-RateLimit-NearLimit means the same
# A number from here on is an epoch, not seconds to go: nothing asks us to wait 30 years.
EPOCH_FROM = 1e9
TO_THE_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]\d\d:?\d\d)?")


def told_wait(outcome: requests.Response | Exception) -> float | None:
    """Return the seconds that the server asks us to wait, None if it does not say.

    The headers of a limit are read of a 429 only: Jira sends them with every answer, and then
    they say nothing of when a failed request may come again.
    """
    if not isinstance(outcome, requests.Response):
        return None
    headers = outcome.headers
    names = ["Retry-After"]
    if outcome.status_code == 429:
        # Data Center's bucket is filled once in an interval, so one from now it holds something.
        names += ["X-RateLimit-Reset", "X-RateLimit-Interval-Seconds"]
    told = (_seconds(headers.get(name), headers) for name in names)
    return next((seconds for seconds in told if seconds is not None), None)


def pace(headers: Mapping[str, str]) -> float | None:
    """Return the seconds between two requests that a limit close by allows, None far from it."""
    left, limit = _number(headers, "Remaining"), _number(headers, "Limit")
    is_near = headers.get("X-RateLimit-NearLimit", "").strip().lower() == "true"
    if left is not None and limit:
        is_near = is_near or left < NEAR * limit
    if not is_near:
        return None
    filled, interval = _number(headers, "FillRate"), _number(headers, "Interval-Seconds")
    if filled and interval:
        return min(PACE_CAP_S, interval / filled)
    until = _seconds(headers.get("X-RateLimit-Reset"), headers) or 0.0
    return min(PACE_CAP_S, until / max(left or 0.0, 1.0))


def backoff(attempt: int) -> float:
    """Return the seconds to wait after failed attempt number `attempt`, from 0."""
    jitter = random.uniform(1.0, 1.25)  # noqa: S311 - spreads retries, guards nothing
    return min(BACKOFF_CAP_S, 2.0 ** min(attempt, 10)) * jitter


def _number(headers: Mapping[str, str], name: str) -> float | None:
    text = headers.get(f"X-RateLimit-{name}", "")
    return float(text) if re.fullmatch(r"\s*\d+(\.\d+)?\s*", text) else None


def _seconds(text: str | None, headers: Mapping[str, str]) -> float | None:
    """Read seconds to go, an epoch, an HTTP date or an ISO instant; None when it is none."""
    if not text:
        return None
    if re.fullmatch(r"\s*\d+(\.\d+)?\s*", text):
        number = float(text)
        if number < EPOCH_FROM:
            return number
        return max(0.0, number - _server_now(headers).timestamp())
    instant = _instant(text)
    if instant is not None and TO_THE_MINUTE.fullmatch(text.strip()):
        # Jira Cloud cuts the seconds off: only the end of that minute is surely late enough.
        instant += timedelta(minutes=1)
    return None if instant is None else max(0.0, (instant - _server_now(headers)).total_seconds())


def _instant(text: str) -> datetime | None:
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = parse(text.strip())
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _server_now(headers: Mapping[str, str]) -> datetime:
    """Return the server's own idea of now, so that a wrong clock here does no harm."""
    return _instant(headers.get("Date", "")) or wall_time()
