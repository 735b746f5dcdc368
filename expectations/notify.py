"""The message that tells the PMO why a gate stopped the night."""

from expectations.results import GateResult
from pmo.runtime import Runtime


def message(runtime: Runtime, result: GateResult) -> tuple[str, str]:
    """Return subject and plain-text body of the message about `result`; sends and reads nothing."""
    name, day = runtime.settings.organisation.name, runtime.clock.today()
    stopping = result.stopping
    broken = f"{len(stopping)} critical promise{'' if len(stopping) == 1 else 's'} broken"
    subject = f"{name}: the {result.gate} gate stopped the night of {day}, {broken}"
    lines = [
        f"The {result.gate} gate stopped the nightly run of {name} for {day}.",
        "Yesterday's reports and warehouse stay as they are until this is mended.",
        "",
        "What stopped it:",
    ]
    for number, each in enumerate(stopping, start=1):
        seen = f" ({each.observed_value})" if each.observed_value else ""
        lines += [
            f"{number}. {each.place}: {each.description}{seen}",
            f"   Rows:       {each.unexpected_count:,}",
            f"   Why:        {each.why}",
            f"   Owner:      {each.owner}",
            f"   What to do: {each.fix}",
        ]
    others = [each for each in result.broken if not each.stops]
    if others:
        lines += ["", f"Also broken, without stopping the night: {len(others)}"]
        lines += [
            f"- {each.place}: {each.description}, {each.unexpected_count:,} rows" for each in others
        ]
    if result.quarantined:
        lines += ["", "Rows kept out, by table:"]
        lines += [f"- {table}: {count:,}" for table, count in result.quarantined.items()]
    lines += ["", f"Every row with its file and fix: {runtime.home.reports}, data-quality page."]
    return subject, "\n".join(lines)
