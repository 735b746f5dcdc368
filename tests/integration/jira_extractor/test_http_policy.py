import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr

from extractors.gate import CALM_ANSWERS
from extractors.http import (
    HttpStatusError,
    Policy,
    RetryLaterError,
    UnrepeatableError,
    UntrustedServerError,
    open_session,
)
from pmo.connections import Connection

WHOLE = {"issues": ["one", "two", "three"]}
PATH = "/rest/api/3/search/jql"


@pytest.fixture
def session(connection, slept):
    sessions = []

    def build(**policy):
        policy = {
            "budget_s": 900,
            "timeout_s": (1, 1),
            "safe_posts": ("/search/jql",),
            "sleep": slept.append,
        } | policy
        sessions.append(open_session(connection, Policy(**policy)))
        return sessions[-1]

    yield build
    for each in sessions:
        each.close()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 529])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_passing_failure_is_tried_again(jira, reply, session, slept, status, method):
    jira.on(PATH, reply({}, status), WHOLE)

    assert getattr(session(), method)(jira.url + PATH).json() == WHOLE
    assert len(slept) == 1


@pytest.mark.parametrize("cut", ["before the head", "length", "chunks", "no length"])
def test_a_cut_answer_is_a_failed_attempt_and_never_a_short_one(jira, reply, session, slept, cut):
    jira.on(PATH, reply(WHOLE, cut=cut), WHOLE)

    assert session().get(jira.url + PATH).json() == WHOLE
    assert len(slept) == 1


def test_an_answer_that_does_not_come_is_given_up_and_asked_again(jira, reply, session, slept):
    jira.on(PATH, reply(WHOLE, delay_s=1.0), WHOLE)

    assert session(timeout_s=(1, 0.2)).get(jira.url + PATH).json() == WHOLE
    assert len(slept) == 1


def test_every_request_has_a_deadline_though_nobody_names_one(jira, reply, session):
    jira.on(PATH, reply(WHOLE, delay_s=2.0))
    began = time.monotonic()

    with pytest.raises(RetryLaterError):
        session(timeout_s=(1, 0.2), budget_s=0).get(jira.url + PATH)
    assert time.monotonic() - began < 1.5


def test_a_lost_connection_is_opened_again_until_the_budget_is_spent(session, slept):
    with pytest.raises(RetryLaterError, match=r"ConnectionError: .*Connection refused"):
        session(budget_s=20).get("http://127.0.0.1:9/rest")  # port 9: nobody listens

    assert sum(slept) <= 20
    assert len(slept) >= 3


@pytest.mark.parametrize(
    ("told", "least"),
    [
        pytest.param("7", 7, id="whole seconds"),
        pytest.param("7.5", 7.5, id="a fraction"),
        pytest.param("100", 100, id="longer than any backoff"),
        pytest.param("0", 1, id="zero, which Data Center sends, still backs off"),
        pytest.param("soon", 1, id="nonsense falls back to backoff"),
    ],
)
def test_a_wait_is_never_shorter_than_told(jira, reply, session, slept, told, least):
    jira.on(PATH, reply({}, 429, {"Retry-After": told}), WHOLE)

    session().get(jira.url + PATH)
    assert least <= slept[0] <= least * 1.3


@pytest.mark.parametrize("header", ["Retry-After", "X-RateLimit-Reset"])
def test_a_date_is_waited_for(jira, reply, session, slept, header):
    due = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    jira.on(PATH, reply({}, 429, {header: due}), WHOLE)

    session().get(jira.url + PATH)
    assert 88 <= slept[0] <= 91


def test_what_one_thread_is_told_holds_back_all_of_the_session(jira, reply, session, monkeypatch):
    monkeypatch.setattr("extractors.http.backoff", lambda _: 0.0)
    moments, heard = [], threading.Event()

    def limited(_):
        moments.append(time.monotonic())
        if len(moments) == 1:
            heard.set()
            return reply({}, 429, {"Retry-After": "0.4"})
        return reply(WHOLE)

    jira.on(PATH, limited)
    shared = session(sleep=None)
    threads = [threading.Thread(target=shared.get, args=(jira.url + PATH,)) for _ in range(4)]
    threads[0].start()
    assert heard.wait(5)
    time.sleep(0.1)  # until the answer has come back
    for each in threads[1:]:
        each.start()
    for each in threads:
        each.join(timeout=5)
    assert len(moments) == 5
    assert all(each - moments[0] >= 0.4 for each in moments[1:])


def test_a_server_that_is_merely_broken_holds_back_nobody_else(jira, reply, session, slept):
    jira.on(PATH, reply({}, 500), WHOLE)
    jira.on("/other", WHOLE)
    shared = session(sleep=lambda _: shared.get(jira.url + "/other"))

    assert shared.get(jira.url + PATH).json() == WHOLE
    assert len(jira.asked_of("/other")) == 1


def test_near_the_limit_requests_are_spread_and_come_one_by_one(jira, reply, session, slept):
    near = {
        "X-RateLimit-NearLimit": "true",
        "X-RateLimit-Remaining": "10",
        "X-RateLimit-Reset": "50",
    }
    jira.on(PATH, reply(WHOLE, headers=near), reply(WHOLE, headers=near), WHOLE)
    polite = session()

    for _ in range(4):
        assert polite.get(jira.url + PATH).json() == WHOLE
    # 10 requests left for 50 s; the third answer no longer warns
    assert [round(each) for each in slept] == [5, 5]


