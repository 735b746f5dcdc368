"""Serve an application from a thread, on a free port, over TLS if wanted."""

import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.tls import Certificates

_START_SECONDS = 30.0
_COLLECT_AFTER = 200_000  # allocations that nothing freed


class ServerNotStartedError(RuntimeError):
    """The demo server did not come up."""


class Dated:
    """Writes the `Date` of a clock that may be wrong by `skew()` seconds."""

    def __init__(self, app: ASGIApp, skew: Callable[[], float]) -> None:
        self._app = app
        self._skew = skew
        self._text = (0, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"date", self._date())]
            await send(message)

        # A fault may need the connection itself, which uvicorn's own `send` knows.
        dated.transport = getattr(getattr(send, "__self__", None), "transport", None)  # type: ignore[attr-defined]
        await self._app(scope, receive, dated)

    def _date(self) -> bytes:
        second = int(time.time() + self._skew())
        if self._text[0] != second:
            self._text = second, formatdate(second, usegmt=True).encode()
        return self._text[1]


def spare_collections() -> None:
    """Let the garbage collector rest in a process that only serves: a third of its time is that.

    Answers hold no cycles, so reference counts free them; what is here by now stays anyway.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


@contextmanager
def serving(
    host: str,
    port: int,
    make: Callable[[str], ASGIApp],
    *,
    skew: Callable[[], float],
    tls: Certificates | None = None,
) -> Iterator[str]:
    """Serve `make(url)` while the block lasts and yield the URL; port 0 takes a free one."""
    with socket.create_server((host, port)) as listening:
        url = f"{'https' if tls else 'http'}://{host}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            Dated(make(url), skew),
            log_level="critical",
            access_log=False,
            lifespan="off",
            date_header=False,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name=f"demo {url}", daemon=True
        )
        thread.start()
        try:
            _await_start(server, thread)
            yield url
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ServerNotStartedError(f"no answer within {_START_SECONDS:g} s")
        time.sleep(0.01)
