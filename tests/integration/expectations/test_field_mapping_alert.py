"""A mapped field that Jira lost is an alert, from the night it went to the night it is mended."""

import json

from good_landing import deliver, deliver_good

from expectations.alerts import list_alerts
from expectations.landing_gate import check_landing

GONE = {
    "table_name": "field_mapping",
    "entity_id": "risk_impact",
    "column_name": "risk_impact",
    "value": '["Impact"]',
    "reason": "Jira no longer has customfield_7 ('Impact', number), which filled risk_impact",
    "fix": "name its successor in jira.fields.risk_impact",
    "row_json": json.dumps({"id": "risk_impact"}),
}


def mapped(field_id):
    return {"field_mapping": [{"target": "risk_impact", "preference": 1, "field_id": field_id}]}


def said(runtime):
    """Return what the open alerts about the mapping say is to be done."""
    check_landing(runtime)
    alerts = list_alerts(runtime)
    return [each["fix"] for each in alerts if each["table_name"] == "field_mapping"]


def test_the_alert_stays_until_the_mapping_is_mended(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "jira", mapped("customfield_7"))
    assert said(runtime) == []

    deliver(runtime, "jira", {**mapped(None), "rejects": [GONE]})
    [fix] = said(runtime)
    assert "name its successor in jira.fields.risk_impact" in fix

    deliver(runtime, "jira", {})
    assert len(said(runtime)) == 1

    deliver(runtime, "jira", mapped("customfield_8"))
    assert said(runtime) == []
