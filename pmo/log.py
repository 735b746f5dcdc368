"""One log format for the command line; inside Airflow its own handlers are left alone."""

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
NOISY = (
    *("urllib3", "great_expectations", "asyncio", "httpx"),
    *("metricflow", "metricflow_semantics", "metricflow_semantic_interfaces"),
)


def configure(*, verbose: bool = False) -> None:
    """Log to stderr at INFO (`verbose`: DEBUG), quietening the libraries we call."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, format=FORMAT)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_is_worth_reading)


def _is_worth_reading(record: logging.LogRecord) -> bool:
    """Tell whether a record is ours or a warning: some libraries set their own loggers' levels."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in NOISY
