"""What stops the warehouse; light to import, so that DAG files can name it."""

from pmo.errors import OperatorError


class BuildFailedError(OperatorError):
    """A model could not be built or a model test failed; nothing was published."""
