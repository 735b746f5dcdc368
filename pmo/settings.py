"""The settings file (`PMO_CONFIG`, default `config/pmo.yml`), validated before anything runs.

Frozen and closed: an unknown or missing key is an error that names the key, its line and a fix.
Secrets have no place here; see `pmo.connections`.
"""

import difflib
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pmo.errors import OperatorError

# The sources, in the order of a night; each has a section of its name below.
FILE_SOURCES = ("timesheets", "finance", "registers")
SOURCES = ("jira", *FILE_SOURCES)

CONFIG_VARIABLE = "PMO_CONFIG"
DEFAULT_CONFIG = Path("config/pmo.yml")

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class SettingsError(OperatorError):
    """The settings file cannot be used; the message says where and how to mend it."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FiscalCalendar(_Section):
    """How fiscal years are cut: into months, or into whole weeks of which a quarter has 13."""

    pattern: Literal["months", "4-4-5", "4-5-4", "5-4-4"] = "months"
    week_starts_on: Annotated[int, Field(ge=1, le=7)] = 1
    # A year of weeks ends with the week whose last day is nearest to the end of the month before
    # the start month, or with the last one that ends in that month.
    year_ends: Literal["nearest", "last"] = "nearest"
    year_named_after: Literal["begin", "end"] = "begin"


class Organisation(_Section):
    """Who reports, in which money, calendar and structure."""

    name: str
    base_currency: Currency = "EUR"
    time_zone: str = "UTC"
    country: str = "DE"
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)] = 1
    fiscal_calendar: FiscalCalendar = FiscalCalendar()
    working_days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)] = (
        1,
        2,
        3,
        4,
        5,
    )
    hours_per_day: Annotated[Decimal, Field(gt=0, le=24)] = Decimal(8)
    operating_model: Literal["functional", "matrix", "hybrid"] = "matrix"

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = difflib.get_close_matches(name, available_timezones(), n=1)
        hint = f"did you mean {near[0]}?" if near else "write one such as Europe/Berlin"
        raise ValueError(f"no time zone has this name; {hint}")


class JiraFields(_Section):
    """Custom fields we steer by: an id (`customfield_10016`), a schema type, or a name."""

    story_points: tuple[str, ...] = (
        "com.pyxis.greenhopper.jira:jsw-story-points",
        "Story Points",
        "Story point estimate",
    )
    sprint: tuple[str, ...] = ("com.pyxis.greenhopper.jira:gh-sprint", "Sprint")
    start_date: tuple[str, ...] = ()
    baseline_start: tuple[str, ...] = ("com.atlassian.jpo:jpo-custom-field-baseline-start",)
    baseline_finish: tuple[str, ...] = ("com.atlassian.jpo:jpo-custom-field-baseline-end",)
    risk_probability: tuple[str, ...] = ()
    risk_impact: tuple[str, ...] = ()
    account: tuple[str, ...] = (
        "com.tempoplugin.tempo-accounts:accounts.customfield",
        "com.atlassian.plugins.atlassian-connect-plugin:io.tempo.jira__account",
    )
    team: tuple[str, ...] = (
        "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team",
        "com.atlassian.teams:rm-teams-custom-field-team",
    )
    epic_link: tuple[str, ...] = ("com.pyxis.greenhopper.jira:gh-epic-link",)


class Census(_Section):
    """How issues are looked for that Jira no longer shows; see docs/sources.md."""

    # Days from one census of all ids to the next; 0 takes none.
    every_days: Annotated[int, Field(ge=0)] = 1
    # When more than this share of a project's issues, or of all, would be lost at once (and at
    # least min_lost of them), nothing is marked deleted.
    max_lost_share: Share = 0.05
    min_lost: Annotated[int, Field(ge=1)] = 20
    # Missing issues that are asked for one by one in a run; the next run goes on.
    max_confirmations: Annotated[int, Field(ge=1)] = 2000


class Jira(_Section):
    """What to read of Jira and how carefully."""

    enabled: bool = True
    projects: tuple[str, ...] = ()
    overlap_minutes: Annotated[int, Field(ge=1)] = 10
    page_size: Annotated[int, Field(ge=1, le=5000)] = 100
    concurrency: Annotated[int, Field(ge=1, le=16)] = 4
    # One request waits this long in its run; then Airflow runs the task again later.
    retry_budget_seconds: Annotated[int, Field(ge=0)] = 900
    # From the first such postponement on; then the task fails.
    give_up_after_hours: Annotated[int, Field(ge=0)] = 12
    ca_bundle: Path | None = None
    census: Census = Census()
    fields: JiraFields = JiraFields()
    # Statuses in progress in which nobody works on the issue.
    waiting_statuses: tuple[str, ...] = (
        "Blocked",
        "In Review",
        "On Hold",
        "Pending",
        "Ready for Review",
        "Ready for Test",
        "Waiting",
    )


class FileSource(_Section):
    """A source that arrives in the drop folder."""

    enabled: bool = True
    folder: str
    layouts: Path | None = None


class Finance(FileSource):
    """Finance exports."""

    folder: str = "finance"
    labour_in_ledger: bool = False


class Tempo(_Section):
    """Worklogs that live in Tempo (Cloud, version 4 of its interface)."""

    enabled: bool = False
    # Jira's numeric project ids; empty: all that the token may see.
    project_ids: tuple[Annotated[int, Field(ge=1)], ...] = ()
    # Tempo tells of no deletion: so many days are read whole each night and compared.
    window_days: Annotated[int, Field(ge=1)] = 60
    # And everything, this often.
    full_days: Annotated[int, Field(ge=1)] = 30
    since: date = date(2015, 1, 1)
    page_size: Annotated[int, Field(ge=1, le=1000)] = 1000
    # More missing at once than this share, and than so many: nothing is taken for deleted.
    max_lost_share: Share = 0.20
    min_lost: Annotated[int, Field(ge=0)] = 20
    retry_budget_seconds: Annotated[int, Field(ge=0)] = 900
    ca_bundle: Path | None = None
    account_attribute: str = "_Account_"
    activity_attribute: str = "_Activity_"
    # Jira accounts under which Tempo writes its copies into Jira's worklogs.
    app_accounts: tuple[str, ...] = ()


class Timesheets(FileSource):
    """Timesheets beside Jira's own worklogs, and whether those count."""

    folder: str = "timesheets"
    jira_worklogs: Literal["auto", "used", "ignored"] = "auto"
    tempo: Tempo = Tempo()

    @model_validator(mode="after")
    def _says_what_counts(self) -> "Timesheets":
        if self.tempo.enabled and self.tempo.project_ids and self.jira_worklogs == "auto":
            raise ValueError(
                "tempo.project_ids leaves projects out, so jira_worklogs cannot be auto; write "
                "used (Jira's worklogs count beside Tempo's) or ignored"
            )
        return self

    @property
    def counts_jira_worklogs(self) -> bool:
        """Tell whether hours are taken from Jira's worklogs; Tempo holds the same ones again."""
        if self.jira_worklogs == "auto":
            return not self.tempo.enabled
        return self.jira_worklogs == "used"


