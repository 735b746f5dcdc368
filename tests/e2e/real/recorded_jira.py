"""A Jira Cloud that gives back what a real one answered (../shared/data/jira-recorded).

The recording holds 3 whole issues (with 5 histories inside) and 279 histories of 3 others, whose
records it lacks. A search has to name an issue before its changelog is asked for, so these 3 are
stood in for by the least that their histories say:

    recorded    id, all histories; status, priority, resolution and estimate as last changed
    inferred    project EE: their links, sprints and workflows are all EE's
    stand-in    key `EE-<id>`, type Story, summary, and as created the moment of the first history,
                which is the latest that they can have been created at
"""

import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PLATFORM, AGILE = "/rest/api/3", "/rest/agile/1.0"
FIELDS = (
    ("customfield_10020", "Sprint", "com.pyxis.greenhopper.jira:gh-sprint"),
    ("customfield_10014", "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link"),
)
START_SECONDS = 30


class Recording:
    """The recorded files, and the issues and changelogs that they amount to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.projects = self.read("projects")
        self.statuses = {each["id"]: each for each in self.read("statuses")}
        # Recorded in two languages; the later, English ones are what the whole issues name.
        self.types = {each["id"]: each for each in self.read("issue_types")}
        self.histories: dict[str, list[Any]] = defaultdict(list)
        for each in self.read("changelogs"):
            self.histories[each["issueId"]].append(each)
        stand_ins = [self._stand_in(issue, list(found)) for issue, found in self.histories.items()]
        whole = self.read("issues")
        for each in whole:
            self.histories[each["id"]] = each["changelog"]["histories"]
        self.issues = whole + stand_ins
        # The recorded issues' own project is not among the recorded projects.
        self.projects.append(whole[0]["fields"]["project"])

    def read(self, name: str) -> list[Any]:
        """Return the objects of one recorded file."""
        lines = (self._folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def _stand_in(self, issue_id: str, histories: list[Any]) -> dict[str, Any]:
        histories.sort(key=lambda each: (each["created"], int(each["id"])))
        last: dict[str, tuple[Any, Any]] = {}
        resolved = None
        for history in histories:
            for item in history["items"]:
                last[item["field"]] = (item["to"], item["toString"])
                if item["field"] == "resolution":
                    resolved = history["created"]
        status_id, status = last["status"]
        project = next(each for each in self.projects if each["key"] == "EE")
        return {
            "id": issue_id,
            "key": f"EE-{issue_id}",
            "fields": {
                "project": project,
                "issuetype": self.types["10001"],
                "summary": f"issue {issue_id}, of which only the changelog is recorded",
                "status": self.statuses.get(status_id, {"id": status_id, "name": status}),
                "resolution": {"name": last["resolution"][1]} if resolved else None,
                "priority": {"name": last.get("priority", (None, "Medium"))[1]},
                "created": histories[0]["created"],
                "updated": histories[-1]["created"],
                "resolutiondate": resolved,
                "timeoriginalestimate": int(last.get("timeoriginalestimate", ("0",))[0]) or None,
            },
        }


def application(recording: Recording) -> Starlette:
    """Return the recorded site; what was not recorded is an empty list."""

    async def search(request: Request) -> JSONResponse:
        body = await request.json()
        wanted = set(body["fields"])
        issues = [
            {"id": each["id"], "key": each["key"]}
            | {"fields": {name: of for name, of in each["fields"].items() if name in wanted}}
            for each in recording.issues
        ]
        return JSONResponse({"issues": issues, "isLast": True})

    async def changelogs(request: Request) -> JSONResponse:
        asked = (await request.json())["issueIdsOrKeys"]
        found = [{"issueId": each, "changeHistories": recording.histories[each]} for each in asked]
        return JSONResponse({"issueChangeLogs": found})

    async def count(request: Request) -> JSONResponse:
        del request
        return JSONResponse({"count": len(recording.issues)})

    async def issue(request: Request) -> JSONResponse:
        issue_id = request.path_params["issue"]
        found = next((each for each in recording.issues if each["id"] == issue_id), None)
        if found is None:
            return JSONResponse({"errorMessages": ["Issue does not exist"]}, 404)
        histories = recording.histories[issue_id]
        changelog = {"startAt": 0, "total": len(histories), "histories": histories[:100]}
        return JSONResponse(
            {"id": issue_id, "key": found["key"], "fields": found["fields"], "changelog": changelog}
        )

    def paged(values: list[Any]) -> dict[str, Any]:
        return {"values": values, "startAt": 0, "total": len(values), "isLast": True}

    async def projects(request: Request) -> JSONResponse:
        is_live = request.query_params["status"] == "live"
        return JSONResponse(paged(recording.projects if is_live else []))

    nothing_changed = {"values": [], "since": 0, "until": 0, "lastPage": True}
    board = {"id": 8, "name": "EE board", "type": "scrum", "location": {"projectId": 10003}}
    same = {
        "/rest/api/2/serverInfo": {"deploymentType": "Cloud"},
        f"{PLATFORM}/myself": {"accountId": "acc-reader", "displayName": "reader"},
        f"{PLATFORM}/field": [
            {"id": key, "name": name, "custom": True, "schema": {"type": "any", "custom": kind}}
            for key, name, kind in FIELDS
        ],
        f"{PLATFORM}/status": list(recording.statuses.values()),
        f"{PLATFORM}/issuetype": list(recording.types.values()),
        f"{PLATFORM}/priority": [],
        f"{PLATFORM}/project/{{key}}/versions": [],
        f"{PLATFORM}/project/{{key}}/components": [],
        f"{PLATFORM}/group/bulk": paged([]),
        f"{PLATFORM}/users/search": [],
        f"{PLATFORM}/worklog/updated": nothing_changed,
        f"{PLATFORM}/worklog/deleted": nothing_changed,
        f"{AGILE}/board": paged([board]),
        f"{AGILE}/board/8/sprint": paged(recording.read("sprints")),
    }
    return Starlette(
        routes=[
            Route(f"{PLATFORM}/search/jql", search, methods=["POST"]),
            Route(f"{PLATFORM}/search/approximate-count", count, methods=["POST"]),
            Route(f"{PLATFORM}/issue/{{issue}}", issue),
            Route(f"{PLATFORM}/changelog/bulkfetch", changelogs, methods=["POST"]),
            Route(f"{PLATFORM}/project/search", projects),
            *(Route(path, _always(body)) for path, body in same.items()),
        ]
    )


def _always(body: Any) -> Any:
    async def answer(_: Request) -> JSONResponse:
        return JSONResponse(body)

    return answer


@contextmanager
def replayed(recording: Recording) -> Iterator[str]:
    """Serve the recorded site from a thread while the block lasts; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(application(recording), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, daemon=True, name="recorded-jira"
        )
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline, "the replay did not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()
