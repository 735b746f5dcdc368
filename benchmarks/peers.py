"""Install another tool that reads Jira, and let it read the same server."""

import json
import shutil
import subprocess
import sys
import venv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.jira_site import JiraProcess
from benchmarks.process import Measured, measure_command

TAP_JIRA = "tap-jira==2.6.0"
STREAMS = ("issues", "changelogs", "worklogs")
EVERYTHING = "2010-01-01T00:00:00Z"


class PeerNotInstalledError(RuntimeError):
    """The package index has not given the tool."""


@dataclass(frozen=True)
class Peer:
    """What a tool used, and the rows it gave by stream."""

    used: Measured
    rows: Counter[str]


def install(requirement: str, folder: Path) -> Path:
    """Install `requirement` into an environment of its own below `folder`; return its `bin`.

    One that is there already is used. Raises `PeerNotInstalledError`.
    """
    home = folder / requirement.replace("==", "-")
    binaries = home / "bin"
    if (binaries / requirement.partition("==")[0]).exists():
        return binaries
    python = str(binaries / "python")
    if uv := shutil.which("uv"):
        steps = [
            [uv, "venv", "--quiet", "--python", sys.executable, str(home)],
            [uv, "pip", "install", "--quiet", "--python", python, requirement],
        ]
    else:
        venv.create(home, with_pip=True)
        steps = [[python, "-m", "pip", "install", "--quiet", requirement]]
    for step in steps:
        done = subprocess.run(step, check=False, capture_output=True, text=True)
        if done.returncode:
            raise PeerNotInstalledError(done.stderr.strip()[-500:])
    return binaries


def run_tap_jira(binaries: Path, jira: JiraProcess, folder: Path) -> Peer:
    """Let tap-jira write issues, changelogs and worklogs to a file; no target reads it."""
    _trust(binaries, Path(jira.authority))
    tap, config, catalog = str(binaries / "tap-jira"), folder / "tap.json", folder / "catalog.json"
    config.write_text(
        json.dumps(
            {
                "start_date": EVERYTHING,
                "username": jira.user,
                "password": jira.token,
                "base_url": jira.url,
                "user_agent": "benchmark",
            }
        ),
        "utf-8",
    )
    command = [tap, "--config", str(config)]
    found = subprocess.run([*command, "--discover"], check=True, capture_output=True, text=True)
    catalog.write_text(json.dumps(_selected(json.loads(found.stdout))), "utf-8")
    written = folder / "tap.jsonl"
    used = measure_command(
        [*command, "--properties", str(catalog)], output=written, errors=folder / "tap.log"
    )
    return Peer(used, _records(written))


def _trust(binaries: Path, authority: Path) -> None:
    """Add the authority to the tool's own list: it asks the environment for none."""
    python = str(binaries / "python")
    asked = [python, "-c", "import certifi; print(certifi.where())"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True)
    trusted = Path(said.stdout.strip())
    as_installed = trusted.with_suffix(".as_installed")
    if not as_installed.exists():
        shutil.copy(trusted, as_installed)
    scratch = trusted.with_suffix(".new")
    scratch.write_bytes(as_installed.read_bytes() + b"\n" + authority.read_bytes())
    scratch.replace(trusted)


def _selected(catalog: dict[str, Any]) -> dict[str, Any]:
    for stream in catalog["streams"]:
        for each in stream["metadata"]:
            if stream["tap_stream_id"] in STREAMS and not each["breadcrumb"]:
                each["metadata"]["selected"] = True
    return catalog


def _records(written: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with written.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith('{"type": "RECORD"'):
                counts[json.loads(line)["stream"]] += 1
    return counts
