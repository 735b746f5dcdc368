"""Through a proxy of our own, on real sockets: plain requests and the tunnels of https."""

import logging
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import requests
from pydantic import SecretStr

from extractors.http import Policy, RetryLaterError, UnreachableServerError, open_session
from pmo.connections import Connection

# base64 of "agent:pr0xy-pass"
LOGIN = "Basic YWdlbnQ6cHIweHktcGFzcw=="
PASSWORD = "pr0xy-pass"


class Proxy(ThreadingHTTPServer):
    """A forward proxy that wants a login and notes whom it was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.refusal = 0
        self.wants = LOGIN

    @property
    def address(self):
        return f"http://agent:{PASSWORD}@127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def admit(self):
        self.server.asked.append((self.command, self.path))
        is_known = self.headers.get("Proxy-Authorization") == self.server.wants
        refusal = self.server.refusal or (0 if is_known else 407)
        if refusal:
            self.send_error(refusal)
        return not refusal

    def do_CONNECT(self):
        if not self.admit():
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as beyond:
            self.send_response(200)
            self.end_headers()
            while True:
                ready, _, _ = select.select([self.connection, beyond], [], [], 5)
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    (beyond if end is self.connection else self.connection).sendall(data)
                if not ready:
                    return

    def do_GET(self):
        if not self.admit():
            return
        parts = urlsplit(self.path)
        with requests.Session() as beyond:
            beyond.trust_env = False
            answer = beyond.get(f"http://{parts.netloc}{parts.path}", timeout=5)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_):
        pass


@pytest.fixture
def proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    server = Proxy()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def ask(url, **policy):
    connection = Connection(url, "bot", SecretStr("secret"))
    with open_session(connection, Policy(**{"budget_s": 0} | policy)) as session:
        return session.get(f"{url}/rest", params={"q": "hidden"}).json()


def test_a_plain_address_is_asked_through_the_environments_proxy(proxy, jira, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy.address)
    jira.on("/rest", {"whole": True})

    assert ask(jira.url) == {"whole": True}
    assert proxy.asked == [("GET", f"{jira.url}/rest?q=hidden")]


def test_a_tls_address_is_reached_through_a_tunnel_and_still_verified(
    proxy, tls_url, authority, monkeypatch
):
    monkeypatch.setenv("HTTPS_PROXY", proxy.address)

    assert ask(tls_url, ca_bundle=authority[0]) == {}
    assert proxy.asked == [("CONNECT", tls_url.removeprefix("https://"))]


def test_no_proxy_names_what_is_reached_directly(proxy, jira, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy.address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    jira.on("/rest", {})

    assert ask(jira.url) == {}
    assert proxy.asked == []


@pytest.mark.parametrize(("refusal", "said"), [(0, "407 Proxy Auth"), (403, "403 Forbidden")])
def test_a_proxy_that_lets_nobody_through_is_not_asked_twice(
    proxy, tls_url, monkeypatch, refusal, said
):
    proxy.refusal, proxy.wants, slept = refusal, "another login", []
    monkeypatch.setenv("HTTPS_PROXY", proxy.address)

    with pytest.raises(UnreachableServerError, match="HTTPS_PROXY") as failure:
        ask(tls_url, budget_s=900, sleep=slept.append)
    assert f"proxy 127.0.0.1:{proxy.server_port}: refuses the way there ({said}" in str(
        failure.value
    )
    assert slept == []


def test_a_proxy_that_is_busy_is_asked_again(proxy, tls_url, authority, monkeypatch):
    proxy.refusal = 503
    monkeypatch.setenv("HTTPS_PROXY", proxy.address)

    def well(_):
        proxy.refusal = 0

    assert ask(tls_url, budget_s=900, ca_bundle=authority[0], sleep=well) == {}
    assert len(proxy.asked) == 2


def test_the_proxys_password_reaches_neither_log_nor_error(proxy, tls_url, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HTTPS_PROXY", proxy.address)
    proxy.refusal = 502
    with pytest.raises(RetryLaterError) as busy:
        ask(tls_url, budget_s=3, sleep=lambda _: None)
    proxy.refusal = 407
    with pytest.raises(UnreachableServerError) as refused:
        ask(tls_url)
    monkeypatch.setenv("HTTPS_PROXY", f"http://agent:{PASSWORD}@127.0.0.1:9")
    with pytest.raises(RetryLaterError, match=r"proxy 127\.0\.0\.1:9: Connection refused") as lost:
        ask(tls_url)

    said = caplog.text + "".join(f"{each.value!r}{each.value}" for each in (busy, refused, lost))
    assert "trying again" in said
    assert PASSWORD not in said
    assert LOGIN.split()[1] not in said
    assert "hidden" not in said


@pytest.mark.parametrize("address", ["http://", "socks5://127.0.0.1:9"])
def test_a_proxy_address_that_cannot_be_used_says_how_to_write_it(tls_url, monkeypatch, address):
    monkeypatch.setenv("HTTPS_PROXY", address)

    with pytest.raises(UnreachableServerError, match="write HTTPS_PROXY as http://host:port"):
        ask(tls_url)
