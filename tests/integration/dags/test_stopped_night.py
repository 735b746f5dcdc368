import json
import os
import socketserver
import subprocess
import sys
import threading
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


class Mailbox(socketserver.StreamRequestHandler):
    """Just enough of SMTP to receive a message."""

    def handle(self):
        self.say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            match line.split()[0].upper():
                case "EHLO" | "HELO":
                    self.say("250 mailbox")
                case "DATA":
                    self.say("354 go on")
                    lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                    self.server.messages.append("".join(lines))
                    self.say("250 received")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 fine")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mailbox():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.messages = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def environment(tmp_path, mailbox):
    """Return the environment of an installation whose registers never arrived."""
    config = tmp_path / "pmo.yml"
    config.write_text(
        "organisation: {name: Test}\n"
        "jira: {enabled: false}\n"
        "notify: {recipients: [pmo@example.com], sender: warehouse@example.com}\n",
        "utf-8",
    )
    port = mailbox.server_address[1]
    return os.environ | {
        "PMO_CONFIG": str(config),
        "PMO_HOME": str(tmp_path),
        "PMO_DROP": str(tmp_path / "drop"),
        "PMO_AS_OF": "2026-06-30",
        "AIRFLOW_CONN_SMTP_DEFAULT": (
            f'{{"conn_type": "smtp", "host": "127.0.0.1", "port": {port}, '
            '"extra": {"disable_ssl": true, "disable_tls": true}}'
        ),
    }


# Airflow keeps the metadata database that it was first imported with, so the night gets a process
# of its own: another test may have imported Airflow before.
NIGHT = """
import json
import sys
from pathlib import Path

from demo.night import configure_airflow, load_dags, prepare_database, run_dag

home = Path(sys.argv[1])
configure_airflow(home / "airflow")
prepare_database(home / "airflow")
states = {each.task_id: each.state for each in run_dag(load_dags()["build_warehouse"])}
(home / "states.json").write_text(json.dumps(states), "utf-8")
"""


def test_the_pmo_is_told_why_the_night_was_stopped(tmp_path, environment, mailbox):
    run = subprocess.run(
        [sys.executable, "-c", NIGHT, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
    states = json.loads((tmp_path / "states.json").read_text("utf-8"))
    assert states["check_landing"] == "failed"
    assert states["publish"] == "upstream_failed"
    [text] = mailbox.messages
    message = message_from_string(text)
    assert message["To"] == "pmo@example.com"
    assert message["From"] == "warehouse@example.com"
    assert "stopped" in str(make_header(decode_header(message["Subject"])))
    body = message.get_payload()[0].get_payload(decode=True).decode()
    assert "projects" in body
    page = tmp_path / "reports" / "quality" / "2026-06-30" / "en" / "index.html"
    assert "projects" in page.read_text("utf-8")
