"""Opaque page tokens: they hold where to go on and for which request they were given."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from zlib import crc32

import msgspec

from demo.jira.answers import refuse

BEFORE_ALL = -1  # everything comes after it


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Go on after `after`, and `offset` further; `page` makes every token another."""

    request: int
    page: int
    after: int | None
    offset: int = 0


def write(request: str, page: int, after: int | None, offset: int = 0) -> str:
    """Return the token of a request's next page."""
    raw = msgspec.json.encode(Cursor(crc32(request.encode()), page, after, offset))
    return urlsafe_b64encode(raw).decode()


def read(token: str | None, request: str) -> Cursor:
    """Return where a token points; a foreign or broken one is refused."""
    if not token:
        return Cursor(0, 0, None)
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(token), type=Cursor)
    except (Base64Error, ValueError, msgspec.MsgspecError) as error:
        raise refuse(400, f"The nextPageToken {token!r} is invalid or has expired.") from error
    if cursor.request != crc32(request.encode()):
        raise refuse(400, f"The nextPageToken {token!r} was given for another request.")
    return cursor
