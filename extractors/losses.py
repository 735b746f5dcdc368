"""Tell a connection that may come back from one that never will, and say so in plain words."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.exceptions import InvalidProxyURL, InvalidSchema, ProxyError
from requests.utils import select_proxy

LOST = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
REFUSED_BY_PROXY = re.compile(r"Tunnel connection failed: (40\d)\b *([^')]*)")
TRUST_FIX = (
    "set ca_bundle in the settings (or REQUESTS_CA_BUNDLE) to the PEM file of the certificate "
    "authority that signed it"
)
READ_FIX = "set ca_bundle in the settings (or REQUESTS_CA_BUNDLE) to a PEM file"
PROXY_FIX = "write HTTPS_PROXY as http://host:port, or name the server in NO_PROXY"
ENTRY_FIX = (
    "put user and password into HTTPS_PROXY (http://user:password@host:port), ask the proxy's "
    "administrator to let this host through, or name it in NO_PROXY"
)
WORDS = 160


@dataclass(frozen=True)
class Final:
    """A problem that another try cannot mend; `is_trust` when it is about certificates."""

    problem: str
    fix: str
    is_trust: bool = False


def final_problem(error: Exception, url: str, sent: Mapping[str, Any]) -> Final | None:
    """Return what is wrong for good, None where another try may succeed.

    `sent` are the arguments that `url` was asked with: `verify` and `proxies` among them.
    """
    if isinstance(error, InvalidProxyURL | InvalidSchema):
        return Final(f"no way through the proxy {_proxy(url, sent)} ({error})", PROXY_FIX)
    for cause in _causes(error):
        found = _untrusted(cause, sent) or _misled(cause)
        if found and isinstance(error, ProxyError):
            return replace(found, problem=f"proxy {_proxy(url, sent)}: {found.problem}")
        if found:
            return found
    return None


def cleaned(error: Exception, url: str, sent: Mapping[str, Any]) -> Exception:
    """Return an error of the same kind with its innermost words only: no address, no secret."""
    *_, inner = _causes(error)
    said = inner.strerror if isinstance(inner, OSError) and inner.strerror else str(inner)
    said = " ".join(said.split())[:WORDS] or type(inner).__name__
    proxy = f"proxy {_proxy(url, sent)}: " if isinstance(error, ProxyError) else ""
    return type(error)(f"{proxy}{said}")


def _untrusted(cause: BaseException, sent: Mapping[str, Any]) -> Final | None:
    said = str(cause)
    if isinstance(cause, ssl.SSLCertVerificationError):
        problem = f"its certificate is not trusted ({cause.verify_message})"
        return Final(problem, TRUST_FIX, is_trust=True)
    is_unreadable = isinstance(cause, ssl.SSLError) and ("X509" in said or "PEM" in said)
    if is_unreadable or (isinstance(cause, OSError) and "CA certificate bundle" in said):
        problem = f"no certificates can be read from {sent.get('verify')}"
        return Final(problem, READ_FIX, is_trust=True)
    return None


def _misled(cause: BaseException) -> Final | None:
    said = str(cause)
    if isinstance(cause, ssl.SSLError) and "WRONG_VERSION_NUMBER" in said:
        return Final("no TLS is spoken there", "does the address begin with http:// in truth?")
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
        return Final(
            "no host of this name is known", "is the address right, and is a VPN needed for it?"
        )
    if isinstance(cause, OSError) and (refused := REFUSED_BY_PROXY.search(said)):
        return Final(f"refuses the way there ({refused[1]} {refused[2].strip()})", ENTRY_FIX)
    return None


def _proxy(url: str, sent: Mapping[str, Any]) -> str:
    """Return host and port of the proxy on the way to `url`, without its user and password."""
    address = select_proxy(url, sent.get("proxies") or {}) or ""
    return urlsplit(address if "://" in address else f"http://{address}").netloc.rpartition("@")[2]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what lies beneath it, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        beneath = (
            getattr(current, "reason", None),
            getattr(current, "original_error", None),
            current.__cause__,
            *(() if isinstance(current, http.client.IncompleteRead) else current.args),
            current.__context__,
        )
        current = next((each for each in beneath if isinstance(each, BaseException)), None)
