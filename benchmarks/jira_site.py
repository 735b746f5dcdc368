"""A demo Jira in a process of its own, over TLS, so that its work is told apart from its reader's.

The child says on one line where it serves and how much, then answers each line that it reads:
`cpu` with the CPU seconds used so far, `touch <n>` once it has changed n issues.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = "2026-06-30"


@dataclass(frozen=True)
class JiraProcess:
    """A served Jira: its address, who may ask, the PEM file that vouches for it, its issues."""

    url: str
    user: str
    token: str
    authority: str
    issues: int
    child: "subprocess.Popen[str]"

    @property
    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the server has used so far."""
        return float(self._asked("cpu"))

    def touch(self, count: int) -> None:
        """Change `count` issues, spread over the whole site."""
        self._asked(f"touch {count}")

    def _asked(self, line: str) -> str:
        if self.child.stdin is None or self.child.stdout is None:
            raise RuntimeError("the server was started without pipes")
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        return self.child.stdout.readline().strip()


@contextmanager
def jira_process(scale: float, folder: Path) -> Iterator[JiraProcess]:
    """Serve the sample organisation at `scale` while the block lasts; its key is in `folder`."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.jira_site", str(scale), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if child.stdout is None:
            raise RuntimeError("the server was started without pipes")
        said: dict[str, Any] = json.loads(child.stdout.readline())
        yield JiraProcess(child=child, **said)
    finally:
        child.terminate()
        child.wait()


def main(scale: float, folder: Path) -> None:
    """Serve from a thread, and answer the parent until it goes away."""
    from demo.jira.server import serve
    from demo.jira.site import Site
    from demo.plan import build_plan
    from demo.tls import Certificates

    site = Site(build_plan(as_of=date.fromisoformat(AS_OF), scale=scale))
    certificates = Certificates.make(folder)
    issues = list(site)
    with serve(site, tls=certificates) as server:
        said = {
            "url": server.url,
            "user": server.user,
            "token": server.token,
            "authority": str(certificates.authority),
            "issues": len(issues),
        }
        _say(json.dumps(said))
        for line in sys.stdin:
            what, _, count = line.strip().partition(" ")
            if what == "touch":
                for number in range(int(count)):
                    site.touch(site.key(issues[number * len(issues) // int(count)]))
            _say(str(time.process_time()))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
