"""The performance report, written from a small published warehouse and read back."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pmo.settings import Organisation
from reports import performance
from reports.language import Language
from reports.warehouse import NothingPublishedError
from tests.integration.reports.conftest import fill, runtime_of

VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "rect", "line"}


class Page(HTMLParser):
    """A page as a reader meets it: its text, its links, its tags, and whether tags balance."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.links, self.tags, self.ids, self.open = path, [], [], [], []
        self.attributes, self._text = [], []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)
        self.ids.extend(value for name, value in attrs if name == "id")
        self.links.extend(value for name, value in attrs if name in ("href", "src", "xlink:href"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, f"{self.path.name}: </{tag}> closes nothing"

    def handle_data(self, data):
        self._text.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self._text))


@pytest.fixture(scope="module")
def pages(standing):
    return [Page(path) for path in performance.write(standing)]


def read(runtime, name):
    path = runtime.home.reports / "performance/2026-06-30" / name
    if not path.exists():
        performance.write(runtime)
    return Page(path)


def portfolio(runtime, language="en"):
    return read(runtime, f"{language}/index.html")


def project(runtime, code, language="en"):
    return read(runtime, f"{language}/project-{code}.html")


def section(page, identity):
    """Return the words of the section that `identity` heads."""
    html = page.path.read_text("utf-8")
    found = re.search(rf'<section[^>]*aria-labelledby="{identity}".*?</section>', html, re.DOTALL)
    assert found, f"{page.path.name} has no section {identity}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_every_project_of_the_register_has_a_page_in_every_language(runtime):
    names = {
        path.relative_to(runtime.home.reports).as_posix() for path in performance.write(runtime)
    }

    assert {
        f"performance/2026-06-30/{language}/{name}.html"
        for language in ("en", "zh")
        for name in ("index", "project-P-1", "project-P-2", "project-P-4", "project-P-5")
    } <= names
    assert len(names) == 14


def test_pages_are_whole_and_each_id_is_used_once(pages):
    for page in pages:
        assert not page.open, page.path
        assert len(page.ids) == len(set(page.ids)), page.path


def test_no_page_asks_the_network_or_runs_a_script(pages):
    for page in pages:
        assert "script" not in page.tags, page.path
        assert not {"iframe", "object", "embed", "link rel=stylesheet"} & set(page.tags)
        assert not [
            link for link in page.links if re.match(r"(?i)\w+:|//", link) and link != "data:,"
        ]
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        html = page.path.read_text("utf-8")
        assert "@import" not in html
        assert not re.search(r"url\((?!#)", html)


def test_links_between_pages_lead_to_pages(pages):
    for page in pages:
        for link in page.links:
            if link.endswith(".html") and "../../../" not in link:
                assert (page.path.parent / link).exists(), (page.path, link)


def test_hostile_names_are_shown_and_never_obeyed(standing):
    page = portfolio(standing)
    html = page.path.read_text("utf-8")

    assert "<script>alert('x')</script>" in page.text
    assert "<script" not in html


def test_writing_again_gives_the_same_bytes(runtime):
    first = {path: path.read_bytes() for path in performance.write(runtime)}

    assert {path: path.read_bytes() for path in performance.write(runtime)} == first


def test_pages_of_projects_that_left_the_register_disappear(runtime):
    stale = runtime.home.reports / "performance/2026-06-30/en/project-GONE.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")

    performance.write(runtime)

    assert not stale.exists()
    assert not [path for path in stale.parent.parent.iterdir() if path.name.startswith(".")]


def test_key_figures_are_the_sums_of_the_marts(standing):
    # BAC 2.0 + 0.6 + 1.0 + 0.9; AC 1.6 + 0.4 + 0.7 + 0.3; EV 1.2 + 0.42 + 0.76 + 0.306 million.
    # EAC = BAC x AC / EV each: 2,666,666.67 + 571,428.57 + 921,052.63 + 882,352.94 = 5,041,500.81.
    # CPI = 2.686 / 3.0 = 0.90; SPI = 2.686 / 3.0 = 0.90.
    words = section(portfolio(standing), "summary")

    for figure in ("€4.50M", "€3.00M", "€2.69M", "€5.04M", "€542k over budget"):
        assert figure in words
    assert re.search(r"Portfolio CPI 0\.90", words)
    assert re.search(r"Over budget 1 ", words)
    assert re.search(r"Late milestones 1 of 4 open", words)
    # Exposure: 40,000 x (3 + 2 + 2 + 1); the closed risk is not counted.
    assert re.search(r"Risk exposure €320k 4 open risks", words)


def test_money_of_each_project_stands_in_full(standing):
    words = section(portfolio(standing), "money")

    assert "Payments renewal €2,000,000 €1,600,000 €2,666,667 −€666,667 0.75 0.80" in words
    assert "Total €4,500,000 €3,000,000 €5,041,501 −€541,501 0.90 0.90" in words
    assert "€12.3k of actual cost carries no known project code" in words


