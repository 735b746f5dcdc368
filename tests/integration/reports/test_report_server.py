"""The archive's web server, spoken to over a socket."""

import http.client
import socket
import threading
from base64 import b64encode

import pytest
import uvicorn

from reports import serve
from reports.serve import Login, MissingLoginError, create_app

LOGIN = {"Authorization": "Basic " + b64encode("pmo:p:ß".encode()).decode()}


@pytest.fixture
def archive(tmp_path):
    """Serve an archive beside a secret file; yields its port."""
    reports = tmp_path / "reports"
    (reports / "performance/2026-06-30/en").mkdir(parents=True)
    (reports / "performance/2026-06-30/en/index.html").write_text("<p>report</p>")
    (reports / "index.html").write_text("<p>front</p>")
    (reports / ".hidden.html").write_text("half")
    (tmp_path / "secret.txt").write_text("secret")
    (reports / "link.txt").symlink_to(tmp_path / "secret.txt")
    app = create_app(reports, Login("pmo", "p:ß"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def get(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=LOGIN if headers is None else headers)
    response = connection.getresponse()
    return response.status, response.read().decode(), dict(response.getheaders())


def test_a_login_opens_the_archive(archive):
    assert get(archive, "/")[:2] == (200, "<p>front</p>")
    assert get(archive, "/performance/2026-06-30/en/")[:2] == (200, "<p>report</p>")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Basic " + b64encode(b"pmo:wrong").decode()}, id="password"),
        pytest.param({"Authorization": "Basic " + b64encode(b"x:p").decode()}, id="user"),
        pytest.param({"Authorization": "Basic ???"}, id="no base64"),
        pytest.param({"Authorization": "Basic"}, id="empty"),
        pytest.param(LOGIN | {"Authorization": LOGIN["Authorization"][6:]}, id="no scheme"),
        pytest.param(
            {"Authorization": LOGIN["Authorization"].replace("Basic", "Bearer")}, id="bearer"
        ),
    ],
)
def test_without_the_login_nothing_is_shown(archive, header):
    status, body, headers = get(archive, "/performance/2026-06-30/en/", header)

    assert status == 401
    assert "report" not in body.replace("PMO reports", "")
    assert headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/performance/../../secret.txt",
        "//etc/passwd",
        "/.hidden.html",
        "/link.txt",
        "/missing.html",
    ],
)
def test_nothing_outside_the_archive_is_reachable(archive, path):
    status, body, _ = get(archive, path)

    assert status == 404
    assert "secret" not in body
    assert "root:" not in body


def test_pages_forbid_script_and_network(archive):
    headers = get(archive, "/index.html")[2]

    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("missing", ["PMO_REPORTS_USER", "PMO_REPORTS_PASSWORD"])
def test_it_refuses_to_start_without_a_login(monkeypatch, unpublished, missing):
    monkeypatch.setenv("PMO_REPORTS_USER", "pmo")
    monkeypatch.setenv("PMO_REPORTS_PASSWORD", "secret")
    monkeypatch.delenv(missing)

    with pytest.raises(MissingLoginError, match=missing):
        serve.run(unpublished, port=0)
