import pytest
import requests
from requests.structures import CaseInsensitiveDict

from extractors.waiting import backoff, pace, told_wait

# 1 January 2031, 12:00 UTC, is epoch 1925035200: far from this machine's idea of now.
DATE = "Wed, 01 Jan 2031 12:00:00 GMT"


def answer(status=429, **headers):
    response = requests.Response()
    response.status_code = status
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry_After": "7"}, 7, id="whole seconds"),
        pytest.param({"Retry_After": "1.5"}, 1.5, id="a fraction"),
        pytest.param({"Retry_After": "0"}, 0, id="zero"),
        pytest.param({"Retry_After": "Wed, 01 Jan 2031 12:02:00 GMT"}, 120, id="HTTP date"),
        pytest.param({"X_RateLimit_Reset": "2031-01-01T12:03:00Z"}, 180, id="ISO instant"),
        pytest.param({"X_RateLimit_Reset": "2031-01-01T12:03Z"}, 240, id="to the end of a minute"),
        pytest.param({"X_RateLimit_Reset": "1925035440"}, 240, id="epoch"),
        pytest.param({"X_RateLimit_Reset": "30"}, 30, id="seconds to go"),
        pytest.param({"Retry_After": "Wed, 01 Jan 2031 11:00:00 GMT"}, 0, id="date gone by"),
        pytest.param(
            {"Retry_After": "soon", "X_RateLimit_Reset": "9"}, 9, id="nonsense, then reset"
        ),
        pytest.param(
            {"Retry_After": "5", "X_RateLimit_Reset": "9"}, 5, id="Retry-After comes first"
        ),
        pytest.param({"X_RateLimit_Interval_Seconds": "20"}, 20, id="Data Center's next filling"),
        pytest.param({"Retry_After": "-3"}, None, id="negative"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_the_servers_wish_is_read_by_the_servers_own_clock(headers, seconds):
    assert told_wait(answer(Date=DATE, **headers)) == seconds


def test_a_limits_end_says_nothing_of_when_a_broken_server_is_well():
    assert told_wait(answer(503, X_RateLimit_Reset="2400", Date=DATE)) is None
    assert told_wait(answer(503, Retry_After="3", X_RateLimit_Reset="2400", Date=DATE)) == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="no limit told"),
        pytest.param({"Remaining": "20", "Limit": "100"}, None, id="a fifth left is far enough"),
        pytest.param({"Remaining": "19", "Limit": "100"}, 0, id="less, and no word of when"),
        # 40 requests in 60 s until the bucket is full again
        pytest.param({"Remaining": "40", "Limit": "1000", "Reset": "60"}, 1.5, id="spread"),
        pytest.param({"NearLimit": "true", "Reset": "8"}, 8, id="near, nobody says how many"),
        pytest.param({"NearLimit": "false", "Remaining": "900", "Limit": "1000"}, None, id="far"),
        pytest.param({"NearLimit": "true", "Remaining": "0", "Reset": "2400"}, 10, id="bounded"),
        # five tokens every ten seconds
        pytest.param(
            {"Remaining": "1", "Limit": "50", "FillRate": "5", "Interval-Seconds": "10"},
            2,
            id="Data Center's bucket",
        ),
    ],
)
def test_near_a_limit_requests_are_spread_over_what_is_left(headers, seconds):
    told = {f"X-RateLimit-{name}": value for name, value in headers.items()}

    assert pace(CaseInsensitiveDict({"Date": DATE, **told})) == seconds


def test_a_lost_connection_says_nothing_of_waiting():
    assert told_wait(requests.ConnectionError()) is None


@pytest.mark.parametrize(("attempt", "least"), [(0, 1), (1, 2), (3, 8), (6, 60), (500, 60)])
def test_backoff_doubles_up_to_a_minute(attempt, least):
    assert least <= backoff(attempt) <= least * 1.25
