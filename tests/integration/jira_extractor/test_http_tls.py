import socket

import pytest
from pydantic import SecretStr

from extractors.http import Policy, UnreachableServerError, UntrustedServerError, open_session
from pmo.connections import Connection


def ask(url, **policy):
    connection = Connection(url, "bot", SecretStr("secret"))
    with open_session(connection, Policy(**{"budget_s": 0} | policy)) as session:
        return session.get(url).json()


def test_a_server_that_nobody_vouches_for_is_refused_at_once(tls_url):
    slept = []

    with pytest.raises(UntrustedServerError, match=r"self-signed.*; set tempo\.ca_bundle"):
        ask(tls_url, budget_s=900, sleep=slept.append, section="tempo")
    assert slept == []


def test_the_settings_authority_is_trusted_whatever_the_environment_says(
    tls_url, authority, monkeypatch, tmp_path
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "another.pem"))

    assert ask(tls_url, ca_bundle=authority[0]) == {}


def test_the_environments_authority_is_trusted(tls_url, authority, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[0]))

    assert ask(tls_url) == {}


def test_a_certificate_for_another_name_is_refused(tls_url, authority):
    elsewhere = tls_url.replace("127.0.0.1", "localhost")

    with pytest.raises(UntrustedServerError, match="not valid for 'localhost'"):
        ask(elsewhere, ca_bundle=authority[0])


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_an_authority_that_cannot_be_read_is_named(tls_url, monkeypatch, tmp_path, text):
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text, "utf-8")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))

    with pytest.raises(UntrustedServerError, match=r"no certificates can be read from .*ca\.pem"):
        ask(tls_url)


def test_a_server_without_tls_is_told_from_one_that_is_down(jira):
    with pytest.raises(UnreachableServerError, match=r"no TLS is spoken there; .*http://"):
        ask(jira.url.replace("http://", "https://"))


def test_a_host_that_nobody_knows_is_not_asked_again(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    slept = []

    with pytest.raises(UnreachableServerError, match="no host of this name"):
        ask("https://jira.invalid", budget_s=900, sleep=slept.append)
    assert slept == []
