import pytest
import requests

from demo.jira.server import serve
from demo.plan import build_plan


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
