"""What a gate raises."""

from expectations.results import GateResult
from pmo.errors import OperatorError


class GateStoppedError(OperatorError):
    """A critical promise is broken: the night stops and the last good version stays up."""

    def __init__(self, result: GateResult) -> None:
        super().__init__(result.summary)
        self.result = result


class BrokenPromiseQueryError(RuntimeError):
    """A promise could not be evaluated: a fault of ours, never of the delivery."""
