"""Every request of an extraction stands in Atlassian's own interface documents."""

import json
import re
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
NAMES = ("jira-platform-openapi.json", "jira-software-openapi.json")


@pytest.fixture(scope="module")
def documented():
    """Return (method, path pattern, operation, whole document) of all that Atlassian documents."""
    if not all((REFERENCE / name).is_file() for name in NAMES):
        # They are Atlassian's, too large and not ours to keep in the repository.
        pytest.skip(f"put Atlassian's documents {NAMES} into {REFERENCE} to run this test")
    found = []
    for name in NAMES:
        document = json.loads((REFERENCE / name).read_text("utf-8"))
        for path, methods in document["paths"].items():
            pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)))
            found += [(method.upper(), pattern, it, document) for method, it in methods.items()]
    return found


def operation(documented, method, path):
    found = [
        (each, document)
        for known, pattern, each, document in documented
        if known == method and pattern.fullmatch(path)
    ]
    assert found, f"{method} {path} is not documented"
    return found[0]


def test_paths_and_parameters_are_documented(documented, settings, landing):
    faults = Faults()
    with serve(build_plan(scale=0.02), faults=faults) as server:
        connection = Connection(server.url, server.user, SecretStr(server.token))
        extract(settings(), landing, connection)

    assert len(faults.requests) > 20
    for method, address in set(faults.requests):
        parts = urlsplit(address)
        # Asked for before the version is known; version 3 documents it alike.
        path = parts.path.replace(SERVER_INFO, SERVER_INFO.replace("/2/", "/3/"))
        found, _ = operation(documented, method, path)
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
        found, document = operation(documented, asked.method, asked.path)
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        assert_fits(asked.body, schema)


def assert_fits(body, schema):
    kinds = {"string": str, "integer": int, "array": list, "boolean": bool}
    for name, value in body.items():
        assert isinstance(value, kinds[schema["properties"][name]["type"]]), name
    assert set(schema.get("required", [])) <= set(body)
