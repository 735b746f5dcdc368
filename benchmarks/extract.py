"""`python -m benchmarks.extract`: how fast Jira is read, beside its limit and another tool."""

import os
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.jira_site import AS_OF, JiraProcess, jira_process
from benchmarks.peers import TAP_JIRA, PeerNotInstalledError, install, run_tap_jira
from benchmarks.process import Measured, measure
from benchmarks.rules import Rule, verdict

CHANGED_SHARE = 0.01
REQUESTS = "requests.json"


@dataclass(frozen=True)
class Run:
    """One process that read the server: what it used, and the server's own CPU seconds."""

    used: Measured
    server_cpu_seconds: float
    issues: int

    @property
    def seconds(self) -> float:
        """Seconds of reading; without the interpreter's start and imports where it tells."""
        result = self.used.result or {}
        return float(result.get("seconds", self.used.wall_seconds))


class Site:
    """A served Jira, and the ways in which it is read here."""

    def __init__(self, jira: JiraProcess, folder: Path) -> None:
        self.jira, self.folder = jira, folder

    def extracted(self, landing: str, *, night: int = 0, noting: bool = False) -> Run:
        """Read into the landing of that name, as in that night; note the requests if wanted."""
        jira, note = self.jira, str(self.folder / REQUESTS) if noting else ""
        place, today = str(self.folder / landing), date.fromisoformat(AS_OF) + timedelta(days=night)
        return self._run(
            "benchmarks.read_jira",
            *(place, str(today), jira.url, jira.user, jira.token, jira.authority, note),
        )

    def downloaded(self) -> Run:
        """Send the noted requests again, and do nothing but parse the answers."""
        jira = self.jira
        noted = str(self.folder / REQUESTS)
        return self._run("benchmarks.bare_loop", noted, jira.user, jira.token, jira.authority)

    def tapped(self, tools: Path) -> Run:
        """Let tap-jira read issues, changelogs and worklogs."""
        before = self.jira.cpu_seconds
        peer = run_tap_jira(install(TAP_JIRA, tools), self.jira, self.folder)
        return Run(peer.used, self.jira.cpu_seconds - before, peer.rows["issues"])

    def _run(self, module: str, *arguments: str) -> Run:
        before = self.jira.cpu_seconds
        used = measure(module, *arguments)
        issues = used.result.get("issues", self.jira.issues)
        return Run(used, self.jira.cpu_seconds - before, issues)


def main(
    scale: Annotated[float, typer.Option(help="Size of the site; 1 is 6,000 issues.")] = 5.0,
    repeat: Annotated[int, typer.Option(min=1, help="Pairs of extraction and bare loop.")] = 3,
    large: Annotated[
        float, typer.Option(help="A second, larger size for cost and memory; 167 is 1,000,000.")
    ] = 0.0,
    peers: Annotated[bool, typer.Option(help="Install tap-jira and let it read, too.")] = True,
    tools: Annotated[
        Path | None, typer.Option(help="Keep what is installed in this folder.")
    ] = None,
) -> None:
    """Read one demo Jira in several ways, side by side, and hold the ratios to their limits.

    Ends 1 if a limit is broken. Ratios of seconds need quiet cores: the server and its reader
    each want one. CPU seconds are steadier.
    """
    console, findings = Console(highlight=False, width=110), Findings()
    with tempfile.TemporaryDirectory(prefix="pmo-benchmark-") as name:
        folder = Path(name)
        with jira_process(scale, folder) as jira:
            site = Site(jira, folder)
            findings.compare(site, repeat)
            if peers:
                findings.add_peer(site, tools or folder, console)
            findings.change(site)
        if large:
            with jira_process(large, folder) as jira:
                findings.grow(Site(jira, folder))
    console.print(findings.table)
    console.print(verdict(findings.rules))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    console.print(f"{os.cpu_count()} cores; load over 1, 5 and 15 minutes: {load}")
    raise typer.Exit(0 if all(rule.is_kept for rule in findings.rules) else 1)


class Findings:
    """What was measured so far, as a table of runs and a list of rules."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.full: list[Run] = []
        self.table = Table("run", title="Reading Jira: issues, changelogs, worklogs and all lists")
        for name in (
            "issues",
            "s",
            "issues/s",
            "CPU s",
            "server CPU s",
            "CPU ms/issue",
            "peak MiB",
        ):
            self.table.add_column(name, justify="right")

    def compare(self, site: Site, repeat: int) -> None:
        """Extract and download in turns, so that a busy moment meets both."""
        self._add("extraction, the first", site.extracted("first", noting=True))
        shares = []
        for number in range(repeat):
            bare = self._add("bare loop", site.downloaded())
            whole = self._add("extraction", site.extracted(f"full-{number}"))
            shares.append(whole.seconds / bare.seconds)
            self.full.append(whole)
        self.rules.append(Rule("seconds, by those of the bare loop", median(shares), 1.3, "×"))

    def add_peer(self, site: Site, tools: Path, console: Console) -> None:
        """Let tap-jira read the same site."""
        try:
            tap = self._add(TAP_JIRA, site.tapped(tools))
        except PeerNotInstalledError as error:
            console.print(f"{TAP_JIRA} is left out, for it cannot be installed: {error}")
            return
        own = median(run.used.wall_seconds for run in self.full)
        faster = tap.used.wall_seconds / tap.issues / (own / site.jira.issues)
        self.rules.append(Rule(f"issues per second, by those of {TAP_JIRA}", faster, 5, "×", True))

    def change(self, site: Site) -> None:
        """Read on where nothing changed, and where one issue in a hundred did."""
        idle = self._add("next night, nothing new", site.extracted("full-0", night=1))
        site.jira.touch(round(site.jira.issues * CHANGED_SHARE))
        changed = self._add("next night, 1 % changed", site.extracted("full-0", night=2))
        whole = median(run.used.cpu_seconds for run in self.full)
        more = 100 * (changed.used.cpu_seconds - idle.used.cpu_seconds) / whole
        self.rules.append(
            Rule(
                f"CPU of 1 % changed, beyond the {idle.used.cpu_seconds:.1f} s of nothing new, "
                "by that of all",
                more,
                3,
                " %",
            )
        )

    def grow(self, site: Site) -> None:
        """Read a larger site."""
        large = self._add("extraction, large", site.extracted("large"))
        small = median(run.used.cpu_seconds / run.issues for run in self.full)
        grown = large.used.cpu_seconds / large.issues / small
        self.rules.append(Rule("CPU per issue, large by small", grown, 1.2, "×"))
        self.rules.append(Rule("peak memory of the large one", large.used.peak_mib, 400, " MiB"))

    def _add(self, name: str, run: Run) -> Run:
        used = run.used
        self.table.add_row(
            name,
            f"{run.issues:,}",
            f"{run.seconds:,.1f}",
            f"{run.issues / used.wall_seconds:,.0f}",
            f"{used.cpu_seconds:,.1f}",
            f"{run.server_cpu_seconds:,.1f}",
            f"{1000 * used.cpu_seconds / run.issues:,.2f}" if run.issues else "",
            f"{used.peak_mib:,.0f}",
        )
        return run


if __name__ == "__main__":
    typer.run(main)
