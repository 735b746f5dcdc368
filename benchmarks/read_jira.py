"""Read a Jira into a landing, as a night does; the requests go to a file where one is named."""

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import requests
from pydantic import SecretStr

from extractors.http import PolicyAdapter
from extractors.jira.extract import extract
from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.manifests import Batch, committed
from pmo.settings import Settings


def main(result: Path, root: Path, today: str, *site: str) -> None:
    """Land what changed and write how long it took, without imports, and what was landed.

    `site` is address, user, token, the authority's file, and where the requests go, if anywhere.
    """
    url, user, token, authority, requests_file = site
    asked: list[dict[str, str]] = []
    if requests_file:
        _note_requests(asked)
    settings = Settings.model_validate(
        {"organisation": {"name": "Benchmark"}, "jira": {"ca_bundle": authority}}
    )
    landing = Landing(root, Clock(pinned=date.fromisoformat(today)))
    before = {each.batch_id for each in committed(root, "jira")}
    pa.array([])  # imports pandas, once a process
    begun = time.perf_counter()
    extract(settings, landing, Connection(url, user, SecretStr(token)))
    seconds = time.perf_counter() - begun
    batches = [each for each in committed(root, "jira") if each.batch_id not in before]
    result.write_text(json.dumps({"seconds": seconds, **_landed(batches)}), "utf-8")
    if requests_file:
        Path(requests_file).write_text(json.dumps(asked), "utf-8")


def _landed(batches: list[Batch]) -> dict[str, int]:
    return {
        "batches": len(batches),
        "rows": sum(batch.rows for batch in batches),
        **{
            table: sum(batch.rows_of(table) for batch in batches)
            for table in ("issues", "issue_changes", "worklogs", "rejects")
        },
    }


def _note_requests(asked: list[dict[str, str]]) -> None:
    send = PolicyAdapter.send

    def noted(
        self: PolicyAdapter, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        asked.append({"method": request.method or "", "url": request.url or "", "body": body})
        return send(self, request, **options)

    PolicyAdapter.send = noted  # type: ignore[method-assign]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:9])
