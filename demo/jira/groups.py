"""Groups of accounts: everybody who has a licence, administrators, and one a department."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from demo.jira.accounts import GHOST, READER, Account, account_of
from demo.plan import Plan


@dataclass(frozen=True)
class Group:
    """A group and who is in it, inactive accounts too."""

    group_id: str
    name: str
    members: tuple[Account, ...]


def build_groups(plan: Plan) -> tuple[Group, ...]:
    """Return every group of the site, by name."""
    people = [person for person in plan.people if person.uses_jira]
    of_department: dict[str, list[Account]] = {}
    for person in people:
        of_department.setdefault(person.department, []).append(account_of(person))
    users = (*(account_of(person) for person in people), GHOST, READER)
    found = {f"team-{name.lower().replace(' ', '-')}": who for name, who in of_department.items()}
    named = [("jira-administrators", users[:1]), ("jira-software-users", users), *found.items()]
    return tuple(
        Group(str(uuid5(NAMESPACE_URL, name)), name, tuple(members))
        for name, members in sorted(named, key=lambda each: each[0])
    )
