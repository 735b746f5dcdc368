"""CONTRIBUTING.md's changes can still be made to the files that they change."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(
    r"(?:^`([\w/.]+)`(?: becomes)?\n\n)?^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL
)


def hunks(body):
    """Yield (path, what stood there, what is to stand there) of each change of a diff."""
    for part in re.split(r"^--- a/", body, flags=re.MULTILINE)[1:]:
        head, *changes = re.split(r"^@@.*\n", part, flags=re.MULTILINE)
        for change in changes:
            lines = [line or " " for line in change.removesuffix("\n").split("\n")]
            before, after = (
                "".join(f"{line[1:]}\n" for line in lines if line[0] != sign) for sign in "+-"
            )
            yield head.split("\n", 1)[0], before, after


def test_every_change_of_the_examples_finds_its_place_once():
    files, lost, changes = {}, [], 0
    for path, language, body in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        if language != "diff":
            files[path] = body
            continue
        for changed, before, after in hunks(body):
            text = files.get(changed) or (ROOT / changed).read_text("utf-8")
            changes += 1
            if f"\n{text}".count(f"\n{before}") != 1:
                lost.append(f"{changed}: {before}")
            files[changed] = text.replace(before, after, 1)

    assert changes
    assert lost == []
