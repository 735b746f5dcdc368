"""Which page of a listing an answer is: told from the request and the answer, as a client could."""

from typing import Any

from demo.jira.faults import Asked, Page

_TOKENS = ("nextPageToken", "startAt", "offset")
_LISTS = ("values", "issues", "issueChangeLogs", "worklogs", "results")
_PLAIN_PAGE = 50  # what lists without an envelope send unless more is asked


def places_of(asked: Asked, answer: Any, handed: set[str]) -> set[Page]:
    """Return first, last, both, or middle; `handed` remembers where feeds said to go on."""
    is_first = not any(_number(asked.get(name)) for name in _TOKENS)
    if isinstance(answer, dict) and "until" in answer:
        is_first = str(asked.get("since") or 0) not in handed
        if not answer.get("lastPage"):
            handed.add(str(answer["until"]))
    is_last = _is_last(asked, answer)
    found: set[Page] = set()
    if is_first:
        found.add("first")
    if is_last:
        found.add("last")
    return found or {"middle"}


def _number(value: object) -> object:
    """Return what is truthy of a continuation: any token, any offset above 0."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _is_last(asked: Asked, answer: Any) -> bool:
    if isinstance(answer, list):  # no envelope: the end is a list that is not full
        return len(answer) < int(asked.get("maxResults") or _PLAIN_PAGE)
    if not isinstance(answer, dict):
        return True
    for name in ("isLast", "lastPage"):
        if name in answer:
            return bool(answer[name])
    if isinstance(answer.get("metadata"), dict):
        return "next" not in answer["metadata"]
    if "total" in answer:
        listed: list[Any] = next((answer[name] for name in _LISTS if name in answer), [])
        return bool(answer.get("startAt", 0) + len(listed) >= answer["total"])
    return "nextPageToken" not in answer
