"""Where the real data lie: beside the repository, never in it."""

from pathlib import Path

SHARED = Path(__file__).parents[4] / "shared" / "data"