def test_attention_list_is_worst_first_and_gives_every_reason(standing):
    words = section(portfolio(standing), "attention")

    assert words.index("Payments renewal") < words.index("仓库自动化") < words.index("HYPERLINK")
    assert "Customer portal" not in words
    for reason in (
        "Reported green on 26 Jun 2026, measured red.",
        "Time efficiency SPI(t) is 0.80; red begins below 0.85.",
        "Cost efficiency CPI is 0.75; red begins below 0.85.",
        "The worst open risk scores 12 of 25; amber begins at 10.",
        "8 working days behind baseline; amber begins at 5.",
        "The busiest person is booked at 110% of capacity; amber begins at 105%.",
    ):
        assert reason in words


def test_what_changed_names_colours_milestones_and_risks(standing):
    words = section(portfolio(standing), "changes")

    assert "Between 23 Jun 2026 and 30 Jun 2026." in words
    assert "moved 5 working days" in words
    assert "came forward 2 working days" in words
    assert "score 8 → 12" in words
    assert "Risk number 2" not in words


def test_a_risk_not_observed_since_the_last_report_has_not_changed(publish, rows):
    for risk in rows["fct_risk"]:
        risk["observed_on"] = date(2026, 6, 1)

    assert "score 8 → 12" not in section(portfolio(publish(rows)), "changes")


def test_a_sign_carries_the_colour_in_words(standing):
    html = portfolio(standing).path.read_text("utf-8")

    assert html.count('class="sign ') == html.count("sign-word") + html.count(
        'role="img" aria-label='
    )
    assert html.count('<use href="#sign-red"/>') > 0


def test_watermelons_are_named(standing):
    words = section(portfolio(standing), "watermelons")

    assert "Payments renewal Green 26 Jun 2026 Red" in words


@pytest.mark.parametrize(
    ("model", "first"), [("functional", "department"), ("matrix", "programme")]
)
def test_the_operating_model_decides_which_view_leads(runtime, model, first):
    organisation = Organisation(name="N", operating_model=model)
    settings = runtime.settings.model_copy(update={"organisation": organisation})
    html = portfolio(replace(runtime, settings=settings)).path.read_text("utf-8")
    places = {kind: html.index(f'id="by-{kind}"') for kind in ("programme", "department")}

    assert min(places, key=places.get) == first


def test_hours_stay_with_the_department_that_their_person_had_on_the_day(publish, rows):
    # Whoever booked them belongs to IT by now.
    rows["fct_timesheet"] = [
        row | {"home_department": "Research"}
        for row in rows["fct_timesheet"]
        if row["person_id"] == "U1"
    ]

    words = section(portfolio(publish(rows)), "matrix")

    assert "Research" in words
    assert "IT" not in words.split()


def test_the_page_says_which_version_it_was_made_from(pages):
    for page in pages:
        assert "20260630-abc12345" in page.text


def test_chinese_pages_hold_no_english_sentence_of_ours(standing):
    page = portfolio(standing, "zh")
    html = page.path.read_text("utf-8")

    assert '<html lang="zh-Hans">' in html
    assert "时间绩效 SPI(t) 为 0.80；低于 0.85 转红。" in page.text
    assert "€450万" in page.text
    for text in ("Needs attention", "in English", "working days", "Red", "milestones behind"):
        assert text not in page.text


def test_a_project_page_says_every_rule_and_the_schedule_in_time(standing):
    page = project(standing, "P-1")

    assert "Broken rows touch this project" in section(page, "status")
    # Earned schedule 18 x 1.2 / 1.5 = 14.4 months; forecast 24 x 1.5 / 1.2 = 30 months.
    assert "14.4 months" in section(page, "schedule")
    assert "30.0 months" in section(page, "schedule")
    assert "182 days later than baseline" in section(page, "schedule")


def test_the_budget_in_force_is_the_newest_and_labour_has_its_own_line(standing):
    words = section(project(standing, "P-1"), "cost")

    assert "Hardware €1,400,000 €900,000 €50,000" in words
    # 60 bookings of 600.
    assert "Labour from timesheets – €36,000" in words
    assert "Total €2,000,000 €936,000 €50,000" in words


@pytest.mark.parametrize(
    ("in_ledger", "said"),
    [
        (False, "Total €2,000,000 €936,000 €50,000"),
        (True, "Total €2,000,000 €920,000 €50,000"),
    ],
)
def test_labour_that_both_ledger_and_timesheets_know_counts_once(publish, rows, in_ledger, said):
    rows["fct_cost"].append(rows["fct_cost"][0] | {"base_amount": 20_000, "is_labour": True})
    runtime = publish(rows)
    finance = runtime.settings.finance.model_copy(update={"labour_in_ledger": in_ledger})
    settings = runtime.settings.model_copy(update={"finance": finance})

    assert said in section(project(replace(runtime, settings=settings), "P-1"), "cost")


