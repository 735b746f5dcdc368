import pytest
import requests

from demo.jira.faults import Reset
from demo.jira.server import serve
from demo.plan import build_plan
from demo.tls import Certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def secure(certificates):
    with serve(build_plan(scale=0.02), tls=certificates) as server:
        yield server


def get(server, host="127.0.0.1", **more):
    url = server.url.replace("127.0.0.1", host) + "/rest/api/3/serverInfo"
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, auth=(server.user, server.token), timeout=10, **more)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_who_trusts_the_authority_is_served(secure, certificates, host):
    answer = get(secure, host, verify=str(certificates.authority))
    assert answer.json()["baseUrl"] == secure.url
    assert secure.url.startswith("https://")


def test_who_does_not_trust_it_or_trusts_another_is_not(secure, tmp_path):
    other = Certificates.make(tmp_path)
    for trusted in (True, str(other.authority)):
        with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
            get(secure, verify=trusted)


def test_a_certificate_holds_for_the_names_it_was_made_for(tmp_path):
    foreign = Certificates.make(tmp_path, ("jira.example.com",))
    with (
        serve(build_plan(scale=0.02), tls=foreign) as server,
        pytest.raises(requests.exceptions.SSLError, match=r"127\.0\.0\.1"),
    ):
        get(server, verify=str(foreign.authority))


def test_only_its_owner_can_read_the_key(certificates):
    assert certificates.key.stat().st_mode & 0o077 == 0


def test_a_secure_connection_can_be_reset_too(secure, certificates):
    secure.faults.add("/serverInfo", Reset())
    with pytest.raises(requests.ConnectionError):
        get(secure, verify=str(certificates.authority))
    assert get(secure, verify=str(certificates.authority)).status_code == 200
