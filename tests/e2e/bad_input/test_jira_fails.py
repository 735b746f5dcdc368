"""What a night makes of a Jira that refuses, fails or hangs up."""

import socket

import pytest

from demo.jira.faults import Answer, Cut
from pmo.manifests import committed

pytestmark = pytest.mark.slow

FOR_EVER = 10_000


def test_a_night_waits_when_jira_asks_and_goes_on_after_a_cut_answer(good_night):
    [published] = good_night.installation.published("select count(*) as n from marts.fct_issue")
    kept_out = {
        row["row_number"]
        for row in good_night.installation.quarantine()
        if row["table_name"] == "issues" and row["disposition"] == "quarantined"
    }

    assert good_night.faults == 2
    assert published["n"] + len(kept_out) == good_night.issues
    assert (
        "/search/jql failed (status 429, Too Many Requests); trying again in 1."
        in good_night.output
    )
    assert "/changelog/bulkfetch failed (" in good_night.output


@pytest.mark.parametrize(
    ("path", "fault", "said"),
    [
        pytest.param(
            "/myself",
            Answer(401),
            ["/rest/api/3/myself answered 401", "check PMO_JIRA_USER and PMO_JIRA_TOKEN"],
            id="401",
        ),
        pytest.param(
            "/search/jql",
            Answer(429, {"Retry-After": "3600"}),
            ["/search/jql failed (status 429", "due in 3600 s", "Run again after"],
            id="429 for an hour",
        ),
        pytest.param(
            "/search/jql",
            Answer(500),
            ["/search/jql failed (status 500, Internal Server Error)", "Run again after"],
            id="500 for ever",
        ),
        pytest.param(
            "/search/jql",
            Cut(after_bytes=10),
            ["/search/jql failed (", "Is the address right, and reachable from here?"],
            id="cut for ever",
        ),
    ],
)
def test_a_failing_jira_stops_the_night_with_a_fix_and_leaves_all_as_it_was(
    next_night, unchanged, jira, path, fault, said
):
    before = committed(next_night.home.joinpath("landing"), "jira")
    jira.faults.add(path, fault, times=FOR_EVER)

    run = next_night.pmo("run")

    last = run.stderr.strip().splitlines()[-1]
    assert run.returncode == 1
    assert last.startswith("pmo: ")
    assert all(each in last for each in said), last
    assert "Traceback" not in run.stderr
    assert "Token" not in run.stderr
    assert committed(next_night.home.joinpath("landing"), "jira") == before
    assert unchanged(next_night)
    assert next_night.page("performance").is_file()


def test_a_jira_that_is_not_there_stops_the_night_with_a_fix(next_night, unchanged):
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"

    run = next_night.pmo("run", PMO_JIRA_URL=nobody)

    assert run.returncode == 1
    assert "Connection refused" in run.stderr
    assert "Is the address right, and reachable from here?" in run.stderr
    assert unchanged(next_night)