def test_after_calm_answers_threads_ask_side_by_side_again(jira, reply, session, slept):
    jira.on(PATH, reply({}, 429, {"Retry-After": "1"}), WHOLE)
    shared, together = session(concurrency=2, timeout_s=(1, 5)), threading.Barrier(2)
    for _ in range(CALM_ANSWERS):
        shared.get(jira.url + PATH)

    def both(_):
        together.wait(timeout=0.5)
        return reply(WHOLE)

    jira.on("/both", both)
    threads = [threading.Thread(target=shared.get, args=(jira.url + "/both",)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=10)
    assert not together.broken


def test_a_wait_longer_than_the_budget_is_not_begun(jira, reply, session, slept):
    jira.on(PATH, reply({}, 429, {"Retry-After": "1847"}))

    with pytest.raises(RetryLaterError) as failure:
        session().get(jira.url + PATH + "?jql=secret-project")
    assert slept == []
    said = str(failure.value)
    assert f"{jira.url}{PATH}" in said
    assert "due in 1847 s, which is past the 900 s of jira.retry_budget_seconds" in said
    assert "secret-project" not in said
    told = failure.value.not_before - datetime.now(UTC)
    assert timedelta(seconds=1840) < told <= timedelta(seconds=1847)
    assert f"Run again after {failure.value.not_before:%Y-%m-%d %H:%M:%S} UTC" in said


def test_a_single_try_speaks_of_no_budget(jira, reply, session, slept):
    jira.on(PATH, reply({}, 503))

    with pytest.raises(RetryLaterError) as failure:
        session(budget_s=0).get(jira.url + PATH)
    assert slept == []
    assert "(status 503, Service Unavailable). Run again after" in str(failure.value)


def test_waits_add_up_to_no_more_than_the_budget(jira, reply, session, slept):
    jira.on(PATH, reply({}, 503, {"Retry-After": "40"}))

    with pytest.raises(RetryLaterError, match="80 s went by"):
        session(budget_s=100).get(jira.url + PATH)
    assert slept == [40, 40]


def test_a_post_that_may_change_something_is_not_sent_twice(jira, reply, session, slept):
    jira.on("/rest/api/3/issue", reply({}, 500), WHOLE)

    with pytest.raises(UnrepeatableError, match="not sent twice"):
        session().post(jira.url + "/rest/api/3/issue", json={})
    assert len(jira.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_a_refusal_is_raised_at_once_with_the_servers_words_and_advice(
    jira, reply, session, slept, status
):
    body = {"errorMessages": ["No such thing."], "errors": {"jql": "bad"}}
    jira.on(PATH, reply(body, status))

    with pytest.raises(HttpStatusError, match=r"No such thing\.; jql: bad; mend it") as failure:
        session(advice={status: "; mend it"}).get(jira.url + PATH)
    assert failure.value.status == status
    assert slept == []
    assert len(jira.asked) == 1


@pytest.mark.parametrize(
    ("user", "header"),
    [
        # base64 of "bot@example.com:t0ken"
        ("bot@example.com", "Basic Ym90QGV4YW1wbGUuY29tOnQwa2Vu"),
        ("", "Bearer t0ken"),
    ],
)
def test_an_empty_user_makes_the_token_a_bearer_token(jira, user, header):
    jira.on("/", WHOLE)
    connection = Connection(jira.url, user, SecretStr("t0ken"))

    with open_session(connection, Policy(budget_s=0)) as session:
        session.get(jira.url + "/")
        assert "t0ken" not in repr(session.auth)
    assert jira.asked[0].headers["Authorization"] == header


def test_the_token_reaches_neither_log_nor_error(jira, reply, session, caplog):
    caplog.set_level(logging.DEBUG)
    jira.on(PATH, reply({}, 500), reply({}, 401))

    with pytest.raises(HttpStatusError) as failure:
        session().get(jira.url.replace("http://", "http://user:token-that-must-not-leak@") + PATH)
    said = caplog.text + repr(failure.value) + str(failure.value)
    assert "trying again" in said
    assert "token-that-must-not-leak" not in said


def test_no_more_requests_are_under_way_than_allowed(jira, reply, session):
    under_way, most, lock = 0, 0, threading.Lock()

    def slow(_):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return reply(WHOLE)

    jira.on(PATH, slow)
    limited = session(concurrency=2)
    threads = [threading.Thread(target=limited.get, args=(jira.url + PATH,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 2


def test_closing_the_session_ends_a_wait(jira, reply, session):
    jira.on(PATH, reply({}, 429, {"Retry-After": "300"}))
    patient, failures = session(sleep=None), []

    def ask():
        try:
            patient.get(jira.url + PATH)
        except RetryLaterError as error:
            failures.append(str(error))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    while not jira.asked:
        time.sleep(0.01)
    patient.close()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert "session was closed" in failures[0]


def test_a_missing_ca_bundle_is_named_before_anything_is_sent(connection, tmp_path):
    with pytest.raises(UntrustedServerError, match=r"no file .*ca\.pem"):
        open_session(connection, Policy(budget_s=0, ca_bundle=tmp_path / "ca.pem"))
