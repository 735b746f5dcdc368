"""One log format for the command line; inside Airflow its own handlers are left alone."""

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def configure(*, verbose: bool = False) -> None:
    """Log to stderr at INFO (`verbose`: DEBUG), quietening the libraries we call."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, format=FORMAT)
    for noisy in ("urllib3", "great_expectations", "asyncio", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
