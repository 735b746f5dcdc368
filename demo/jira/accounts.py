"""Jira accounts: the people who use Jira, an app, and one that left before the register began."""

from dataclasses import dataclass
from functools import cache

from demo.plan import Person, Plan


@dataclass(frozen=True, eq=False)  # compared and hashed by identity, which is quick
class Account:
    """A Jira user."""

    account_id: str
    name: str
    email: str
    time_zone: str
    active: bool = True
    kind: str = "atlassian"


# Deactivated years ago, and in no people register; some of its work is still in Jira.
GHOST = Account("5c0000000000000000000000", "Former contractor", "", "Europe/Berlin", active=False)
ROBOT = Account("557058:00000000-demo-automation", "Automation for Jira", "", "Etc/UTC", kind="app")
READER = Account(
    "5d0000000000000000000001", "PMO Warehouse", "pmo-warehouse@localhost", "Europe/Berlin"
)


@cache
def account_of(person: Person) -> Account:
    """Return the account of somebody who uses Jira."""
    return Account(person.account_id, person.name, person.email, person.time_zone)


def accounts(plan: Plan) -> tuple[Account, ...]:
    """Return every account of the site."""
    people = (account_of(person) for person in plan.people if person.uses_jira)
    return (*people, GHOST, ROBOT, READER)
