"""What is wrong with a page on purpose, for the routes whose pages have tokens."""

from starlette.requests import Request

from demo.jira.answers import refuse
from demo.jira.faults import FAULT, ExpiredToken
from demo.jira.site import Site


def page_fault(site: Site, request: Request, token: object) -> object:
    """Return the fault to commit on a page, after seeing to tokens that have expired."""
    fault = request.scope.get(FAULT)
    expired = site.expired_tokens
    if isinstance(token, str) and isinstance(fault, ExpiredToken):
        expired.add(token)
    if token in expired:
        raise refuse(400, f"The nextPageToken {token!r} is invalid or has expired.")
    return fault
