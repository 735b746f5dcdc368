"""What stops an extraction. A single bad entity never does: it becomes a row of `rejects`."""

from pmo.errors import OperatorError

# What to do about an answer that is not Jira's, or not as its interface promises.
IN_ITS_PLACE = (
    "Does a proxy or a login page answer in Jira's place? If not, Jira's interface has changed: "
    "report this line"
)


class JiraAnswerError(OperatorError):
    """Jira answered something that is not what its interface promises."""


class IncompleteSearchError(JiraAnswerError):
    """Jira stopped before it said it was finished, or would never have."""


class UnknownSiteError(OperatorError):
    """The address does not tell which Jira it is, or names one that we do not know."""


class SearchUnavailableError(OperatorError):
    """The address does not serve the search that we read issues with."""


class BadValueError(ValueError):
    """One value of one entity cannot be landed; says which, why and what to do."""

    def __init__(self, column: str, value: object, reason: str, fix: str) -> None:
        super().__init__(f"{column}={value!r}: {reason}")
        self.column, self.value, self.reason, self.fix = column, value, reason, fix
