"""Write a report's folder all at once, so that nobody opens half of one.

Layout: `<reports>/<kind>/<as_of>/<language>/`. Names that begin with a dot are work in progress.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def folder(reports: Path, kind: str, as_of: date, language: str) -> Path:
    """Return where a report of that kind, day and language lives."""
    return reports / kind / as_of.isoformat() / language


def safe_name(code: str) -> str:
    """Return `code` fit for a file name; codes that had to be changed get a mark of their own."""
    name = UNSAFE.sub("_", code)
    if name == code and 0 < len(name) <= 80:
        return name
    return f"{name[:60]}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"


def replace_folder(target: Path, pages: Mapping[str, str]) -> list[Path]:
    """Put `pages` (file name → HTML) in place of all that `target` held; return their paths."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.{os.getpid()}.partial")
    retired = target.with_name(f".{target.name}.{os.getpid()}.retired")
    for leftover in (scratch, retired):
        shutil.rmtree(leftover, ignore_errors=True)
    scratch.mkdir()
    for name, html in pages.items():
        (scratch / name).write_text(html, encoding="utf-8", newline="\n")
    if target.exists():
        target.rename(retired)
    scratch.rename(target)
    shutil.rmtree(retired, ignore_errors=True)
    return [target / name for name in pages]


def replace_file(target: Path, html: str) -> Path:
    """Put one page in place by an atomic rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.{os.getpid()}.partial")
    scratch.write_text(html, encoding="utf-8", newline="\n")
    return scratch.replace(target)
