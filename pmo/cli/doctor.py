"""`pmo doctor`: what is there, what is missing, what that empties, and how to mend it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from pmo.cli import findings
from pmo.cli.coverage import SECTIONS, Need, unmet
from pmo.cli.findings import Finding
from pmo.connections import Connection, MissingConnectionError
from pmo.errors import OperatorError
from pmo.runtime import Runtime

if TYPE_CHECKING:
    from extractors.jira.mapping import Mapped
    from extractors.jira.probe import Looked

WIDTH = 100  # where there is no terminal to ask
PROPOSED = 3  # fields named for one target


def examine() -> bool:
    """Print every finding; return whether nothing needs mending."""
    runtime = Runtime.from_environment()
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console = Console(width=WIDTH)
    looked, of_jira = _jira(runtime)
    found = [
        *findings.of_home(runtime),
        *of_jira,
        *findings.of_tempo(runtime),
        *findings.of_files(runtime),
        *findings.of_mail(runtime),
        *findings.of_warehouse(runtime),
    ]
    console.print(_findings(found))
    present = findings.delivered(runtime)
    if looked:
        _show_jira(console, looked)
        present |= _shown(looked)
    _show_missing(console, unmet(present))
    _show_lacking(console, runtime)
    return not any(each.fix for each in found)


def _jira(runtime: Runtime) -> "tuple[Looked | None, list[Finding]]":
    """Ask Jira, where the settings switch it on."""
    if not runtime.settings.jira.enabled:
        return None, [Finding("jira", "switched off in the settings")]
    try:
        connection = Connection.from_environment("jira")
    except MissingConnectionError as error:
        return None, [Finding("jira", "no connection", str(error))]
    from extractors.jira.drift import mapped_before
    from extractors.jira.probe import probe

    try:
        looked = probe(runtime.settings, connection, mapped_before(runtime.home.landing))
    except OperatorError as error:
        return None, [Finding("jira", connection.url, str(error))]
    return looked, list(_of_jira(looked))


def _of_jira(looked: "Looked") -> Iterator[Finding]:
    edition = f"Jira {looked.edition} {looked.version}".strip()
    yield Finding("jira", f"{looked.url} as {looked.account}; {edition}")
    unseen = (
        f"the account {looked.account!r} sees no issue; give it Browse Projects, or use another"
    )
    yield Finding(
        "jira issues",
        f"{looked.issues:,} in {len(looked.projects):,} projects",
        "" if looked.issues else unseen,
    )
    boards = ", ".join(f"{count} {kind}" for kind, count in sorted(looked.boards.items()))
    yield Finding("jira boards", boards or "none, or none that the account may see")
    yield Finding("jira fields", f"{len(looked.fields)} custom fields")
    for each in looked.mapping:
        if each.problem:
            yield Finding(f"jira.fields.{each.target}", each.problem, each.fix)


def _findings(found: Sequence[Finding]) -> Table:
    table = Table("", "what", "found", "what to do", box=None, pad_edge=False)
    table.columns[2].overflow = table.columns[3].overflow = "fold"
    for each in found:
        sign = "[red]✗[/]" if each.fix else "[green]✓[/]"
        table.add_row(sign, each.subject, _plain(each.found), _plain(each.fix))
    return table


def _show_jira(console: Console, looked: "Looked") -> None:
    console.print("\n[bold]Projects in Jira[/]")
    counted = [each for each in looked.projects if each.issues is not None]
    table = Table("project", "name", "issues", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for project in counted:
        table.add_row(project.key, _plain(project.name), f"{project.issues:,}")
    console.print(table)
    if rest := len(looked.projects) - len(counted):
        console.print(f"and {rest:,} more, not counted")

    console.print(f"\n[bold]Custom fields in use[/], by {looked.sampled} sampled issues")
    table = Table("jira.fields", "field", "filled by", box=None, pad_edge=False)
    for each in looked.mapping:
        table.add_row(each.target, *_use(each, looked))
    console.print(table)
    lines = list(_proposed(looked))
    if lines:
        console.print("\n[bold]Proposed for config/pmo.yml[/]; check the names before you paste")
        for line in ["jira:", "  fields:", *lines]:
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _use(mapped: "Mapped", looked: "Looked") -> tuple[str, str]:
    if not mapped.fields:
        return "–", "not usable, see above" if mapped.problem else "not mapped"
    filled = max(looked.filled.get(each.field_id, 0) for each in mapped.fields)
    said = ", ".join(f"{each.name} ({each.field_id})" for each in mapped.fields)
    return _plain(said), f"{filled} of {looked.sampled}" + ("" if filled else ": nobody fills it")


def _proposed(looked: "Looked") -> Iterator[str]:
    """Yield lines of YAML for each target that nothing fills while some field looks like it."""
    for each in looked.mapping:
        used = sum(looked.filled.get(field.field_id, 0) for field in each.fields)
        mapped = {field.field_id for field in each.fields}
        found = [one for one in looked.proposed[each.target] if one.field.field_id not in mapped][
            :PROPOSED
        ]
        if not found or (each.fields and (used or not found[0].filled)):
            continue
        for one in found:
            kind = one.field.schema_type or "no type"
            yield (
                f"    # {one.field.field_id} is {one.field.name!r} ({kind}), by {one.why}; "
                f"{one.filled} of {looked.sampled} issues fill it"
            )
        yield f"    {each.target}: [{', '.join(one.field.field_id for one in found)}]"


def _shown(looked: "Looked") -> set[str]:
    """Return the inputs that Jira holds, landed or not."""
    tables = ("issues", "issue_changes", "worklogs") if looked.issues else ()
    return {
        *(f"jira.{each}" for each in tables),
        *(f"jira.fields.{each.target}" for each in looked.mapping if each.fields),
    }


def _show_missing(console: Console, missing: Sequence[Need]) -> None:
    if not missing:
        console.print("\n[green]✓[/] every input is there")
        return
    console.print("\n[bold]Not there, and what therefore stays empty[/]; none of it stops a night")
    table = Table("input", "report sections", "marts", box=None, pad_edge=False)
    for each in sorted(missing, key=lambda need: not need.sections):
        table.add_row(each.name, _sections(each) or "–", ", ".join(each.marts) or "–")
    console.print(table)


def _show_lacking(console: Console, runtime: Runtime) -> None:
    """Say which figures of the published version lack an input, and where the fixes stand."""
    from reports.coverage import Coverage
    from reports.warehouse import NothingPublishedError, Warehouse

    try:
        with Warehouse.open(runtime.home) as warehouse:
            version, rows = warehouse.version, Coverage.read(warehouse).of()
    except NothingPublishedError:
        return
    if not rows:
        return
    console.print(f"\n[bold]Empty or short in version {version.version_id}[/], by quality.coverage")
    table = Table("figures", "state", "missing input", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row["subject"], row["state"], _plain(row["missing_input"] or "–"))
    console.print(table)
    language = runtime.settings.reports.languages[0]
    page = runtime.home.reports / "quality" / version.as_of.isoformat() / language / "index.html"
    console.print(f"what to do about each: {page}", soft_wrap=True, highlight=False)


def _sections(need: Need) -> str:
    """Return the sections of a need by report, and its note."""
    pages: dict[str, list[str]] = {}
    for section in need.sections:
        page, title = SECTIONS[section]
        pages.setdefault(page, []).append(title)
    said = [f"{page}: {' · '.join(titles)}" for page, titles in pages.items()]
    return "; ".join([*said, need.note] if need.note else said)


def _plain(text: str) -> str:
    """Return `text` without meaning to rich: a name in brackets is no style."""
    from rich.markup import escape

    return escape(text)
