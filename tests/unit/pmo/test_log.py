import logging

import pytest

from pmo import log


@pytest.fixture
def written(monkeypatch):
    """Return what reaches the terminal, with a root logger that nobody else has set up."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    records = []
    log.configure()
    [handler] = root.handlers
    monkeypatch.setattr(handler, "emit", records.append)
    return records


@pytest.mark.parametrize(
    ("name", "level", "is_seen"),
    [
        ("extractors.landing", logging.INFO, True),
        ("extractors.landing", logging.DEBUG, False),
        ("great_expectations.data_context.types.base", logging.INFO, False),
        ("great_expectations.data_context.types.base", logging.WARNING, True),
    ],
)
def test_libraries_that_chat_are_heard_when_they_warn(written, monkeypatch, name, level, is_seen):
    logger = logging.getLogger(name)
    # As Great Expectations does when it is imported, whatever its parent was set to.
    monkeypatch.setattr(logger, "level", logging.INFO)

    logger.log(level, "something")

    assert [record.name for record in written] == ([name] if is_seen else [])
