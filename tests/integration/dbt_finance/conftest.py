"""Land a few files' worth of rows and build the finance and schedule marts from them."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.organisation import Organisation

LANDED_ON = date(2026, 1, 1)
MODELS = "+fct_earned_value +fct_budget +fct_milestone +fct_milestone_trend"
Rows = Iterable[Mapping[str, Any]]


class FinanceHouse:
    """An organisation of which the finance and schedule marts are built."""

    def __init__(self, root: Path) -> None:
        self.organisation = Organisation(root)

    def land(self, source: str, **rows_by_table: Rows) -> None:
        """Commit one batch of file rows; each table comes as one file named after it."""
        self.organisation.land(LANDED_ON, source, rows_by_table)

    def build(self, as_of: str, previous_as_of: str, **variables: Any) -> None:
        """Run the finance and schedule models, and all they stand on, as of `as_of`."""
        self.organisation.build(
            date.fromisoformat(as_of), select=MODELS, previous_as_of=previous_as_of, **variables
        ).close()

    def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return what `query` finds, one dictionary a row."""
        with self.organisation.open() as connection:
            found = connection.execute(query, parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> FinanceHouse:
    """Return a house in which nothing has landed yet; one a test module."""
    return FinanceHouse(tmp_path_factory.mktemp("finance_house"))
