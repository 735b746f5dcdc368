import os
import re
import signal
import subprocess
import sys

import pytest
import requests

from demo.tls import Certificates


def started(*options):
    return subprocess.Popen(
        [sys.executable, "-m", "demo.jira", "--scale", "0.02", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
    )


def said(process, pattern):
    """Return what the pattern captures in the first line that has it."""
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found.groups() if found.re.groups > 1 else found[1]
    raise AssertionError(f"ended without {pattern}")


@pytest.fixture
def command():
    processes = []

    def run(*options):
        processes.append(started(*options))
        return processes[-1]

    yield run
    for process in processes:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_the_command_serves_data_center_and_tempo_over_tls(command, tmp_path):
    process = command(
        "--edition", "data_center", "--release", "10.3.1", "--tempo-port", "0",
        "--certificates", str(tmp_path),
    )  # fmt: skip
    jira, user, token = said(process, r"PMO_JIRA_URL=(\S+) (.*)PMO_JIRA_TOKEN=(\S+)")
    assert user == ""
    tempo, tempo_token = said(process, r"PMO_TEMPO_URL=(\S+) PMO_TEMPO_TOKEN=(\S+)")
    bundle = said(process, r"REQUESTS_CA_BUNDLE=(\S+)")
    assert bundle == str(tmp_path / "authority.pem")
    asked = {"verify": bundle, "timeout": 10}
    bearer = {"Authorization": f"Bearer {token}"}
    info = requests.get(f"{jira}/rest/api/2/serverInfo", headers=bearer, **asked).json()
    assert info["version"] == "10.3.1"
    bearer = {"Authorization": f"Bearer {tempo_token}"}
    page = requests.get(f"{tempo}/4/worklogs", headers=bearer, **asked).json()
    assert page["results"]


def test_the_command_serves_cloud_unless_told_otherwise(command):
    process = command()
    url, user, token = said(process, r"PMO_JIRA_URL=(\S+) PMO_JIRA_USER=(\S+) PMO_JIRA_TOKEN=(\S+)")
    answer = requests.get(f"{url}/rest/api/3/serverInfo", auth=(user, token), timeout=10)
    assert answer.json()["deploymentType"] == "Cloud"


def test_another_command_makes_another_authority(tmp_path):
    one, two = (Certificates.make(tmp_path / name) for name in "ab")
    assert one.authority.read_bytes() != two.authority.read_bytes()
