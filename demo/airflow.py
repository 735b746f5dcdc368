"""`python -m demo.airflow`: the real scheduler and UI on the sample organisation.

SQLite metadata and LocalExecutor, on this machine only. Production runs from docker-compose.yml.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from demo.__main__ import DEFAULT_AS_OF
from demo.environment import claim, variables
from demo.jira.answers import DEMO_TOKEN
from demo.jira.server import serve
from demo.night import configure_airflow, prepare_database
from demo.organisation.drop import write_drop
from demo.plan import Plan, build_plan
from pmo.home import Home

USER = "admin"


@contextmanager
def scheduler(home: Home, plan: Plan, port: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run Airflow on the organisation; yield its process and the password of `admin`."""
    claim(home, plan)
    write_drop(plan, home.drop)
    folder = home.root / "airflow"
    folder.mkdir(parents=True, exist_ok=True)
    with serve(plan) as jira:
        os.environ.update(variables(home, plan.as_of, jira.url, DEMO_TOKEN))
        configure_airflow(folder)
        password = _login(folder)
        prepare_database(folder)
        with (folder / "standalone.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", "standalone"],
                env=os.environ | _settings(folder, port),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process, password
        finally:
            _stop(process)


def _settings(folder: Path, port: int) -> dict[str, str]:
    binaries = Path(sys.executable).parent
    return {
        # The pieces of `standalone` look for `airflow` on the path.
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
    }


def _login(folder: Path) -> str:
    """Return the password of `admin`, made at the first start and kept for this user's eyes."""
    path = folder / "passwords.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps({USER: secrets.token_urlsafe(12)}), "utf-8")
    return str(json.loads(path.read_text("utf-8"))[USER])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End Airflow and the pieces it started, which share its process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main(
    port: Annotated[int, typer.Option(help="Port of the user interface.")] = 8080,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The organisation's today.")
    ] = DEFAULT_AS_OF,  # type: ignore[assignment]
    scale: Annotated[float, typer.Option(help="Size of the organisation; 1 is 12 projects.")] = 1.0,
) -> None:
    """Start Airflow, say where it is, and run until interrupted."""
    home = Home.from_environment()
    console = Console(highlight=False)
    with scheduler(home, build_plan(as_of=as_of.date(), scale=scale), port) as (process, password):
        console.print(f"Airflow starts at http://localhost:{port} (a minute or so)")
        console.print(f"login: {USER} / {password}")
        console.print("the night begins by itself; watch it under Dags. Ctrl-C ends.")
        try:
            code = process.wait()
        except KeyboardInterrupt:
            code = 0
    raise typer.Exit(code)


if __name__ == "__main__":
    typer.run(main)
