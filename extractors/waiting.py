"""How long to wait before a request is sent again: never less than the server says."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from pmo.clock import wall_time

BACKOFF_CAP_S = 60.0
# A number from here on is an epoch, not seconds to go: nothing asks us to wait 30 years.
EPOCH_FROM = 1e9


def told_wait(outcome: requests.Response | Exception) -> float | None:
    """Return the seconds that the server asks us to wait, None if it does not say."""
    if not isinstance(outcome, requests.Response):
        return None
    headers = outcome.headers
    told = _seconds(headers.get("Retry-After"), headers)
    return _seconds(headers.get("X-RateLimit-Reset"), headers) if told is None else told


def backoff(attempt: int) -> float:
    """Return the seconds to wait after failed attempt number `attempt`, from 0."""
    jitter = random.uniform(1.0, 1.25)  # noqa: S311 - spreads retries, guards nothing
    return min(BACKOFF_CAP_S, 2.0 ** min(attempt, 10)) * jitter


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
