"""How Data Center calls the accounts: by a name to log in with, and by a key that never changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.jira.accounts import Account

_FIRST_KEY = 10_100


@dataclass(frozen=True)
class Login:
    """The two names of a user."""

    name: str
    key: str


def logins(accounts: Sequence[Account]) -> dict[str, Login]:
    """Return the logins by account id; users from before Jira 8.4 have their name as a key."""
    found = {}
    for position, account in enumerate(accounts):
        named = account.email.partition("@")[0] or account.name.lower().replace(" ", ".")
        key = named if position % 4 == 0 else f"JIRAUSER{_FIRST_KEY + position}"
        found[account.account_id] = Login(named, key)
    return found
