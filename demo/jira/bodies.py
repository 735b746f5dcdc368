"""The JSON of everything small: users, projects, versions, statuses, fields."""

from functools import cache, cached_property

from demo.jira import catalogue as cat
from demo.jira.accounts import READER, Account
from demo.jira.agile_bodies import AgileBodies
from demo.jira.calendar import stamp
from demo.jira.catalogue import Json
from demo.jira.site import Site
from demo.jira.spaces import ARCHIVED_ID, ARCHIVED_KEY, Space
from demo.jira.versions import COMPONENTS, Version, component_id, versions


class Bodies:
    """Makes bodies whose links begin with `base_url`."""

    def __init__(self, site: Site, base_url: str) -> None:
        self.site = site
        self.base_url = base_url
        self.api = f"{base_url}/rest/api/3"
        self.agile = AgileBodies(base_url)
        self.user = cache(self._user)
        self.project = cache(self._project)
        self.versions = cache(self._versions)
        self.version_list = cache(lambda space: versions(site.timeline, space))

    def _user(self, account: Account) -> Json:
        body: Json = {
            "self": f"{self.api}/user?accountId={account.account_id}",
            "accountId": account.account_id,
            "accountType": account.kind,
            "displayName": account.name,
            "active": account.active,
            "timeZone": account.time_zone,
        }
        if account.email:
            body["emailAddress"] = account.email
        return body

    def myself(self) -> Json:
        """Return the account that reads; its time zone decides what JQL times mean."""
        return self.user(READER) | {"locale": "en_US"}

    def server_info(self) -> Json:
        """Return what kind of Jira this is."""
        return {
            "baseUrl": self.base_url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_275,
            "buildDate": "2026-01-05T09:00:00.000+0000",
            "serverTime": stamp(self.site.now + int(self.site.skew * 1000)),
            "scmInfo": "demo",
            "serverTitle": "Northwind Engineering",
        }

    def _project(self, space: Space) -> Json:
        return self._project_body(space.project_id, space.key, space.project.name) | {
            "lead": self.user(space.lead),
            "style": "next-gen" if space.is_team_managed else "classic",
            "simplified": space.is_team_managed,
        }

    def _project_body(self, project_id: int, key: str, name: str) -> Json:
        return {
            "self": f"{self.api}/project/{project_id}",
            "id": str(project_id),
            "key": key,
            "name": name,
            "projectTypeKey": "software",
            "style": "classic",
            "simplified": False,
            "isPrivate": False,
        }

    def project_ref(self, space: Space) -> Json:
        """Return a project as issues refer to it."""
        body = self.project(space)
        kept = ("self", "id", "key", "name", "projectTypeKey", "simplified")
        return {name: body[name] for name in kept}

    def insight(self, space: Space) -> Json:
        """Return how many issues a project has and when the last one changed."""
        count, changed = self.site.census(space)
        return {
            "totalIssueCount": count,
            "lastIssueUpdateTime": stamp(changed),
        }

    @cached_property
    def archived_project(self) -> Json:
        """Return a project that was archived: listed only if asked for."""
        body = self._project_body(ARCHIVED_ID, ARCHIVED_KEY, "Legacy Migration")
        return body | {"archived": True, "archivedDate": "2024-11-29T10:00:00.000+0000"}

    @cached_property
    def deleted_project(self) -> Json:
        """Return a project in the bin: listed only if asked for."""
        body = self._project_body(99_002, "TRIAL", "Tool Trial")
        return body | {"deleted": True, "deletedDate": "2024-12-02T10:00:00.000+0000"}

    def _versions(self, space: Space) -> list[Json]:
        return [self._version(version) for version in self.version_list(space)]

    def _version(self, version: Version) -> Json:
        body: Json = {
            "self": f"{self.api}/version/{version.version_id}",
            "id": str(version.version_id),
            "name": version.name,
            "archived": False,
            "released": version.is_released,
            "startDate": version.start,
            "releaseDate": version.release,
            "projectId": version.project_id,
        }
        if not version.is_released:
            body["overdue"] = version.is_overdue
        return body

    def component(self, space: Space, number: int) -> Json:
        """Return a component."""
        numeric = component_id(space, number)
        return {
            "self": f"{self.api}/component/{numeric}",
            "id": str(numeric),
            "name": COMPONENTS[number],
        }

    def components(self, space: Space) -> list[Json]:
        """Return a project's components with where they belong."""
        return [
            self.component(space, number)
            | {"project": space.key, "projectId": space.project_id, "assigneeType": "UNASSIGNED"}
            for number in range(len(COMPONENTS))
        ]

    def status(self, number: int) -> Json:
        """Return a status with its category."""
        status_id, name, key, category, category_name, colour, _ = cat.STATUSES[number]
        return {
            "self": f"{self.api}/status/{status_id}",
            "id": status_id,
            "name": name,
            "description": "",
            "iconUrl": f"{self.base_url}/images/icons/status_generic.gif",
            "statusCategory": {
                "self": f"{self.api}/statuscategory/{category}",
                "id": category,
                "key": key,
                "colorName": colour,
                "name": category_name,
            },
        }

    def issue_type(self, number: int) -> Json:
        """Return an issue type."""
        type_id, name, level, description = cat.TYPES[number]
        return {
            "self": f"{self.api}/issuetype/{type_id}",
            "id": type_id,
            "name": name,
            "description": description,
            "iconUrl": f"{self.base_url}/images/icons/issuetypes/{name.lower()}.svg",
            "subtask": level < 0,
            "hierarchyLevel": level,
        }

    def priority(self, number: int) -> Json:
        """Return a priority as issues refer to it."""
        priority_id, name, _ = cat.PRIORITIES[number]
        return {
            "self": f"{self.api}/priority/{priority_id}",
            "id": priority_id,
            "name": name,
            "iconUrl": f"{self.base_url}/images/icons/priorities/{name.lower()}.svg",
        }

    def resolution(self, number: int) -> Json:
        """Return a resolution."""
        resolution_id, name = cat.RESOLUTIONS[number]
        return {
            "self": f"{self.api}/resolution/{resolution_id}",
            "id": resolution_id,
            "name": name,
            "description": "",
        }

    def link_type(self) -> Json:
        """Return the only kind of link."""
        type_id, name, inward, outward = cat.BLOCKS
        return {
            "self": f"{self.api}/issueLinkType/{type_id}",
            "id": type_id,
            "name": name,
            "inward": inward,
            "outward": outward,
        }

    def fields(self) -> list[Json]:
        """Return every field, system ones first."""
        return [_field(*row) for row in cat.FIELDS]


def _field(field_id: str, name: str, kind: str, items: str, custom: str) -> Json:
    schema: Json = {"type": kind}
    if items:
        schema["items"] = items
    body: Json = {
        "id": field_id,
        "key": field_id,
        "name": name,
        "custom": bool(custom),
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [name if custom else field_id],
        "schema": schema,
    }
    if custom:
        number = int(field_id.removeprefix("customfield_"))
        schema |= {"custom": custom, "customId": number}
        body["clauseNames"] = [f"cf[{number}]", name]
    else:
        schema["system"] = field_id
    return body