class Registers(FileSource):
    """The PMO's registers."""

    folder: str = "registers"
    planned_value: Literal["cumulative", "per_period"] = "cumulative"


class Thresholds(_Section):
    """Where green ends and where red begins; amber lies between."""

    spi_amber: float = 0.95
    spi_red: float = 0.85
    cpi_amber: float = 0.95
    cpi_red: float = 0.85
    cost_overrun_amber: Share = 0.05
    cost_overrun_red: Share = 0.15
    milestone_slip_amber_days: int = 5
    milestone_slip_red_days: int = 15
    scope_growth_amber: Share = 0.10
    scope_growth_red: Share = 0.25
    utilisation_amber: float = 1.05
    utilisation_red: float = 1.20
    risk_score_amber: int = 10
    risk_score_red: int = 16
    reopen_share_amber: Share = 0.05
    reopen_share_red: Share = 0.12
    satisfaction_amber: float = 3.5
    satisfaction_red: float = 2.5


class EarlyWarnings(_Section):
    """Where each early warning begins to flash; of a falling value the threshold is a floor."""

    schedule_pace_falls: float = -0.05
    cost_efficiency_falls: float = -0.05
    work_piles_up: float = 1.5
    throughput_drops: float = 0.6
    scope_creeps: float = 0.05
    milestone_moves: float = 7
    exposure_grows: float = 0.25
    overload_ahead: float = 1.05
    team_mood_drops: float = -0.5
    decisions_wait: float = 1


class LandingSettings(_Section):
    """How what has landed is kept."""

    # When more batches of a source than this have gathered, they are folded into its base.
    compact_after_batches: Annotated[int, Field(ge=1)] = 30


