"""The JSON of everything small, as Data Center writes it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from demo.jira import catalogue as cat
from demo.jira.accounts import Account
from demo.jira.agile_bodies import AgileBodies
from demo.jira.bodies import Bodies
from demo.jira.catalogue import Json
from demo.jira.data_center.options import DataCenter
from demo.jira.data_center.people import logins
from demo.jira.site import Site
from demo.jira.spaces import Space
from demo.jira.versions import Version

EPIC_LINK_FIELD = "customfield_10014"
_NUMBER = "com.atlassian.jira.plugin.system.customfieldtypes:float"
_CLOUD_ONLY = {"statuscategorychangedate"}
_SERVER_ZONE = ZoneInfo("Europe/Berlin")


class DataCenterBodies(Bodies):
    """Makes bodies as Data Center has them."""

    def __init__(self, site: Site, base_url: str, options: DataCenter) -> None:
        super().__init__(site, base_url)
        self.options = options
        self.api = f"{base_url}/rest/api/2"
        self.agile = DataCenterAgile(base_url)
        self.logins = logins(site.accounts)

    def _user(self, account: Account) -> Json:
        login = self.logins[account.account_id]
        return {
            "self": f"{self.api}/user?username={login.name}",
            "key": login.key,
            "name": login.name,
            "emailAddress": account.email,
            "avatarUrls": {"48x48": f"{self.base_url}/secure/useravatar?avatarId=10122"},
            "displayName": account.name,
            "active": account.active,
            "deleted": False,
            "timeZone": account.time_zone,
        }

    def server_info(self) -> Json:
        """Return what kind of Jira this is."""
        numbers = [int(part) for part in self.options.version.split(".")]
        build = numbers[0] * 1_000_000 + numbers[1] * 10_000 + numbers[2]
        return super().server_info() | {
            "version": self.options.version,
            "versionNumbers": numbers,
            "deploymentType": "Server",
            "buildNumber": build,
            "databaseBuildNumber": build,
        }

    def _project(self, space: Space) -> Json:
        made = super()._project(space)
        for name in ("style", "simplified", "isPrivate"):
            del made[name]
        return made | {"archived": False, "expand": "description,lead,url,projectKeys"}

    def project_ref(self, space: Space) -> Json:
        """Return a project as issues refer to it."""
        body = self.project(space)
        return {name: body[name] for name in ("self", "id", "key", "name", "projectTypeKey")}

    def _version(self, version: Version) -> Json:
        body = super()._version(version)
        written = body["releaseDate"]
        return body | {"userReleaseDate": f"{datetime.fromisoformat(written):%d/%b/%y}"}

    def components(self, space: Space) -> list[Json]:
        """Return a project's components."""
        more = {"lead": self.user(space.lead), "isAssigneeTypeValid": False}
        return [each | more for each in super().components(space)]

    def issue_type(self, number: int) -> Json:
        """Return an issue type; levels of the hierarchy are none of its properties."""
        made = super().issue_type(number)
        del made["hierarchyLevel"]
        return made

    def fields(self) -> list[Json]:
        """Return every field; epics are referred to by one of their own, points are any number."""
        made = [each for each in super().fields() if each["id"] not in _CLOUD_ONLY]
        for each in made:
            del each["key"]
            if each["id"] == cat.POINTS_FIELD:
                each["schema"]["custom"] = _NUMBER
        number = int(EPIC_LINK_FIELD.removeprefix("customfield_"))
        custom = {"type": "any", "custom": f"{cat.GREENHOPPER}gh-epic-link", "customId": number}
        link = {"id": EPIC_LINK_FIELD, "name": "Epic Link", "custom": True, "schema": custom}
        flags = dict.fromkeys(("orderable", "navigable", "searchable"), True)
        return [*made, link | flags | {"clauseNames": [f"cf[{number}]", "Epic Link"]}]


class DataCenterAgile(AgileBodies):
    """Makes the bodies of what Jira Software adds; boards do not say where they belong."""

    def board(self, space: Space) -> Json:
        """Return a project's board."""
        return {
            "id": space.board_id,
            "self": f"{self._agile}/board/{space.board_id}",
            "name": f"{space.key} board",
            "type": "scrum" if space.is_scrum else "kanban",
        }

    def _sprint(self, space: Space, number: int) -> Json:
        made = super()._sprint(space, number)
        return made | {"synced": False, "autoStartStop": False}

    def _written(self, moment: datetime) -> str:
        return moment.astimezone(_SERVER_ZONE).isoformat(timespec="milliseconds")
