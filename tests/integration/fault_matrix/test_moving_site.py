"""A site that does not stand still while it is read, and clocks that are wrong.

Whatever a run saw of a change, the run of the next day lands what is true by then.
"""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr

from demo.jira.faults import Answer
from demo.jira.server import serve
from demo.jira.site import Site
from demo.jira.truth import losses, truth
from extractors.jira.extract import extract
from extractors.landing import BusySourceError, Landing
from pmo.connections import Connection
from pmo.settings import Settings
from tests.integration.fault_matrix.room import committed, current, differences, open_room, rows_of

HOUR = timedelta(hours=1)
KEYS = {
    "issues": ("issue_id",),
    "issue_changes": ("issue_id", "history_id", "item_index"),
    "worklogs": ("worklog_id",),
    "issue_links": ("link_id",),
}


@pytest.fixture(params=["cloud", "data_center"])
def room(request, tmp_path):
    with open_room(tmp_path, request.param) as room:
        yield room


@pytest.fixture
def cloud(tmp_path):
    with open_room(tmp_path) as room:
        yield room


def ids_of(room):
    return [row["issue_id"] for table, row in truth(room.site) if table == "issues"]


def assert_true(room, landing):
    """Hold what stands in `landing` to a first run's rows, and both to the site's own truth."""
    fresh = room.landing()
    room.run(fresh)
    wanted = current(fresh)
    for table, key in KEYS.items():
        known = {
            tuple(row[each] for each in key) for name, row in truth(room.site) if name == table
        }
        assert set(wanted[table]) == known, table
    assert differences(landing, wanted) == []


def a_while_goes_by(room):
    """Let two minutes pass: the feeds of worklogs leave out the last one."""
    for _ in range(2):
        room.site.touch(ids_of(room)[4])


# What happens to an issue, told its id; what is new gets a worklog, so that it has one to lose.
CHANGES = {
    "edited": lambda site, issue: site.touch(issue, points=13),
    "moved": lambda site, issue: site.move(issue, other_space(site, issue)),
    "deleted": lambda site, issue: site.delete(issue),
    "created anew": lambda site, issue: site.recreate(issue),
    "followed by a new one": lambda site, issue: site.add_worklog(
        site.create(site.spaces[0].key), 3600
    ),
    "booked on": lambda site, issue: site.add_worklog(issue, 5400),
    "rid of a worklog": lambda site, issue: site.delete_worklog(worklog_of(site)),
}


def other_space(site, issue):
    [key] = [
        row["project_key"]
        for name, row in truth(site)
        if name == "issues" and row["issue_id"] == issue
    ]
    return next(space.key for space in site.spaces if space.key != key)


def worklog_of(site):
    return int(next(row["worklog_id"] for name, row in truth(site) if name == "worklogs"))


