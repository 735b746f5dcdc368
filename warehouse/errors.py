"""What stops the warehouse; light to import, so that DAG files can name it."""


class BuildFailedError(RuntimeError):
    """A model could not be built or a model test failed; nothing was published."""
