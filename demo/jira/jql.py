"""The part of JQL that extractors use; whatever else is asked is refused, never guessed at."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

_LEXEME = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<op>>=|<=|!=|[=<>(),])|(?P<word>[\w.*-]+))"""
)
_LITERALS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_BOUNDED = ("project", "id", "issue", "key", "issuekey", "updated", "created")
_NAMES = {"issue": "issue", "issuekey": "issue", "key": "issue", "id": "issue"}


class JqlError(ValueError):
    """The JQL cannot be answered; the message is what Jira would put in `errorMessages`."""


@dataclass(frozen=True)
class Query:
    """What a search asks for. Instants are epoch milliseconds, `None` means any."""

    projects: tuple[str, ...] | None = None  # keys or numeric ids
    issues: tuple[str, ...] | None = None  # keys or numeric ids
    updated_from: int | None = None  # inclusive
    updated_before: int | None = None  # exclusive
    by_updated: bool = False  # otherwise by project key and number


def parse(jql: str, zone: str = "UTC", *, is_bounded: bool = True) -> Query:
    """Read `jql`, whose literal times are in `zone`, or raise `JqlError`."""
    return _Parser(_tokens(jql), ZoneInfo(zone)).query(is_bounded=is_bounded)


def _tokens(jql: str) -> list[str]:
    tokens, position = [], 0
    stripped = jql.rstrip()
    while position < len(stripped):
        match = _LEXEME.match(stripped, position)
        if match is None:
            raise JqlError(
                f"Error in the JQL Query: unexpected {stripped[position:].strip()[:20]!r}."
            )
        tokens.append(match[match.lastgroup or 0])
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str], zone: ZoneInfo) -> None:
        self._tokens = tokens
        self._zone = zone
        self._at = 0
        self._found: dict[str, Any] = {}

    def query(self, *, is_bounded: bool) -> Query:
        if self._word() not in ("", "order"):
            self._clause()
            while self._word() == "and":
                self._at += 1
                self._clause()
        by_updated = self._order() if self._word() == "order" else False
        if self._at < len(self._tokens):
            self._refuse(f"Expecting AND or ORDER BY but got {self._tokens[self._at]!r}")
        if is_bounded and not self._found:
            self._refuse(
                "Unbounded JQL queries are not allowed here. Please add a search restriction"
            )
        return Query(by_updated=by_updated, **self._found)

    def _clause(self) -> None:
        name = self._take().lower()
        if name not in _BOUNDED or name == "created":
            self._refuse(f"Field {name!r} is not one this server can search by")
        operator = self._take().lower()
        if name == "updated":
            self._bound(operator)
        elif operator == "in":
            self._put(_NAMES.get(name, "project") + "s", tuple(self._list()))
        elif operator == "=":
            self._put(_NAMES.get(name, "project") + "s", (_unquoted(self._take()),))
        else:
            self._refuse(f"The operator {operator!r} is not supported by the {name!r} field")

    def _bound(self, operator: str) -> None:
        instant = self._instant(self._take())
        if operator == ">=":
            self._put("updated_from", instant)
        elif operator == ">":
            self._put("updated_from", instant + 1)
        elif operator == "<":
            self._put("updated_before", instant)
        elif operator == "<=":
            self._put("updated_before", instant + 1)
        else:
            self._refuse(f"The operator {operator!r} is not supported by the 'updated' field")

    def _instant(self, written: str) -> int:
        text = _unquoted(written)
        if text.isdigit():
            return int(text)
        for literal in _LITERALS:
            try:
                moment = datetime.strptime(text, literal).replace(tzinfo=self._zone)
            except ValueError:
                continue
            return int(moment.timestamp()) * 1000
        return self._refuse(
            f"Date value {text!r} for field 'updated' is invalid. Valid formats include: "
            "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', epoch milliseconds"
        )

    def _order(self) -> bool:
        self._at += 1
        if self._take().lower() != "by":
            self._refuse("Expecting BY after ORDER")
        names = []
        while True:
            names.append(self._take().lower())
            if self._word() in ("asc", "desc") and self._take().lower() == "desc":
                self._refuse("Only ascending order is served here")
            if self._word() != ",":
                break
            self._at += 1
        if not set(names) <= {"updated", "key", "issuekey", "id"}:
            self._refuse(f"Not able to sort using field(s) {', '.join(names)}")
        return names[0] == "updated"

    def _list(self) -> list[str]:
        if self._take() != "(":
            self._refuse("Expecting '(' after IN")
        values = [_unquoted(self._take())]
        while (mark := self._take()) == ",":
            values.append(_unquoted(self._take()))
        if mark != ")":
            self._refuse(f"Expecting ')' but got {mark!r}")
        return values

    def _put(self, name: str, value: Any) -> None:
        if name == "updated_from":
            value = max(value, self._found.get(name, value))  # both hold
        elif name in self._found:
            self._refuse(f"The same restriction on {name!r} stands twice")
        self._found[name] = value

    def _word(self) -> str:
        return self._tokens[self._at].lower() if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        if self._at >= len(self._tokens):
            self._refuse("The query ends where a value was expected")
        self._at += 1
        return self._tokens[self._at - 1]

    def _refuse(self, why: str) -> NoReturn:
        raise JqlError(f"Error in the JQL Query: {why}.")


def _unquoted(token: str) -> str:
    return token[1:-1] if token[:1] in "\"'" else token
