"""Every request of an extraction stands in Atlassian's own interface documents."""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from demo.jira.faults import Faults
from demo.jira.server import serve
from demo.plan import build_plan
from extractors.jira.extract import extract
from extractors.jira.site import SERVER_INFO, open_site
from pmo.connections import Connection

REFERENCE = Path(__file__).parents[3] / "../shared/reference"
# By edition: Atlassian's own documents, and what its paths begin with beside what they say.
DOCUMENTS = {
    "cloud": (("jira-platform-openapi.json", "jira-software-openapi.json"), ""),
    "data_center": (("jira-data-center-openapi.json",), "/rest"),
}


@pytest.fixture(scope="module")
def documented():
    """Return what reads (method, path pattern, operation, whole document) of an edition."""

    @cache
    def read(edition):
        names, begin = DOCUMENTS[edition]
        if not all((REFERENCE / name).is_file() for name in names):
            pytest.skip(f"Atlassian's documents {names} are not on this machine ({REFERENCE})")
        found = []
        for name in names:
            document = json.loads((REFERENCE / name).read_text("utf-8"))
            for path, methods in document["paths"].items():
                pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(begin + path)))
                found += [(method.upper(), pattern, it, document) for method, it in methods.items()]
        return found

    return read


def operation(documented, method, path):
    found = [
        (each, document)
        for known, pattern, each, document in documented
        if known == method and pattern.fullmatch(path)
    ]
    assert found, f"{method} {path} is not documented"
    return found[0]


@pytest.mark.parametrize("edition", DOCUMENTS)
def test_paths_and_parameters_are_documented(documented, settings, landing, edition):
    known, faults = documented(edition), Faults()
    with serve(build_plan(scale=0.02), edition=edition, faults=faults) as server:
        connection = Connection(server.url, server.user, SecretStr(server.token))
        extract(settings(), landing, connection)

    assert len(faults.requests) > 20
    for method, address in set(faults.requests):
        parts = urlsplit(address)
        # Asked for before the version is known; version 3 documents it alike.
        path = parts.path
        if edition == "cloud":
            path = path.replace(SERVER_INFO, SERVER_INFO.replace("/2/", "/3/"))
        found, _ = operation(known, method, path)
        # Data Center's document takes `groupname` of `group/member` for a part of the path.
        names = {each["name"] for each in found.get("parameters", [])}
        assert set(parse_qs(parts.query)) <= names, address


def test_bodies_are_documented(documented, settings, jira, connection):
    jira.on("/rest/api/3/search/jql", {"issues": [], "nextPageToken": "t"}, {"issues": []})
    jira.on(
        "/rest/api/3/changelog/bulkfetch",
        {"issueChangeLogs": [], "nextPageToken": "t"},
        {"issueChangeLogs": []},
    )
    jira.on("/rest/api/3/worklog/list", [])
    jira.on("/rest/api/3/search/approximate-count", {"count": 3})
    with open_site(settings().jira, connection) as site:
        list(site.search("updated >= 1", ["summary"], 100))
        list(site.ids("project = A"))
        assert site.count("project = A") == 3
        site.changelogs(["1"])
        site.worklogs([1])

    posted = [each for each in jira.asked if each.method == "POST"]
    assert len(posted) == 7
    for asked in posted:
        found, document = operation(documented("cloud"), asked.method, asked.path)
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        assert_fits(asked.body, schema)


def test_bodies_to_a_data_center_are_documented(documented, settings, jira, connection):
    known = documented("data_center")
    jira.on(SERVER_INFO, {"deploymentType": "Server"})
    jira.on("/rest/api/2/search", {"total": 0, "issues": []})
    jira.on("/rest/api/2/worklog/list", [])
    with open_site(settings().jira, connection) as site:
        list(site.search("updated >= 1", ["summary"], 100))
        list(site.ids("project = A"))
        assert site.count("project = A") == 0
        site.changelogs(["1"])
        site.worklogs([1])

    posted = [each for each in jira.asked if each.method == "POST"]
    assert len(posted) == 5
    for asked in posted:
        found, document = operation(known, asked.method, asked.path)
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        assert_fits(asked.body, schema)


def assert_fits(body, schema):
    kinds = {"string": str, "integer": int, "array": list, "boolean": bool}
    for name, value in body.items():
        assert isinstance(value, kinds[schema["properties"][name]["type"]]), name
    assert set(schema.get("required", [])) <= set(body)
