"""The worklogs of Tempo, in pages that link to the next."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.tempo.site import TempoSite, TempoWorklog

PAGE, MOST = 50, 1_000
_ORDERS = {
    "ID": lambda row: row.worklog_id,
    "START_DATE_TIME": lambda row: (row.day, row.time, row.worklog_id),
    "UPDATED": lambda row: (row.updated, row.worklog_id),
}
_KNOWN = {
    "projectId", "issueId", "from", "to", "updatedFrom", "offset", "limit", "orderBy",
}  # fmt: skip
_PLACE = {"offset", "limit"}
_ANY_TIME = -(1 << 62)


class TempoRoutes:
    """Answers everything about worklogs."""

    def __init__(self, tempo: TempoSite, base_url: str) -> None:
        self._tempo = tempo
        self._api = f"{base_url}/4"
        self._matching = lru_cache(8)(self._sorted)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/4/worklogs", self.worklogs),
            Route("/4/worklogs/{worklog:int}", self.worklog),
        ]

    async def worklogs(self, request: Request) -> Response:
        """Answer a page of the worklogs that match, and where the next page is."""
        params = request.query_params
        if unknown := sorted(set(params) - _KNOWN):
            raise HTTPException(400, f"Unknown parameter {unknown[0]}")
        asked = tuple((name, value) for name, value in params.multi_items() if name not in _PLACE)
        rows = self._matching(asked, self._tempo.version + self._tempo.jira.version)
        offset = _number(params.get("offset"), 0)
        limit = min(_number(params.get("limit"), PAGE) or PAGE, MOST)
        shown = rows[offset : offset + limit]
        metadata: dict[str, Any] = {"count": len(shown), "offset": offset, "limit": limit}
        if offset + limit < len(rows):
            metadata["next"] = self._link(asked, offset + limit, limit)
        if offset:
            metadata["previous"] = self._link(asked, max(0, offset - limit), limit)
        body = {
            "self": self._link(asked, offset, limit),
            "metadata": metadata,
            "results": [self._body(row) for row in shown],
        }
        return _json(body)

    async def worklog(self, request: Request) -> Response:
        """Answer one worklog."""
        row = self._tempo.find(request.path_params["worklog"])
        if row is None:
            raise HTTPException(404, "Worklog cannot be found in the system")
        return _json(self._body(row))

    def _sorted(self, asked: tuple[tuple[str, str], ...], version: int) -> list[TempoWorklog]:
        """Return what matches, in order; `version` only names the cache."""
        del version
        single = dict(asked)
        projects = {_number(value, 0) for name, value in asked if name == "projectId"}
        issues = {_number(value, 0) for name, value in asked if name == "issueId"}
        self._check_projects(projects)
        first, last = _day(single.get("from"), date.min), _day(single.get("to"), date.max)
        since = _day(single.get("updatedFrom"), None)
        moment = datetime.combine(since, time(), UTC).timestamp() * 1000 if since else _ANY_TIME
        order = _ORDERS.get(single.get("orderBy", "START_DATE_TIME"))
        if order is None:
            raise HTTPException(400, f"orderBy must be one of {', '.join(_ORDERS)}")
        found = [
            row
            for row in self._tempo.rows()
            if first <= row.day <= last
            and row.updated >= moment
            and (not issues or row.issue_id in issues)
            and (not projects or self._tempo.project_of(row) in projects)
        ]
        return sorted(found, key=order)

    def _check_projects(self, projects: set[int]) -> None:
        known = {space.project_id for space in self._tempo.jira.spaces} - self._tempo.hidden
        if projects - known:
            raise HTTPException(
                404, "Authenticated user is missing permission to fulfill the request"
            )

    def _link(self, asked: tuple[tuple[str, str], ...], offset: int, limit: int) -> str:
        place = [("offset", str(offset)), ("limit", str(limit))]
        return f"{self._api}/worklogs?{urlencode([*asked, *place])}"

    def _body(self, row: TempoWorklog) -> dict[str, Any]:
        link = f"{self._api}/worklogs/{row.worklog_id}"
        attributes = {"_Account_": row.account, "_Activity_": row.activity}
        jira = "https://northwind-engineering.example/rest/api/2"
        return {
            "self": link,
            "tempoWorklogId": row.worklog_id,
            "issue": {"self": f"{jira}/issue/{row.issue_id}", "id": row.issue_id},
            "timeSpentSeconds": row.seconds,
            "billableSeconds": row.billable_seconds,
            "startDate": row.day.isoformat(),
            "startTime": row.time,
            "description": row.description,
            "createdAt": _instant(row.created),
            "updatedAt": _instant(row.updated),
            "author": {
                "self": f"{jira}/user?accountId={row.account_id}",
                "accountId": row.account_id,
            },
            "attributes": {
                "self": f"{link}/work-attribute-values",
                "values": [{"key": k, "value": v} for k, v in attributes.items() if v],
            },
        }


def as_tempo_error(request: Request, error: Exception) -> Response:
    """Answer an error in Tempo's shape."""
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "Internal server error"
    return _json({"errors": [{"message": detail}]}, status)


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isdigit():
        raise HTTPException(400, f"{text!r} is not a number that is 0 or more")
    return int(text)


def _day(text: str | None, default: Any) -> Any:
    try:
        return default if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(400, f"{text!r} is not a date such as 2026-01-31") from error


def _instant(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
