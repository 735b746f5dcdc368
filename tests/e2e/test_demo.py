import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.e2e.conftest import FIRST_DAY, NEXT_DAY, ROOT, demo_environment, run_demo
from tests.e2e.published import content_of, differences, portfolio, version_of

pytestmark = pytest.mark.slow

REPORTS = ("performance", "feedback", "quality")


def test_the_night_ends_well_and_says_where_everything_is(first_night):
    home, run = first_night

    assert run.returncode == 0, run.stdout + run.stderr
    for kind in REPORTS:
        page = home / "reports" / kind / FIRST_DAY / "en" / "index.html"
        assert page.is_file()
        assert str(page) in run.stdout
        assert (page.parents[1] / "zh" / "index.html").is_file()
    assert (home / "reports" / "index.html").is_file()
    for task in ("extract_jira.extract", "build_warehouse.publish", "report_feedback.feedback"):
        assert f"✓ {task}" in run.stdout
    assert "red" in run.stdout


def test_a_night_with_nothing_new_changes_no_published_number(first_night):
    home, _ = first_night
    before, version = content_of(home), version_of(home)

    run = run_demo(home)

    assert run.returncode == 0, run.stdout
    assert differences(content_of(home), before) == {}
    assert version_of(home) == version


def test_another_organisation_is_not_mixed_into_the_same_folder(first_night):
    home, _ = first_night

    run = run_demo(home, "--seed", "8")

    assert run.returncode == 1
    assert "run `make clean`, or set PMO_HOME" in run.stderr


READER = textwrap.dedent(
    """
    import sys, time, duckdb
    versions, reads = [], 0
    print("reading", flush=True)
    while not sys.stdin.closed:
        with duckdb.connect(sys.argv[1], read_only=True) as connection:
            [(version, as_of)] = connection.execute(
                "select version_id, as_of from quality.version"
            ).fetchall()
            marts = connection.execute(
                "select distinct as_of_date from marts.fct_portfolio_health where is_current "
                "union select distinct as_of_date from marts.fct_earned_value where is_current"
            ).fetchall()
        assert marts == [(as_of,)], (version, as_of, marts)
        reads += 1
        if version not in versions:
            versions.append(version)
            if len(versions) == 2:
                print(reads, flush=True)
                break
        time.sleep(0.01)
    """
)


def test_a_reader_in_a_loop_never_fails_while_a_new_day_is_published(first_night, tmp_path):
    # A copy, for other tests go on from the first night.
    home = Path(shutil.copytree(first_night[0], tmp_path / "home"))
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(portfolio(home))],
        env=demo_environment(home),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout.readline() == "reading\n"
        run = run_demo(home, as_of=NEXT_DAY)
        assert run.returncode == 0, run.stdout
        reads, errors = reader.communicate(timeout=60)

    assert (reader.returncode, errors) == (0, "")
    assert int(reads) > 100
