"""Tempo's worklogs: after every night the landing says what Tempo says, row for row."""

from datetime import UTC, date, datetime, timedelta

import pytest

from extractors.http import HttpStatusError, RetryLaterError
from extractors.timesheets.tempo import all_days
from extractors.timesheets.tempo_errors import TempoAnswerError
from pmo.manifests import committed

TODAY = date(2026, 6, 30)
EDITED = datetime(2026, 6, 30, 3, tzinfo=UTC)
OLD, RECENT, AHEAD = date(2026, 2, 2), date(2026, 6, 15), date(2026, 7, 20)


@pytest.fixture
def filled(tempo, worklog):
    """Ten worklogs: four before the window of 60 days, five in it, one booked ahead."""
    days = [OLD + timedelta(days=n) for n in range(4)] + [
        RECENT + timedelta(days=n) for n in range(5)
    ]
    tempo.add(*(worklog(n, day) for n, day in enumerate([*days, AHEAD], start=1)))
    return tempo


def test_the_first_night_lands_every_worklog_of_every_day(filled, night):
    filled.truth[5].attributes = {"_Account_": "ACC-7", "_Activity_": "Design", "_Empty_": None}
    batch = night.run()

    assert night.differences() == []
    assert batch.rows_of("tempo_worklogs") == 10
    row = night.standing()["5"]
    assert (row["account"], row["activity"]) == ("ACC-7", "Design")
    assert row["attributes"] == '{"_Account_": "ACC-7", "_Activity_": "Design"}'
    assert (row["billable_seconds"], row["start_time"]) == (1800, "09:00:00")
    assert row["created_at"] == datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("largest", [1000, 2])
def test_pages_are_read_to_the_last_whatever_their_size(tempo, worklog, night, count, largest):
    tempo.most = largest
    tempo.add(*(worklog(n, RECENT) for n in range(1, count + 1)))
    night.run()

    assert sorted(night.standing(), key=int) == [str(n) for n in range(1, count + 1)]


def test_a_night_without_changes_lands_nothing_and_reads_the_window_only(filled, night):
    night.run()
    filled.asked.clear()
    batch = night.run()

    assert batch.rows_of("tempo_worklogs") == 0
    window = (TODAY - timedelta(days=60)).isoformat()
    asked = [query for query in filled.asked_of() if "offset" not in query]
    assert [query.get("from") for query in asked] == [None, [window]]
    assert asked[0]["updatedFrom"] == ["2026-05-31"]  # the day before the newest change
    assert not any("to" in query for query in asked)


def test_edits_within_and_before_the_window_land(filled, night):
    night.run()
    for number, seconds in ((1, 1800), (6, 5400)):
        filled.truth[number].seconds = seconds
        filled.truth[number].updated_at = EDITED
    batch = night.run()

    assert night.differences() == []
    assert batch.rows_of("tempo_worklogs") == 2


def test_an_edit_that_tempo_gives_no_new_time_lands_within_the_window(filled, night):
    night.run()
    filled.truth[6].attributes = {"_Account_": "ACC-9"}
    night.run()

    assert night.standing()["6"]["account"] == "ACC-9"


def test_a_deletion_within_the_window_lands_with_what_the_worklog_was(filled, night):
    night.run()
    gone = filled.truth.pop(6)
    night.run()

    assert night.differences() == []
    last = night.landed()[-1]
    assert (last["tempo_worklog_id"], last["work_date"], last["seconds"]) == ("6", gone.day, 3600)
    assert last["deleted_at"] == datetime(2026, 6, 30, 5, tzinfo=UTC)
    night.run()
    assert len(night.landed()) == 11  # it is not deleted twice


def test_a_deletion_before_the_window_lands_when_everything_is_read_again(filled, night):
    night.run()
    del filled.truth[2]
    night.today = TODAY + timedelta(days=29)
    night.run()
    assert night.differences() == ["2"]

    night.today = TODAY + timedelta(days=30)
    night.run()
    assert night.differences() == []


def test_a_deleted_worklog_that_comes_back_stands_again(filled, night):
    night.run()
    gone = filled.truth.pop(6)
    night.run()
    filled.add(gone)
    night.run()

    assert night.differences() == []


@pytest.mark.parametrize(("number", "day"), [(6, OLD), (1, RECENT), (6, AHEAD), (10, OLD)])
def test_a_worklog_whose_day_was_moved_across_the_window_is_neither_lost_nor_doubled(
    filled, night, number, day
):
    night.run()
    filled.truth[number].day = day
    filled.truth[number].updated_at = EDITED
    night.run()

    assert night.differences() == []
    assert len(night.standing()) == 10
    assert not any(row["deleted_at"] for row in night.landed())
    assert not filled.asked_of(f"/4/worklogs/{number}")  # the lists have told


