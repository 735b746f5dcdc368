"""`python -m demo.jira`: serve the sample organisation's Jira, and Tempo, until interrupted."""

import re
import tempfile
import threading
from contextlib import ExitStack, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from demo.jira.data_center.options import DataCenter
from demo.jira.server import JiraServer, serve
from demo.jira.site import Site
from demo.plan import build_plan
from demo.serving import spare_collections
from demo.tempo.server import TempoServer
from demo.tempo.server import serve as serve_tempo
from demo.tls import Certificates

app = typer.Typer(add_completion=False)
_DEFAULT = DataCenter()


class Edition(StrEnum):
    """Which Jira to be."""

    CLOUD = "cloud"
    DATA_CENTER = "data_center"


def _whole_version(release: str) -> str:
    if not re.fullmatch(r"\d+\.\d+\.\d+", release):
        raise typer.BadParameter("write it as 9.12.5")
    return release


@app.command()
def main(  # noqa: PLR0913, PLR0917 - one for each option of the command
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = 8900,
    tempo_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Serve Tempo too, there; 0: a free one.")
    ] = None,
    scale: Annotated[float, typer.Option(help="1 is 12 projects and 6,000 issues.")] = 1.0,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The organisation's today.")
    ] = "2026-06-30",  # type: ignore[assignment]
    seed: Annotated[int, typer.Option(help="Another seed is another organisation.")] = 7,
    edition: Annotated[Edition, typer.Option(help="Cloud, or Data Center with REST 2.")] = (
        Edition.CLOUD
    ),
    release: Annotated[
        str, typer.Option(help="Data Center: its version.", callback=_whole_version)
    ] = _DEFAULT.version,
    search_cap: Annotated[
        int, typer.Option(min=1, help="Data Center: issues that a page holds at most.")
    ] = _DEFAULT.search_cap,
    sprints_as_text: Annotated[
        bool, typer.Option(help="Data Center: write sprints as older releases do.")
    ] = False,
    tls: Annotated[bool, typer.Option(help="Serve https, by a throw-away authority.")] = False,
    certificates: Annotated[
        Path | None, typer.Option(help="Where to leave its PEM files; else a new folder.")
    ] = None,
) -> None:
    """Serve a Jira-compatible site, and a Tempo beside it if a port is given."""
    options = DataCenter(release, search_cap, sprints_as_text=sprints_as_text)
    site = Site(build_plan(seed, as_of.date(), scale), edition.value, options)
    made = _certificates(certificates) if tls or certificates else None
    console = Console(soft_wrap=True, highlight=False)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        jira = stack.enter_context(serve(site, host=host, port=port, tls=made))
        _say_jira(console, jira)
        if tempo_port is not None:
            _say_tempo(
                console,
                stack.enter_context(serve_tempo(site, host=host, port=tempo_port, tls=made)),
            )
        if made:
            console.print(f"REQUESTS_CA_BUNDLE={made.authority}")
        spare_collections()
        threading.Event().wait()


def _certificates(folder: Path | None) -> Certificates:
    return Certificates.make(folder or Path(tempfile.mkdtemp(prefix="demo-tls-")))


def _say_jira(console: Console, server: JiraServer) -> None:
    site = server.state
    console.print(
        f"{len(site.timeline):,} issues in {len(site.spaces):,} projects at {server.url}, as "
        f"{'Cloud' if site.edition == 'cloud' else f'Data Center {site.data_center.version}'}"
    )
    user = f"PMO_JIRA_USER={server.user} " if server.user else ""
    console.print(f"PMO_JIRA_URL={server.url} {user}PMO_JIRA_TOKEN={server.token}")


def _say_tempo(console: Console, server: TempoServer) -> None:
    console.print(f"{len(server.state.rows()):,} Tempo worklogs at {server.url}")
    console.print(f"PMO_TEMPO_URL={server.url} PMO_TEMPO_TOKEN={server.token}")


if __name__ == "__main__":
    app()