MOMENTS = {
    "before the second page of issues": ("/search(/jql)?$", 2),
    "before the last pages of issues": ("/search(/jql)?$", 7),
    "among the changelogs": ("/(changelog/bulkfetch|search)$", 3),
    "among the worklogs": ("/worklog/list$", 1),
    "at the very end": ("/worklog/deleted$", 1),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_issues_that_change_while_they_are_read(room, moment):
    """Each change happens to an issue that was read already, one about now, and a later one."""
    path, nth = MOMENTS[moment]
    ids = ids_of(room)
    happened = []

    def happen():
        for number, (change, make) in enumerate(CHANGES.items()):
            for begin in (0, len(ids) // 2 - 4, len(ids) - 8):
                make(room.site, ids[begin + number])
                happened.append(change)

    landing = room.landing()
    with room.spoilt() as faults:
        faults.on(path, nth, happen)
        room.run(landing)
    assert len(happened) == 3 * len(CHANGES)

    a_while_goes_by(room)
    room.run(room.next_day(landing))
    assert_true(room, landing)


@pytest.mark.parametrize("change", ["edited", "moved", "booked on", "followed by a new one"])
def test_what_search_does_not_know_yet_lands_when_it_does(cloud, change):
    issue, other = ids_of(cloud)[7], ids_of(cloud)[20]
    landing = cloud.landing()
    cloud.run(landing)
    cloud.site.lag()
    CHANGES[change](cloud.site, issue)
    # Something younger is found at once, so that the watermark goes past what is not.
    cloud.site.release(other)
    cloud.site.touch(other, points=8)

    cloud.run(cloud.next_day(landing))
    cloud.site.release()
    a_while_goes_by(cloud)
    cloud.run(cloud.next_day(cloud.next_day(landing)))
    assert_true(cloud, landing)


def test_a_project_that_is_hidden_and_shown_again_loses_nothing(cloud):
    landing = cloud.landing()
    cloud.run(landing)
    before = current(landing)
    key = cloud.site.spaces[1].key
    cloud.site.hide(key)

    hidden = cloud.next_day(landing)
    cloud.run(hidden)
    said = rows_of(landing)["deletions"]
    lost = {row["entity_id"]: row["classification"] for row in losses(cloud.site)}
    assert {entity_id: said["issue", entity_id]["classification"] for entity_id in lost} == lost
    assert set(current(landing)["issues"]) == set(before["issues"])
    cloud.site.restore(key)
    cloud.run(cloud.next_day(hidden))
    assert_true(cloud, landing)


class SkewedClock:
    """A clock of the machine that runs this long ahead of the site's."""

    def __init__(self, site, ahead, days=0):
        self.site, self.ahead = site, ahead + timedelta(days=days)

    def now(self):
        return datetime.fromtimestamp(self.site.now / 1000, UTC) + self.ahead

    def today(self):
        return self.now().date()


@pytest.mark.parametrize(
    "hours",
    [(0, 5, 0), (0, -5, 0), (-30, 30)],
    ids=lambda hours: " then ".join(f"{each:+} h" for each in hours),
)
def test_a_clock_that_is_wrong_loses_nothing(cloud, monkeypatch, hours):
    """Our clock is hours ahead of Jira's, or behind, and is put right between the nights."""
    landing, ids = cloud.landing(), ids_of(cloud)
    for night, ahead in enumerate(hours):
        for each in (ids[night], ids[night + 10], ids[-night - 1]):
            CHANGES["edited"](cloud.site, each)
            CHANGES["booked on"](cloud.site, each)
        clock = SkewedClock(cloud.site, ahead * HOUR, days=night)
        monkeypatch.setattr("extractors.jira.extract.wall_time", clock.now)
        # A change on a page that was read already is there for the next night only.
        with cloud.spoilt() as faults:
            faults.on("/search/jql$", 2, lambda: CHANGES["edited"](cloud.site, ids[3]))
            cloud.run(Landing(landing.root, clock))
    a_while_goes_by(cloud)
    clock = SkewedClock(cloud.site, 0 * HOUR, days=len(hours))
    monkeypatch.setattr("extractors.jira.extract.wall_time", clock.now)
    cloud.run(Landing(landing.root, clock))
    assert_true(cloud, landing)


def test_a_change_that_search_shows_after_a_long_scan_only_is_not_passed_over(cloud, monkeypatch):
    """The scan sees a change half an hour younger, so its own overlap would not reach back."""
    rows = [row for table, row in truth(cloud.site) if table == "issues"]
    first, *_, last = sorted(rows, key=lambda row: row["updated_at"])
    landing, began = cloud.landing(), cloud.site.now

    def happen():
        cloud.site.lag(first["issue_id"])
        cloud.site.touch(first["issue_id"], began + 60_000, points=13)
        cloud.site.touch(last["issue_id"], began + 1_800_000, points=13)

    for night in (0, 1):
        clock = SkewedClock(cloud.site, 0 * HOUR, days=night)
        monkeypatch.setattr("extractors.jira.extract.wall_time", clock.now)
        with cloud.spoilt() as faults:
            if not night:
                faults.on("/search/jql$", 3, happen)
            cloud.run(Landing(landing.root, clock))
        cloud.site.release()
    assert_true(cloud, landing)


@pytest.mark.parametrize("skew_h", [-5, 5])
def test_a_server_whose_clock_is_wrong_is_waited_for_as_long_as_it_means(cloud, skew_h):
    """The date in `Retry-After` is one of the server's clock, which is hours off ours."""
    cloud.site.skew = skew_h * 3600.0
    meant = datetime.now(UTC) + timedelta(hours=skew_h, seconds=40)
    told = Answer(429, {"Retry-After": f"{meant:%a, %d %b %Y %H:%M:%S} GMT"})
    with cloud.spoilt() as faults:
        faults.add("/search/jql$", told, nth=2)
        cloud.run(cloud.landing())

    assert [each for each in cloud.slept if each > 2] == pytest.approx([40], abs=3)


# The account's profile is in Berlin. On 25 October 2026, 02:00 to 03:00 comes twice there, first
# at 00:00 UTC and again at 01:00 UTC; on 29 March 2026 there is none.
@pytest.mark.parametrize(
    ("as_of", "change"),
    [
        pytest.param(date(2026, 10, 24), datetime(2026, 10, 25, 1, tzinfo=UTC), id="autumn"),
        pytest.param(date(2026, 3, 28), datetime(2026, 3, 29, 1, tzinfo=UTC), id="spring"),
    ],
)
def test_the_hour_that_comes_twice_or_never_in_the_accounts_zone_hides_nothing(
    tmp_path, as_of, change
):
    with open_room(tmp_path, as_of=as_of) as room:
        landing, ids = room.landing(), ids_of(room)
        for minutes in (-62, -31, -1, 8, 29, 61):
            at = change + timedelta(minutes=minutes)
            for each in (ids[minutes % 17], ids[minutes % 23 + 20]):
                room.site.touch(each, int(at.timestamp() * 1000), points=abs(minutes) % 9 + 1)
                room.site.add_worklog(each, 600, int(at.timestamp() * 1000))
            room.run(landing)
        a_while_goes_by(room)
        room.run(room.next_day(landing))
        assert_true(room, landing)


def test_of_two_runs_at_once_one_lands_and_the_other_says_so(cloud):
    landing, refused = cloud.landing(), []

    def another(_):
        with pytest.raises(BusySourceError, match="wait for it to end") as busy:
            cloud.run(landing)
        refused.append(busy)

    with cloud.spoilt() as faults:
        faults.add("/search/jql$", Answer(503), nth=2)
        cloud.run(landing, sleep=another)
    assert len(refused) == 1
    assert len(committed(landing)[0]) == 1
    assert_true(cloud, landing)


def test_a_server_that_comes_up_late_is_waited_for(cloud):
    site, landing = cloud.site, cloud.landing()
    with serve(Site(site.plan)) as gone:
        port = int(gone.url.rpartition(":")[2])
    waits = []
    with ExitStack() as later:

        def wait(seconds):
            waits.append(seconds)
            if len(waits) == 3:
                later.enter_context(serve(site, port=port))

        connection = Connection(gone.url, gone.user, SecretStr(gone.token))
        settings = Settings.model_validate({"organisation": {"name": "Test"}})
        extract(settings, landing, connection, sleep=wait)
    assert len(waits) == 3
    assert_true(cloud, landing)
