"""What stops reading Tempo, and what only costs one worklog."""

from pmo.errors import OperatorError


class TempoAnswerError(OperatorError):
    """Tempo answered something that is not what its interface promises."""


class BadWorklogError(ValueError):
    """One worklog cannot be landed; says which value, why and what to do."""

    def __init__(self, column: str, value: object, reason: str, fix: str) -> None:
        super().__init__(f"{column}={value!r}: {reason}")
        self.column, self.value, self.reason, self.fix = column, value, reason, fix
