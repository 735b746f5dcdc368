"""The promises, one module a source; `published` holds those of the candidate."""

from importlib import import_module

from expectations.promises import Promise
from expectations.suites.common import delivery_promises
from expectations.tables import names_of


def landing_suite(source: str) -> dict[str, tuple[Promise, ...]]:
    """Return what the tables of `source` promise, by table name."""
    declared: tuple[Promise, ...] = import_module(f"expectations.suites.{source}").PROMISES
    suite: dict[str, tuple[Promise, ...]] = {}
    for name in names_of(source):
        own = tuple(each for each in declared if each.table == name.table)
        shared = delivery_promises(source, name.table) if name.is_file else ()
        suite[name.table] = own + shared
    return suite
