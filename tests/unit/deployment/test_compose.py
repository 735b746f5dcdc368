import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "docker-compose.yml"

AIRFLOW = {
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-init",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


def schema_errors(path):
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*check, str(path)], check=False, capture_output=True, text=True)


def test_the_file_keeps_to_the_compose_specification():
    run = schema_errors(COMPOSE)
    assert run.returncode == 0, run.stdout


def test_the_specification_would_refuse_a_misspelt_key(tmp_path):
    path = tmp_path / "docker-compose.yml"
    path.write_text(COMPOSE.read_text("utf-8").replace("restart:", "restrat:"), "utf-8")
    assert schema_errors(path).returncode == 1


def test_all_services_are_there(compose):
    assert set(compose["services"]) == AIRFLOW | {"postgres", "reports"}


def test_every_variable_that_must_be_set_stands_in_the_example():
    text = COMPOSE.read_text("utf-8")
    known = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?<!\$)\$\{(\w+)[:}]", text)) == known


def test_no_secret_stands_in_the_file(compose):
    for service in compose["services"].values():
        for name, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN|CONN", name):
                assert str(value).count("${") >= 1, name


def test_all_services_share_one_volume_for_the_data(compose):
    for name in AIRFLOW | {"reports"}:
        assert "pmo-data:/var/lib/pmo" in compose["services"][name]["volumes"], name


def test_the_reports_server_asks_for_a_login(compose):
    reports = compose["services"]["reports"]
    assert "PMO_REPORTS_PASSWORD" in reports["environment"]
    assert reports["command"][:3] == ["pmo", "reports", "serve"]
