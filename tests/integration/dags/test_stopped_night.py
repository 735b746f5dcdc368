import os
import socketserver
import threading
from email import message_from_string
from email.header import decode_header, make_header

import pytest


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
def installation(tmp_path, mailbox):
    """An installation whose registers never arrived; the environment is restored afterwards."""
    from demo.night import configure_airflow, prepare_database

    before = dict(os.environ)
    config = tmp_path / "pmo.yml"
    config.write_text(
        "organisation: {name: Test}\n"
        "jira: {enabled: false}\n"
        "notify: {recipients: [pmo@example.com], sender: warehouse@example.com}\n",
        "utf-8",
    )
    port = mailbox.server_address[1]
    os.environ.update(
        PMO_CONFIG=str(config),
        PMO_HOME=str(tmp_path),
        PMO_DROP=str(tmp_path / "drop"),
        PMO_AS_OF="2026-06-30",
        AIRFLOW_CONN_SMTP_DEFAULT=(
            f'{{"conn_type": "smtp", "host": "127.0.0.1", "port": {port}, '
            '"extra": {"disable_ssl": true, "disable_tls": true}}'
        ),
    )
    configure_airflow(tmp_path / "airflow")
    prepare_database(tmp_path / "airflow")
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


def test_the_pmo_is_told_why_the_night_was_stopped(installation, mailbox):
    from demo.night import load_dags, run_dag

    outcomes = {each.task_id: each for each in run_dag(load_dags()["build_warehouse"])}

    assert outcomes["check_landing"].state == "failed"
    assert outcomes["publish"].state == "upstream_failed"
    [text] = mailbox.messages
    message = message_from_string(text)
    assert message["To"] == "pmo@example.com"
    assert message["From"] == "warehouse@example.com"
    assert "stopped" in str(make_header(decode_header(message["Subject"])))
    body = message.get_payload()[0].get_payload(decode=True).decode()
    assert "projects" in body
    page = installation / "reports" / "quality" / "2026-06-30" / "en" / "index.html"
    assert "projects" in page.read_text("utf-8")
