"""dbt's own unit tests, which the nightly build leaves out."""

import json


def test_nothing_delivered_still_builds_and_every_unit_test_of_the_models_passes(dbt, tmp_path):
    # A unit test takes its inputs' types from the built tables.
    run = dbt(tmp_path, "test", "--select", "test_type:unit")

    results = json.loads((tmp_path / "run_results.json").read_text("utf-8"))["results"]
    statuses = [each["status"] for each in results if each["unique_id"].startswith("unit_test.")]
    assert run.returncode == 0, run.stdout
    assert len(statuses) > 30
    assert set(statuses) == {"pass"}