@pytest.mark.parametrize(("number", "day"), [(6, OLD), (1, RECENT)])
def test_a_day_moved_without_a_new_time_is_found_when_everything_is_read(
    filled, night, number, day
):
    night.run()
    filled.truth[number].day = day
    night.today = TODAY + timedelta(days=30)
    night.run()

    assert night.differences() == []
    assert not any(row["deleted_at"] for row in night.landed())
    assert not filled.asked_of(f"/4/worklogs/{number}")


def test_a_worklog_skipped_because_another_was_deleted_while_we_read_is_not_lost(filled, night):
    """Offsets shift when a row before them goes, and the first row of the next page is not seen."""
    night.run()

    def delete_between_the_pages(_, path, query):
        if "offset" in query and "from" in query:
            filled.truth.pop(5, None)

    filled.reply = delete_between_the_pages
    night.run()
    filled.reply = None

    assert filled.asked_of("/4/worklogs/8")
    assert night.differences() == ["5"]  # it was still listed when its page was read
    night.run()
    assert night.differences() == []


def test_more_missing_than_is_plausible_deletes_nothing_and_says_so(filled, worklog, night):
    filled.add(*(worklog(n, RECENT) for n in range(100, 150)))
    night.run()
    kept = dict(filled.truth)
    for number in range(100, 125):
        del filled.truth[number]
    batch = night.run()

    assert batch.rows_of("tempo_worklogs") == 0
    assert len(night.standing()) == 60
    [reject] = night.landed("rejects")
    assert "25 of 56 worklogs that have landed are no longer listed" in reject["reason"]
    assert "timesheets.tempo.max_lost_share (0.2)" in reject["reason"]
    assert "raise the share" in reject["fix"]
    assert not filled.asked_of("/4/worklogs/100")

    night.run(max_lost_share=0.5)
    assert night.differences() == []
    [settled] = night.landed("files")
    assert (settled["file_name"], settled["table_name"]) == ("Tempo", "tempo_worklogs")
    filled.truth = kept
    night.run()
    assert night.differences() == []


def test_a_few_may_go_whatever_share_of_a_small_table_they_are(filled, night):
    night.run()
    for number in (5, 6, 7, 8):
        del filled.truth[number]
    night.run()

    assert night.differences() == []


def test_a_worklog_that_cannot_be_read_is_refused_by_name_and_its_last_state_stays(filled, night):
    night.run()
    filled.truth[6].spoilt = {"startDate": "30.06.2026"}
    filled.truth[7].spoilt = {"timeSpentSeconds": "one hour"}
    filled.truth[7].updated_at = EDITED
    night.run()
    night.run()

    rejects = {row["_source_file"]: row for row in night.landed("rejects")}
    assert sorted(rejects) == ["Tempo worklog 6", "Tempo worklog 7"]
    assert len(night.landed("rejects")) == 2  # said once, not every night
    assert rejects["Tempo worklog 6"]["column_name"] == "work_date"
    assert rejects["Tempo worklog 6"]["value"] == '"30.06.2026"'
    assert '"tempoWorklogId": 6' in rejects["Tempo worklog 6"]["row_json"]
    assert {"6", "7"} <= night.standing().keys()

    filled.truth[6].spoilt = {}
    night.run()
    assert [row["file_name"] for row in night.landed("files")] == ["Tempo worklog 6"]


def test_a_worklog_without_an_id_costs_nothing_but_itself(filled, night):
    filled.truth[3].spoilt = {"tempoWorklogId": None}
    night.run()

    assert len(night.standing()) == 9
    [reject] = night.landed("rejects")
    assert reject["_source_file"].startswith("Tempo worklog without id")
    assert reject["reason"].endswith("tempo_worklog_id is missing")


def test_the_filter_by_project_is_asked_for_and_what_lies_outside_is_not_taken_for_deleted(
    filled, night
):
    for number in (6, 7):
        filled.truth[number].project_id = 20
    night.run()
    filled.asked.clear()
    night.run(project_ids=("10",))
    night.run(project_ids=("10",))

    assert all(query["projectId"] == ["10"] for query in filled.asked_of())
    assert night.differences() == []
    assert not filled.asked_of("/4/worklogs/6")


def test_a_change_of_what_is_asked_for_reads_everything_again(filled, night):
    filled.truth[1].attributes = {"_Konto_": "4711"}
    filled.truth[1].updated_at = datetime(2026, 2, 3, tzinfo=UTC)  # long before the last change
    night.run()
    night.run(account_attribute="_Konto_")

    assert night.standing()["1"]["account"] == "4711"


def test_the_token_goes_to_the_trusted_host_only(filled, night):
    def lead_astray(_, path, query):
        status, body, headers = filled.answer(path, query)
        body["metadata"]["next"] = "https://api.eu.tempo.io/4/worklogs?offset=3"
        return status, body, headers

    filled.reply = lead_astray
    with pytest.raises(TempoAnswerError, match=r"api\.eu\.tempo\.io, but we asked") as raised:
        night.run()

    assert "write its address into PMO_TEMPO_URL" in str(raised.value)
    assert committed(night.root / "landing", "timesheets") == []


