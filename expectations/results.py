"""What a gate found, as values: results of promises, alerts, and the gate's verdict."""

from dataclasses import dataclass, field

LANDING, PUBLISH = "landing", "publish"


@dataclass(frozen=True)
class Alert:
    """One broken promise as somebody's work; `sample_json` lists a few of its rows."""

    alert_id: str
    severity: str
    gate: str
    source: str
    table_name: str
    column_name: str
    expectation: str
    title: str
    why: str
    owner: str
    row_count: int
    sample_json: str
    fix: str


@dataclass(frozen=True)
class PromiseResult:
    """One promise held against one table.

    `element_count` and `unexpected_count` are rows; `observed_value` is what a table-level
    promise saw, in words.
    """

    gate: str
    suite: str
    source: str
    table_name: str
    expectation_id: str
    expectation: str
    description: str
    column_name: str
    severity: str
    disposition: str
    is_kept: bool
    element_count: int | None
    unexpected_count: int
    observed_value: str
    why: str
    owner: str
    fix: str

    @property
    def stops(self) -> bool:
        """Return whether this result alone stops the night: critical, broken, of a whole table."""
        return not self.is_kept and self.severity == "critical" and self.disposition == "none"

    @property
    def place(self) -> str:
        """Return `source.table` or `source.table.column`."""
        name = f"{self.source}.{self.table_name}"
        return f"{name}.{self.column_name}" if self.column_name else name

    @property
    def fault(self) -> str:
        """Return what is wrong and, of a whole table, what was seen."""
        seen = f" ({self.observed_value})" if self.observed_value else ""
        return f"{self.description}{seen}"

    def sentence(self) -> str:
        """Return the broken promise in words: place, rows, reason, owner and fix."""
        rows = f", {self.unexpected_count} rows" if self.unexpected_count else ""
        return (
            f"{self.place}: {self.fault}{rows}. {self.why} "
            f"Owner: {self.owner}. What to do: {self.fix}"
        )

    def alert(self, sample_json: str) -> Alert:
        """Return the broken promise as somebody's work, with some of its rows."""
        return Alert(
            alert_id=self.expectation_id,
            severity=self.severity,
            gate=self.gate,
            source=self.source,
            table_name=self.table_name,
            column_name=self.column_name,
            expectation=self.expectation,
            title=f"{self.source}.{self.table_name}: {self.fault}",
            why=self.why,
            owner=self.owner,
            row_count=self.unexpected_count,
            sample_json=sample_json,
            fix=self.fix,
        )


@dataclass(frozen=True)
class GateResult:
    """A gate's verdict; the counts are rows by `source.table`."""

    gate: str
    passed: bool
    results: tuple[PromiseResult, ...]
    quarantined: dict[str, int] = field(default_factory=dict)
    flagged: dict[str, int] = field(default_factory=dict)
    summary: str = ""

    @property
    def broken(self) -> tuple[PromiseResult, ...]:
        """Return the promises that were not kept, those that stop the night first."""
        broken = [each for each in self.results if not each.is_kept]
        return tuple(sorted(broken, key=lambda each: (not each.stops, each.severity, each.place)))

    @property
    def stopping(self) -> tuple[PromiseResult, ...]:
        """Return the broken promises that stop the night."""
        return tuple(each for each in self.results if each.stops)


def verdict(
    gate: str,
    results: list[PromiseResult],
    quarantined: dict[str, int] | None = None,
    flagged: dict[str, int] | None = None,
) -> GateResult:
    """Return the gate's result with its summary: one line, and one more a stopping promise."""
    quarantined, flagged = quarantined or {}, flagged or {}
    stopping = [each for each in results if each.stops]
    broken = sum(not each.is_kept for each in results)
    line = (
        f"{gate} gate {'stopped the night' if stopping else 'passed'}: "
        f"{len(results) - broken} of {len(results)} promises kept"
    )
    if quarantined or flagged:
        line += (
            f", {sum(quarantined.values())} rows quarantined, {sum(flagged.values())} rows flagged"
        )
    lines = [line, *(f"- {each.sentence()}" for each in stopping)]
    return GateResult(
        gate=gate,
        passed=not stopping,
        results=tuple(results),
        quarantined=quarantined,
        flagged=flagged,
        summary="\n".join(lines),
    )
