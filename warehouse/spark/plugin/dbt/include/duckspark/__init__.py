"""The adapter's macro package: empty, for the project's own macros hold what differs."""

from pathlib import Path

PACKAGE_PATH = str(Path(__file__).parent)
