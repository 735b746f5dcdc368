from pathlib import Path

import pytest
import yaml

from extractors.files.feed import feed_of
from extractors.files.layouts import Layout, LayoutError, fingerprint, load_layouts
from extractors.files.values import Formats
from extractors.finance import tables as finance
from extractors.finance.tables import FILE_TABLES
from extractors.registers import tables as registers
from extractors.timesheets import tables as timesheets
from pmo.settings import load_settings

GOOD = """
match: "sap_*.csv"
tables:
  - table: fx_rates
    columns:
      date: Valid from
      from_currency: From
      to_currency: {constant: EUR}
      rate: {column: Rate, multiplier: 0.01}
"""


@pytest.fixture
def layouts(tmp_path):
    def load(text):
        (tmp_path / "sap.yml").write_text(text, "utf-8")
        return load_layouts(tmp_path, FILE_TABLES)

    return load


def test_a_layout_is_read_and_named_after_its_file(layouts):
    [layout] = layouts(GOOD)

    assert layout.name == "sap"
    assert layout.matches("2026/SAP_rates.csv")
    assert not layout.matches("rates_sap.csv")


def test_without_a_folder_there_are_no_layouts():
    assert load_layouts(None, FILE_TABLES) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("match:", "mach:"), r"unknown key 'mach'; did you mean 'match'", id="typo"),
        pytest.param(('match: "sap_*.csv"', ""), "missing key 'match'; add it", id="no match"),
        pytest.param(("date: Valid", "day: Valid"), "fx_rates has no column day", id="column"),
        pytest.param(("table: fx_rates", "table: fx"), "no canonical table 'fx'", id="table"),
        pytest.param(("      date: Valid from\n", ""), "fx_rates needs date", id="required"),
        pytest.param(
            ("{constant: EUR}", "{constant: EUR, column: To}"), "exactly one of", id="two origins"
        ),
        pytest.param(
            ("rate: {column: Rate,", "rate: {take: last, column: Rate,"), "need per", id="take"
        ),
        pytest.param(
            ("tables:", "skip_rows: ['(']\ntables:"), "no regular expression", id="pattern"
        ),
        pytest.param(
            ("date: Valid from", "date: 2026-01-01"), "columns.date' is .*write keys", id="no text"
        ),
        pytest.param(("tables:", "tables: ["), "not a readable YAML file", id="yaml"),
        pytest.param(
            ("{column: Rate,", "{column: Rate, unreadable: extra,"),
            "rate is required in fx_rates and cannot be `unreadable: extra`",
            id="required and unreadable",
        ),
        pytest.param(
            ("from_currency: From", "from_currency: {column: From, minus: To}"),
            "from_currency is no amount, so it takes no `minus`",
            id="no amount",
        ),
        pytest.param(
            ("from_currency: From", "from_currency: {file_name: '[A-Z]+'}"),
            r"'\[A-Z\]\+' needs one group",
            id="no group",
        ),
        pytest.param(
            ("tables:", "period: '([0-9]'\ntables:"), "no regular expression", id="period pattern"
        ),
        pytest.param(
            ("tables:", "period: {column: Day, file_name: '(a)'}\ntables:"),
            "give one of file_name and column",
            id="two periods",
        ),
        pytest.param(
            ("rate: {column: Rate,", "rate: {column: Rate, sign: {column: S, negatve: [H]},"),
            "unknown key .*negatve'; did you mean 'negative'",
            id="typo in a sign",
        ),
    ],
)
def test_a_wrong_layout_names_its_file_and_the_fix(layouts, change, said):
    text = GOOD.replace(*change)
    assert text != GOOD

    with pytest.raises(LayoutError, match=rf"sap\.yml: .*{said}|sap\.yml: {said}"):
        layouts(text)


def test_one_mistake_is_told_once(layouts):
    with pytest.raises(LayoutError) as caught:
        layouts(GOOD.replace("{column: Rate,", "{colum: Rate, column: Rate,"))

    assert str(caught.value).count("\n") == 0
    assert "unknown key 'tables.0.columns.rate.colum'; did you mean 'column'?" in str(caught.value)


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(LayoutError, match=r"layouts folder .*nowhere does not exist"):
        load_layouts(tmp_path / "nowhere", FILE_TABLES)


EXAMPLES = Path(__file__).parents[3] / "config" / "examples"


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*/pmo.yml")), ids=lambda path: path.parent.name
)
def test_every_example_can_be_used_as_it_stands(monkeypatch, path):
    monkeypatch.setenv("PMO_CONFIG", str(path))
    settings = load_settings()

    for tables in (finance, registers, timesheets):
        section = getattr(settings, tables.SOURCE)
        feed = feed_of(settings, tables.SOURCE, tables.FILE_TABLES, tables.TABLES)
        assert bool(feed.layouts) == (section.layouts is not None)


def test_the_layout_that_is_explained_is_a_valid_one():
    explained = (EXAMPLES / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    raw = yaml.safe_load(explained)

    layout = Layout.model_validate(raw)
    # Every key that a layout knows is explained, but for its name, which is the file's.
    assert set(Layout.model_fields) - set(raw) == {"name"}
    assert set(Formats.model_fields) == set(raw["formats"])
    assert [output.table for output in layout.tables] == ["actuals", "projects"]


def test_there_is_an_example():
    assert (EXAMPLES / "nyc-capital" / "pmo.yml").is_file()


def test_another_rule_is_another_fingerprint(layouts):
    before = fingerprint(layouts(GOOD), FILE_TABLES)

    assert fingerprint(layouts(GOOD), FILE_TABLES) == before
    assert fingerprint(layouts(GOOD.replace("0.01", "0.1")), FILE_TABLES) != before
    assert fingerprint((), FILE_TABLES) != before
