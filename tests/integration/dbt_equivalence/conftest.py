"""A timeline of nights, each built on the one before and held against a full refresh."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.integration.dbt_equivalence.comparing import differences
from tests.integration.dbt_equivalence.nights import NIGHTS, begin, day
from tests.integration.organisation import Organisation

# What a night may carry over into the next, with all it is made of; of whole nights every model.
CARRIED_OVER, EVERYTHING = "+config.materialized:incremental", "*"
NIGHTLY, FULL = "nightly", "full"
# Night by night every table is compared and its differences are written, as of large ones only.
COMPARED = {"differences_from_rows": 1}


@dataclass(frozen=True)
class Outcome:
    """What a night showed, query by query, and where it differs from a full refresh."""

    before: list[list[tuple[Any, ...]]]
    after: list[list[tuple[Any, ...]]]
    differences: list[str]


def build_both(
    organisation: Organisation, as_of: date, select: str, variables: Mapping[str, Any]
) -> list[str]:
    """Build a night on the one before, and all anew beside it; return how they differ."""
    organisation.build(as_of, NIGHTLY, select, **variables, **COMPARED).close()
    organisation.build(as_of, FULL, select, full_refresh=True, **variables).close()
    return differences(
        organisation.path(NIGHTLY), organisation.path(FULL), is_whole=select == EVERYTHING
    )


def see(organisation: Organisation, queries: list[str]) -> list[list[tuple[Any, ...]]]:
    """Return what each query finds in the warehouse that grows night by night."""
    with organisation.open(NIGHTLY) as warehouse:
        return [warehouse.execute(query).fetchall() for query in queries]


@pytest.fixture(scope="session")
def new_organisation(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Organisation]:
    """Return what founds an organisation about which nothing has landed yet."""
    return lambda: Organisation(tmp_path_factory.mktemp("equivalence"))


@pytest.fixture(scope="module")
def timeline(new_organisation: Callable[[], Organisation]) -> Mapping[str, Outcome]:
    """Return the outcome of each night by its name, after a first night that built everything."""
    organisation, found = new_organisation(), {}
    begin(organisation)
    organisation.build(day(6, 4), NIGHTLY, EVERYTHING, **COMPARED).close()
    for night in NIGHTS:
        queries = [seen.query for seen in night.seen]
        before = see(organisation, queries)
        night.happens(organisation)
        select = EVERYTHING if night.is_whole else CARRIED_OVER
        told = build_both(organisation, night.as_of, select, night.variables)
        found[night.name] = Outcome(before, see(organisation, queries), told)
    return found
