"""Whether the bulk changelog of Jira Cloud is believed: a Jira that counts, and one that cuts."""

import pytest

from extractors.jira.changelogs import SAMPLED_BATCHES
from extractors.jira.feeds import Unread
from extractors.jira.rows import change_rows
from extractors.jira.site import open_site

BULK = "/rest/api/3/changelog/bulkfetch"


class Histories:
    """Issues with so many histories each, of which the bulk shows `bulk` and the issue `singly`."""

    def __init__(self, jira, reply, totals):
        self.jira, self.reply = jira, reply
        self.totals = dict(totals)
        self.bulk, self.singly = dict(totals), dict(totals)
        jira.on(BULK, self._bulk)
        for issue_id in totals:
            jira.on(f"/rest/api/3/issue/{issue_id}", self._issue)
            jira.on(f"/rest/api/3/issue/{issue_id}/changelog", self._changelog)

    def _of(self, issue_id, count):
        return [{"id": f"{issue_id}-{number}"} for number in range(count)]

    def _bulk(self, asked):
        listed = [
            {"issueId": each, "changeHistories": self._of(each, self.bulk[each])}
            for each in asked.body["issueIdsOrKeys"]
        ]
        return {"issueChangeLogs": [each for each in listed if each["changeHistories"]]}

    def _issue(self, asked):
        issue_id = asked.path.split("/")[5]
        shown = self._of(issue_id, min(40, self.totals[issue_id]))
        return {
            "id": issue_id,
            "fields": {},
            "changelog": {"total": self.totals[issue_id], "histories": shown},
        }

    def _changelog(self, asked):
        issue_id, start = asked.path.split("/")[5], int(asked.query["startAt"][0])
        page = self._of(issue_id, self.singly[issue_id])[start : start + 100]
        return {
            "values": page,
            "startAt": start,
            "total": self.totals[issue_id],
            "isLast": start + len(page) >= self.singly[issue_id],
        }

    def sampled(self):
        return [
            each.path.split("/")[5]
            for each in self.jira.asked
            if "changelog" in each.query.get("expand", [])
        ]


@pytest.fixture
def site(jira, settings, connection, slept):
    with open_site(settings().jira, connection, slept.append) as opened:
        yield opened


def numbers(found):
    """Return how many different histories of each issue there are."""
    seen = {(issue_id, raw["id"]) for issue_id, raw in found if "id" in raw}
    return {each: sum(key == each for key, _ in seen) for each, _ in sorted(seen)}


def test_a_complete_bulk_is_believed_after_a_look_at_its_fullest_and_an_empty_issue(
    jira, reply, site
):
    histories = Histories(jira, reply, {"1": 3, "2": 120, "3": 0, "4": 0})

    assert numbers(site.changelogs(["1", "2", "3", "4"])) == {"1": 3, "2": 120}
    assert histories.sampled() == ["2", "3"]
    assert len(jira.asked_of(BULK)) == 1


def test_one_batch_of_several_is_sampled(jira, reply, site):
    histories = Histories(jira, reply, {"1": 3})
    for _ in range(2 * SAMPLED_BATCHES):
        site.changelogs(["1"])

    assert histories.sampled() == ["1", "1"]


@pytest.mark.parametrize(
    "bulk",
    [{"1": 3, "2": 100}, {"1": 3, "2": 0}, {"1": 0, "2": 0}],
    ids=["cut off", "an issue left out", "nothing"],
)
def test_a_bulk_that_leaves_histories_out_is_read_issue_by_issue(jira, reply, site, caplog, bulk):
    histories = Histories(jira, reply, {"1": 3, "2": 120})
    histories.bulk = bulk

    assert numbers(site.changelogs(["1", "2"])) == {"1": 3, "2": 120}
    assert "leaves histories out (issue" in caplog.text
    assert "2 issues one by one" in caplog.text


def test_once_a_bulk_was_caught_every_batch_is_sampled(jira, reply, site):
    histories = Histories(jira, reply, {"1": 3, "2": 120})
    histories.bulk = {"1": 3, "2": 100}
    site.changelogs(["2"])

    assert numbers(site.changelogs(["1", "2"])) == {"1": 3, "2": 120}


def test_an_issue_that_changed_meanwhile_raises_no_doubt(jira, reply, site, caplog):
    histories = Histories(jira, reply, {"1": 3})
    histories.bulk["1"] = 2
    first = jira.replies[BULK][0]

    def once(asked):
        answer = first(asked)
        histories.bulk["1"] = 3
        return answer

    jira.on(BULK, once, first)

    assert numbers(site.changelogs(["1"])) == {"1": 3}
    assert jira.asked_of("/rest/api/3/issue/1/changelog") == []
    assert "leaves histories out" not in caplog.text


def test_histories_that_no_way_shows_are_rejected_by_the_name_of_their_issue(jira, reply, site):
    histories = Histories(jira, reply, {"1": 3, "2": 120})
    histories.bulk["2"] = histories.singly["2"] = 100
    found = site.changelogs(["1", "2"])

    assert numbers(found) == {"1": 3, "2": 100}
    (unread,) = (raw for _, raw in found if isinstance(raw, Unread))
    assert unread == {"issueId": "2", "histories": 100, "total": 120}
    with pytest.raises(ValueError, match="counts 120 histories of issue 2 and shows 100"):
        change_rows("2", unread)


def test_what_the_bulk_has_is_kept_where_the_issue_itself_shows_less(jira, reply, site):
    # Jira has answered an empty list issue by issue while it knew of histories.
    histories = Histories(jira, reply, {"1": 3, "2": 120})
    histories.bulk["2"] = 119
    histories.singly = {"1": 0, "2": 120}
    found = site.changelogs(["1", "2"])

    assert numbers(found) == {"1": 3, "2": 120}
    assert not [raw for _, raw in found if isinstance(raw, Unread)]


def test_without_a_bulk_an_issue_that_ends_early_is_rejected(jira, reply, site):
    histories = Histories(jira, reply, {"1": 3, "2": 120})
    jira.on(BULK, reply({}, 404))
    histories.singly["2"] = 60
    found = site.changelogs(["1", "2"])

    assert numbers(found) == {"1": 3, "2": 60}
    assert [raw["issueId"] for _, raw in found if isinstance(raw, Unread)] == ["2"]


def test_a_sampled_issue_that_is_gone_meanwhile_raises_no_doubt(jira, reply, site):
    Histories(jira, reply, {"1": 3})
    jira.on("/rest/api/3/issue/1", reply({}, 404))

    assert numbers(site.changelogs(["1"])) == {"1": 3}
