"""Commits faults around an application, where the bytes leave."""

import asyncio
import socket
import struct
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.jira.faults import FAULT, Action, Answer, Asked, Call, Cut, Delay, Faults, Reset
from demo.jira.pages import places_of

_LINGER_NOT = struct.pack("ii", 1, 0)  # close by RST


class FaultMiddleware:
    """Serves an application, spoiled where a rule says so; right inside `demo.serving.Dated`."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults
        self._handed: set[str] = set()  # where feeds said to go on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, query = scope["path"], scope["query_string"].decode()
        self._faults.record(scope["method"], path, query)
        wants_request, wants_page = self._faults.needs(path)
        asked, places = None, set()
        if wants_request:
            body = await _whole(receive)
            receive = _again(body)
            asked = Asked(scope["method"], path, dict(parse_qsl(query)), _decoded(body, dict))
        if wants_page and asked is not None:
            answer = _Kept()
            await self._app(dict(scope), _again(body), answer)
            places = places_of(asked, _decoded(answer.body, object), self._handed)
        action = self._faults.due(path, asked, places)
        await self._commit(action, scope, receive, send)

    async def _commit(
        self, action: Action | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        match action:
            case Answer():
                await _whole(receive)
                await _answer(action, send)
                return
            case Reset():
                _reset(send)
                return
            case Delay():
                await asyncio.sleep(action.seconds)
            case Cut():
                send = _cutting(send, action.after_bytes)
            case Call():
                action.callback()
            case _:
                scope[FAULT] = action
        await self._app(scope, receive, send)


class _Kept:
    """Takes an answer instead of the wire."""

    def __init__(self) -> None:
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Keep a part of the body."""
        self.body += message.get("body", b"")


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _decoded(body: bytes, kind: type) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError:
        return {}


async def _answer(action: Answer, send: Send) -> None:
    headers = {"content-type": "application/json;charset=UTF-8"} | action.headers
    await send(
        {
            "type": "http.response.start",
            "status": action.status,
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": action.body})


def _reset(send: Send) -> None:
    # ASGI knows no reset; `demo.serving` hands the connection on.
    transport = send.transport  # type: ignore[attr-defined]
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
    transport.abort()


def _cutting(send: Send, after_bytes: int) -> Send:
    left = after_bytes

    async def cut(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.body":
            body: Any = message.get("body", b"")
            # The length in the head promises more, so the server closes what it cannot finish.
            message = {"type": message["type"], "body": body[:left], "more_body": True}
            left = max(0, left - len(body))
        await send(message)

    return cut
