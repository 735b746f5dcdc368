"""A small scripted Jira on a real socket: what it answers is said by each test."""

import json
import ssl
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from extractors.landing import Landing
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.settings import Settings
from tests.integration.http_server import HttpServer

TOKEN = "token-that-must-not-leak"


@dataclass
class Reply:
    """One answer; `cut` says how it breaks off."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: str = ""
    delay_s: float = 0.0

    @property
    def encoded(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    headers: dict[str, str]


class FakeJira:
    """Answers a path with its replies in turn, the last for ever; a callable reads the request."""

    def __init__(self):
        self.replies = defaultdict(list)
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._server = HttpServer(self.serve)
        self.url, self.close = self._server.url, self._server.close

    def on(self, path, *replies):
        self.replies[path] = [each if callable(each) else _reply(each) for each in replies]

    def asked_of(self, path):
        return [each for each in self.asked if each.path == path]

    def serve(self, handler):
        parts = urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        asked = Asked(
            handler.command,
            parts.path,
            parse_qs(parts.query),
            json.loads(raw) if raw else None,
            dict(handler.headers),
        )
        with self._lock:
            self.asked.append(asked)
            waiting = self.replies[parts.path]
            chosen = waiting.pop(0) if len(waiting) > 1 else (waiting or [Reply({}, 404)])[0]
        reply = _reply(chosen(asked)) if callable(chosen) else chosen
        time.sleep(reply.delay_s)
        try:
            _send(handler, reply)
        except OSError:
            handler.close_connection = True  # the client hung up first, as some tests want


def _reply(value):
    return value if isinstance(value, Reply) else Reply(value)


def _send(handler, reply):
    body = reply.encoded
    if reply.cut == "before the head":
        handler.close_connection = True
        return
    handler.send_response(reply.status)
    for name, value in ({"Content-Type": "application/json"} | reply.headers).items():
        handler.send_header(name, value)
    if reply.cut == "chunks":
        handler.send_header("Transfer-Encoding", "chunked")
    elif reply.cut == "no length":
        handler.send_header("Connection", "close")
    else:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    half = body[: len(body) // 2]
    if reply.cut == "chunks":
        handler.wfile.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")
    else:
        handler.wfile.write(half if reply.cut else body)
    handler.close_connection = bool(reply.cut)


@pytest.fixture
def reply():
    return Reply


@pytest.fixture
def jira():
    fake = FakeJira()
    fake.on("/rest/api/2/serverInfo", {"deploymentType": "Cloud"})
    yield fake
    fake.close()


@pytest.fixture
def connection(jira):
    return Connection(jira.url, "bot@example.com", SecretStr(TOKEN))


@pytest.fixture
def slept():
    return []


@pytest.fixture
def settings():
    def build(**jira_settings):
        return Settings.model_validate({"organisation": {"name": "Test"}, "jira": jira_settings})

    return build


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path / "landing", Clock())


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Return a PEM file of a certificate for 127.0.0.1 that vouches for itself, and its key's."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Our own authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    bundle, secret = folder / "ca.pem", folder / "key.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return bundle, secret


@pytest.fixture
def tls_url(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    server = HttpServer(lambda handler: _send(handler, Reply({})), context)
    yield server.url
    server.close()
