"""`python -m demo.jira`: serve the sample organisation's Jira until interrupted."""

from datetime import date
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from demo.jira.answers import DEMO_TOKEN, DEMO_USER
from demo.jira.server import create_app
from demo.jira.site import Site
from demo.plan import build_plan

app = typer.Typer(add_completion=False)


@app.command()
def main(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8900,
    scale: Annotated[float, typer.Option(help="1 is 12 projects and 6,000 issues")] = 1.0,
    as_of: Annotated[str, typer.Option(help="the organisation's today")] = "2026-06-30",
    seed: int = 7,
) -> None:
    """Serve a Jira-compatible site."""
    site = Site(build_plan(seed=seed, as_of=date.fromisoformat(as_of), scale=scale))
    url = f"http://{host}:{port}"
    console = Console()
    console.print(f"{len(site.timeline):,} issues in {len(site.spaces):,} projects at {url}")
    console.print(f"PMO_JIRA_URL={url} PMO_JIRA_USER={DEMO_USER} PMO_JIRA_TOKEN={DEMO_TOKEN}")
    config = uvicorn.Config(
        create_app(site, base_url=url), host=host, port=port, access_log=False, lifespan="off"
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    app()