class Gates(_Section):
    """How strict the two gates are."""

    # The night stops when more than this share of a table's rows would be kept out.
    max_quarantined_share: Share = 0.20
    # Fewer bad rows than this never stop the night, however small the table.
    min_quarantined_rows: Annotated[int, Field(ge=1)] = 5
    # A source not landed for this long raises an alert.
    stale_after_hours: Annotated[int, Field(ge=1)] = 36


class PeriodClose(_Section):
    """When the figures of a fiscal period are frozen."""

    # A period stays open for so many working days after its last; null: until somebody closes it.
    after_working_days: Annotated[int, Field(ge=0)] | None = 5


class Spark(_Section):
    """The Spark that builds, where `warehouse.engine` says so."""

    master: str = "local[*]"
    driver_memory: Annotated[str, Field(pattern=r"^[0-9]+[mg]$")] = "4g"
    threads: Annotated[int, Field(ge=1)] = 4
    # Where its tables stand; on a cluster a folder that all machines share. Null: in the home.
    folder: Path | None = None
    # host:port of a Thrift server that builds instead of a session of our own.
    thrift: Annotated[str, Field(pattern=r"^[^:/]+:[0-9]+$")] | None = None
    settings: dict[str, str] = {}


class Warehouse(_Section):
    """What the portfolio model is built with."""

    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: Spark = Spark()


class Publishing(_Section):
    """What stays of past nights."""

    keep_versions: Annotated[int, Field(ge=1)] = 14


class Reports(_Section):
    """How reports are written."""

    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")


class Notify(_Section):
    """Who hears of a stopped night (through the Airflow connection `smtp_default`)."""

    recipients: tuple[str, ...] = ()
    sender: str = "pmo-warehouse@localhost"


class Settings(_Section):
    """Everything the PMO decides, one section a subject."""

    organisation: Organisation
    jira: Jira = Jira()
    timesheets: Timesheets = Timesheets()
    finance: Finance = Finance()
    registers: Registers = Registers()
    thresholds: Thresholds = Thresholds()
    early_warnings: EarlyWarnings = EarlyWarnings()
    landing: LandingSettings = LandingSettings()
    gates: Gates = Gates()
    period_close: PeriodClose = PeriodClose()
    warehouse: Warehouse = Warehouse()
    publishing: Publishing = Publishing()
    reports: Reports = Reports()
    notify: Notify = Notify()
    # Who mends a broken promise, by source or source.table; `default` for the rest.
    owners: dict[str, str] = {"default": "PMO"}

    def owner_of(self, source: str, table: str = "") -> str:
        """Return who answers for `source.table`."""
        for name in (f"{source}.{table}", source, "default"):
            if name in self.owners:
                return self.owners[name]
        return "PMO"


def config_path() -> Path:
    """Return the settings file that `PMO_CONFIG` names, or the default."""
    return Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)


def load_settings(path: Path | None = None) -> Settings:
    """Read and validate the settings file; raise `SettingsError` naming key, line and fix."""
    path = path or config_path()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(
            f"{path}: {error.strerror}; point {CONFIG_VARIABLE} at your settings file "
            "(config/pmo.yml is the commented example)"
        ) from error
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: not valid YAML: {error}") from error
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        lines = [_explained(path, tree, each) for each in error.errors()]
        raise SettingsError("\n".join(lines)) from error


def _explained(path: Path, tree: yaml.Node | None, error: Any) -> str:
    """Say which key of which line is wrong, and what to write instead."""
    where, names = error["loc"], ".".join(str(part) for part in error["loc"])
    line = _line_of(tree, where)
    match error["type"]:
        case "extra_forbidden":
            known = _known_keys(where[:-1])
            near = difflib.get_close_matches(str(where[-1]), known, n=1)
            fix = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
            return f"{path}:{line}: unknown key {names!r}; {fix}"
        case "missing":
            return f"{path}:{line}: missing key {names!r}; add it"
        case _:
            return f"{path}:{line}: {names!r} is {error['input']!r}: {error['msg']}"


def _known_keys(where: tuple[Any, ...]) -> list[str]:
    section: Any = Settings
    for part in where:
        section = section.model_fields[part].annotation
    return sorted(section.model_fields)


def _line_of(node: yaml.Node | None, where: tuple[Any, ...]) -> int:
    """Return the line (1-based) of the deepest part of `where` that the file has."""
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