def test_a_ledger_that_holds_labour_gets_no_second_line_for_it(runtime):
    finance = runtime.settings.finance.model_copy(update={"labour_in_ledger": True})
    settings = runtime.settings.model_copy(update={"finance": finance})

    words = section(project(replace(runtime, settings=settings), "P-1"), "cost")

    assert "Labour from timesheets" not in words
    assert "€900,000 €50,000" in words


def test_broken_rows_of_a_project_name_file_row_value_and_fix(standing):
    words = section(project(standing, "P-1"), "quality")

    assert "budgets.csv 7 amount N/A (Section 43) no amount write a number" in words


SECTIONS = {
    "ev": "fct_earned_value",
    "milestones": "fct_milestone",
    "cost": "fct_cost",
    "flow": "fct_project_flow_daily",
    "risks": "fct_risk",
    "people": "fct_timesheet",
    "feedback": "fct_feedback",
    "lessons": "fct_lesson",
}


@pytest.mark.parametrize(("identity", "mart"), SECTIONS.items())
def test_a_project_section_without_input_says_which_input(publish, rows, identity, mart):
    for emptied in (mart, "fct_budget") if mart == "fct_cost" else (mart,):
        rows[emptied] = []
    if mart == "fct_cost":
        rows["fct_timesheet"] = []

    words = section(project(publish(rows), "P-1"), identity)

    assert "Input missing" in words
    assert "absent means “not kept here”" in words


PORTFOLIO_SECTIONS = {
    "money": "fct_earned_value",
    "map": "fct_earned_value",
    "risks": "fct_risk",
    "milestones": "fct_milestone",
    "matrix": "fct_timesheet",
}


@pytest.mark.parametrize(("identity", "mart"), PORTFOLIO_SECTIONS.items())
def test_a_portfolio_section_without_input_says_which_input(publish, rows, identity, mart):
    for emptied in (mart, "fct_budget") if identity == "money" else (mart,):
        rows[emptied] = []

    assert "Input missing" in section(portfolio(publish(rows)), identity)


def test_without_status_reports_nobody_is_called_a_watermelon(publish, rows):
    for row in rows["fct_portfolio_health"]:
        row |= {"reported_overall_rag": None, "is_watermelon": False}

    assert "status_reports" in section(portfolio(publish(rows)), "watermelons")


def test_a_portfolio_without_any_health_names_the_missing_input(publish, rows):
    rows["fct_portfolio_health"] = []

    assert "Input missing" in portfolio(publish(rows)).text


def test_a_project_without_earned_value_names_the_method_it_waits_for(publish, rows):
    for row in rows["fct_earned_value"]:
        if row["project_code"] == "P-1":
            row.update(dict.fromkeys(("ev", "cpi", "spi", "eac_cpi", "eac_cpi_spi", "tcpi", "etc")))

    words = section(project(publish(rows), "P-1"), "ev")

    assert "progress by the project's own method: story points" in Language("en").text(
        "inputs.progress", method="story points"
    )
    assert "story points" in words


def test_the_first_report_compares_with_nothing(publish, rows):
    rows["fct_portfolio_health"] = [
        row for row in rows["fct_portfolio_health"] if not row["is_previous"]
    ]

    assert "nothing to compare with" in section(portfolio(publish(rows)), "changes")


def test_without_a_publication_nothing_is_written(unpublished):
    with pytest.raises(NothingPublishedError, match="pmo run"):
        performance.write(unpublished)

    assert not unpublished.home.reports.exists()


def test_money_without_a_plan_over_time_is_what_finance_granted_and_forecasts(publish, rows):
    # P-1 was granted 1,000,000 first and 2,000,000 then, which counts; 2,400,000 is expected now.
    forecast = {"budget_version": "forecast", "base_amount": 2_400_000}
    rows["fct_earned_value"] = []
    rows["fct_budget"] = [*rows["fct_budget"], rows["fct_budget"][0] | forecast]

    page = portfolio(publish(rows))

    assert "€2,000,000 – €2,400,000 -€400,000" in section(page, "money").replace("−", "-")
    assert "Over budget 1 projects" in section(page, "summary")


def test_nobody_is_called_within_budget_where_no_budget_is_known(publish, rows):
    rows["fct_earned_value"] = rows["fct_budget"] = []

    words = section(portfolio(publish(rows)), "summary")

    assert "Over budget – input missing" in words


def test_a_project_that_left_the_register_is_named_as_such_in_both_languages(tmp_path, rows):
    gone = {
        "project_code": "P-7",
        "project_name": "Canal lock",
        "left_register_date": date(2026, 6, 1),
    }
    rows["dim_project"].append(rows["dim_project"][0] | gone)
    runtime = runtime_of(tmp_path, "en", "zh")
    fill(runtime.home.portfolio, rows)
    performance.write(runtime)

    folder = runtime.home.reports / "performance" / "2026-06-30"
    english, chinese = (
        (folder / language / "index.html").read_text("utf-8") for language in ("en", "zh")
    )
    assert "Canal lock</a> (no longer in the register)" in english
    assert "Idea of tomorrow</a> (proposed)" in english
    assert "Canal lock</a> (已不在登记表中)" in chinese
