"""A small organisation whose every number is known, landed and built as on a real night."""

from collections.abc import Callable

import pytest

from tests.integration.organisation import Organisation


@pytest.fixture(scope="session")
def new_organisation(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Organisation]:
    """Return what founds an organisation about which nothing has landed yet."""
    return lambda: Organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def organisation(new_organisation: Callable[[], Organisation]) -> Organisation:
    """Return an organisation of the test's own."""
    return new_organisation()
