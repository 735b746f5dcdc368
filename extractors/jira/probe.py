"""Knock at Jira's door, to see whether the address answers and knows us."""

import requests

from extractors.http import HttpStatusError, RetryBudgetExhaustedError, UntrustedServerError
from extractors.jira.api import Api
from extractors.jira.errors import JiraAnswerError
from pmo.connections import Connection
from pmo.settings import Settings


def probe(settings: Settings, connection: Connection) -> tuple[str, str]:
    """Return what answered, and what to mend (empty where all is well); tries once."""
    once = settings.jira.model_copy(update={"retry_budget_seconds": 0})
    try:
        with Api(once, connection) as api:
            return f"{api.url} answers {api.check_access()}", ""
    except (
        HttpStatusError,
        JiraAnswerError,
        RetryBudgetExhaustedError,
        UntrustedServerError,
        ValueError,
        requests.RequestException,
    ) as error:
        return "no access", str(error)