def test_a_redirect_is_not_followed(filled, night):
    filled.reply = lambda *_: (302, {}, {"Location": "https://elsewhere.example/login"})
    with pytest.raises(TempoAnswerError, match=r"sends us on to https://elsewhere\.example;"):
        night.run()

    assert len(filled.asked) == 1


def test_a_next_page_that_was_read_before_ends_the_run(filled, night):
    def in_a_circle(_, path, query):
        status, body, headers = filled.answer(path, query)
        body["metadata"] = {"next": f"{filled.url}{path}?offset=0&limit=3"}
        return status, body, headers

    filled.reply = in_a_circle
    with pytest.raises(TempoAnswerError, match="in a circle"):
        night.run()


@pytest.mark.parametrize(("name", "wrong", "due"), [("offset", 4, 3), ("count", 2, 1)])
def test_a_page_that_does_not_go_on_where_the_last_ended_ends_the_run(
    filled, night, name, wrong, due
):
    def with_a_gap(_, path, query):
        status, body, headers = filled.answer(path, query)
        if "offset" in query:
            body["metadata"][name] = wrong
        return status, body, headers

    filled.reply = with_a_gap
    with pytest.raises(TempoAnswerError, match=rf"metadata\.{name} is {wrong} where {due} was"):
        night.run()


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_fault_on_any_page_lands_nothing_and_the_next_night_lands_all(filled, night, page):
    night.run()
    batches = len(committed(night.root / "landing", "timesheets"))
    for number in (1, 5, 6):
        filled.truth[number].seconds = 60
        filled.truth[number].updated_at = EDITED
    del filled.truth[9]
    filled.asked.clear()
    filled.reply = lambda number, *_: (503, {}, {}) if number >= page else None
    with pytest.raises(RetryLaterError, match=r"timesheets\.tempo\.retry_budget_seconds"):
        night.run(retry_budget_seconds=1)

    assert len(committed(night.root / "landing", "timesheets")) == batches
    filled.reply = None
    night.run()
    assert night.differences() == []


def test_a_passing_fault_is_waited_for_as_long_as_told(filled, night):
    filled.reply = lambda number, *_: (429, {}, {"Retry-After": "7"}) if number == 2 else None
    night.run()

    assert night.differences() == []
    assert [round(each) for each in night.slept] == [7]


def test_a_wrong_token_fails_at_once_and_says_what_to_check(filled, night):
    filled.reply = lambda *_: (401, b"<html>", {"Content-Type": "text/html"})
    with pytest.raises(HttpStatusError, match="check PMO_TEMPO_TOKEN") as raised:
        night.run()

    assert len(filled.asked) == 1
    assert "that-must-not-leak" not in str(raised.value)


@pytest.mark.parametrize(
    "errors", [{"message": "'from' must be a date"}, [{"message": "'from' must be a date"}]]
)
def test_what_tempo_says_of_its_refusal_is_told(filled, night, errors):
    filled.reply = lambda *_: (400, {"errors": errors}, {})
    with pytest.raises(HttpStatusError, match=r"answered 400: .*'from' must be a date"):
        night.run()


def test_a_refusal_while_asking_for_a_missing_worklog_deletes_nothing(filled, night):
    night.run()
    del filled.truth[6]
    filled.reply = lambda _, path, __: (403, {}, {}) if path.endswith("/6") else None
    with pytest.raises(HttpStatusError, match="View Team Worklogs"):
        night.run()

    assert "6" in night.standing()


@pytest.mark.parametrize("body", [b"<html>Log in</html>", [], {"results": []}, {"metadata": {}}])
def test_an_answer_that_is_none_of_tempos_ends_the_run(filled, night, body):
    filled.reply = lambda *_: (200, body, {})
    with pytest.raises(TempoAnswerError, match="proxy"):
        night.run()


def test_files_and_tempo_land_as_one_batch(filled, night):
    night.drop.mkdir()
    (night.drop / "entries.csv").write_text(
        "entry_id,person_id,work_date,hours\n1,p,2026-06-01,2\n"
    )
    batch = night.run()

    assert (batch.rows_of("entries"), batch.rows_of("tempo_worklogs")) == (1, 10)
    night.run()
    assert len(night.landed("entries")) == 1


@pytest.mark.parametrize(
    ("since", "window"),
    [
        (date(2026, 1, 1), date(2026, 5, 1)),
        (date(2020, 1, 1), date(2026, 5, 1)),
        (date(2026, 4, 30), date(2026, 5, 1)),
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2027, 1, 1), date(2026, 5, 1)),
    ],
)
def test_every_day_lies_in_one_interval_of_a_full_reading(since, window):
    spans = all_days(since, window)
    ends = [last for _, last in spans]

    assert (spans[0][0], spans[-1][1]) == (None, None)
    assert [first for first, _ in spans[1:]] == [last + timedelta(days=1) for last in ends[:-1]]
    assert all(first <= last for first, last in spans[1:-1])
