"""The forecast of the finish from the observed throughput, from Jira to the mart."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import md5

AS_OF = date(2026, 6, 30)
STATUSES = [("1", "To Do", "new"), ("3", "Done", "done")]


def issue(number, points, done):
    status_id, status, category = STATUSES[done]
    return {
        "issue_id": number,
        "issue_key": f"AB-{number}",
        "project_key": "AB",
        "status_id": status_id,
        "status": status,
        "status_category": category,
        "created_at": datetime(2026, 1, 5, tzinfo=UTC),
        "story_points": Decimal(points),
    }


def finished(number, day):
    return {
        "issue_id": number,
        "history_id": f"9{number}",
        "item_index": 0,
        "changed_at": datetime.combine(day, time(9), UTC),
        "field": "status",
        "from_value": "1",
        "from_string": "To Do",
        "to_value": "3",
        "to_string": "Done",
    }


def land(organisation, weekly_points, remaining):
    """Land one issue done in each of the last weeks, and one that holds all that remains."""
    done = {str(week): points for week, points in enumerate(weekly_points)}
    organisation.land(
        AS_OF,
        "registers",
        {
            "projects": [
                {"project_code": "P", "name": "P", "jira_project_keys": "AB"}
                | {"method": "agile", "ev_method": "points", "status": "active"}
            ]
        },
    )
    organisation.land(
        AS_OF,
        "jira",
        {
            "statuses": [
                {"status_id": key, "name": name, "status_category": category}
                for key, name, category in STATUSES
            ],
            "issues": [
                *(issue(number, points, done=True) for number, points in done.items()),
                issue("100", remaining, done=False),
            ],
            "issue_changes": [
                finished(number, AS_OF - timedelta(days=7 * int(number) + 3)) for number in done
            ],
        },
    )


def test_a_skewed_pace_is_forecast_by_all_its_weeks_and_not_by_the_usual_one(organisation):
    # Nine of twelve weeks complete 47 points, three only 23: 41 a week in the mean. 1927 points
    # take 41 weeks of the usual kind, but 47 as weeks are; with what the last week completes
    # beyond the end, 47.5. Public software sums the modes, 41, and calls it the mean.
    land(organisation, [47, 47, 23, 47] * 3, 1927)

    [(p50, p80, p95)] = (
        organisation.build(AS_OF, select="+fct_schedule_forecast")
        .execute(
            "select p50_weeks, p80_weeks, p95_weeks from marts.fct_schedule_forecast "
            "where is_current"
        )
        .fetchall()
    )

    # The weeks needed spread by √47 × √108 / 41 = 1.7 around that.
    assert p50 in (47, 48)
    assert p80 in (48, 49, 50)
    assert p95 in (50, 51, 52)


def test_every_forecast_draws_the_same_numbers_each_night_and_all_weeks_alike(organisation):
    drawn = (
        organisation.build(AS_OF, select="int_trial_draws")
        .execute("select trial, week_ahead, draw from intermediate.int_trial_draws")
        .fetchall()
    )

    assert {(trial, week): draw for trial, week, draw in drawn} == {
        (trial, week): int(md5(f"{trial}|{week}".encode()).hexdigest()[:7], 16)
        for trial in range(1, 501)
        for week in range(1, 261)
    }
    for weeks in range(2, 13):
        times = Counter(draw % weeks for _, _, draw in drawn)
        expected = len(drawn) / weeks
        # Chi square of at most eleven degrees of freedom is above 31.3 once in a thousand times.
        assert sum((times[week] - expected) ** 2 / expected for week in range(weeks)) < 31.3
