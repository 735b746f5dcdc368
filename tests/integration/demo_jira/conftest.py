import copy
import json
import re
from pathlib import Path

import pytest
import requests
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from demo.jira.server import serve
from demo.plan import build_plan

REFERENCE = Path(__file__).parents[3] / "../shared/reference"
PLATFORM, SOFTWARE = "jira-platform-openapi.json", "jira-software-openapi.json"
# Jira writes 2026-01-05T09:12:33.120+0100; RFC 3339, which `date-time` means, wants +01:00.
CHECKER = copy.copy(oas30_format_checker)
CHECKER.checkers = {k: v for k, v in CHECKER.checkers.items() if k != "date-time"}
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d{4})$")


@CHECKER.checks("date-time")
def is_instant(value):
    return not isinstance(value, str) or bool(INSTANT.match(value))


class Client:
    """Asks a demo Jira as its user."""

    def __init__(self, server):
        self.server = server
        self.session = requests.Session()
        self.session.auth = (server.user, server.token)
        self.session.trust_env = False

    def get(self, path, **params):
        return self._send("GET", path, params=params)

    def post(self, path, **body):
        return self._send("POST", path, json=body)

    def _send(self, method, path, **more):
        url = path if path.startswith("http") else self.server.url + path
        return self.session.request(method, url, timeout=30, **more)

    def search(self, jql, **body):
        """Return all issues of a search, page by page."""
        found, token = [], None
        while True:
            asked = {"jql": jql, **body} | ({"nextPageToken": token} if token else {})
            answer = self.post("/rest/api/3/search/jql", **asked)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["issues"]
            token = page.get("nextPageToken")
            assert page["isLast"] == (token is None)
            if token is None:
                return found


@pytest.fixture(scope="package")
def jira():
    """A server that tests only read from."""
    with serve(build_plan(scale=0.2)) as server:
        yield Client(server)


@pytest.fixture
def own_jira():
    """A server of the test's own, to spoil and to change."""
    with serve(build_plan(scale=0.05)) as server:
        yield Client(server)


@pytest.fixture(scope="package")
def documents():
    if not (REFERENCE / PLATFORM).exists():
        # They are Atlassian's, too large and not ours to keep in the repository.
        pytest.skip(f"put Atlassian's {PLATFORM} and {SOFTWARE} into {REFERENCE} to run this test")
    platform = json.loads((REFERENCE / PLATFORM).read_text())
    software = json.loads((REFERENCE / SOFTWARE).read_text())
    # Bulk changelogs: the schema says text, the document's own example (and live Jira) a number.
    schemas = platform["components"]["schemas"]
    schemas["NumberedChangelog"] = copy.deepcopy(schemas["Changelog"])
    schemas["NumberedChangelog"]["properties"]["created"] = {"type": "integer", "format": "int64"}
    histories = schemas["IssueChangeLog"]["properties"]["changeHistories"]
    histories["items"] = {"$ref": "#/components/schemas/NumberedChangelog"}
    return {"/rest/api": platform, "/rest/agile": software}


@pytest.fixture(scope="package")
def check(documents):
    def checked(answer, method, template, status=200):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("application/json")
        document = documents["/rest/agile" if template.startswith("/rest/agile") else "/rest/api"]
        responses = document["paths"][template][method]["responses"]
        assert str(status) in responses, f"{template} is not documented to answer {status}"
        if status == 200:
            [content] = responses["200"]["content"].values()
            schema = content.get("schema", {})
        else:
            schema = {"$ref": "#/components/schemas/ErrorCollection"}
            document = documents["/rest/api"]
        schema = schema | {"components": document["components"]}
        validator = OAS30Validator(schema, format_checker=CHECKER)
        errors = [f"{e.json_path}: {e.message[:300]}" for e in validator.iter_errors(answer.json())]
        assert not errors, errors[:5]
        return answer.json()

    return checked
