"""The truth of the small lists against what both editions serve of them."""

from collections import defaultdict

import pytest

from demo.jira.server import serve
from demo.jira.truth_lists import list_truth
from demo.plan import build_plan
from tests.integration.demo_jira.conftest import Client
from tests.integration.demo_jira.test_demo_data_center import DataCenterClient

AGILE = "/rest/agile/1.0/board"


@pytest.fixture(params=["cloud", "data_center"])
def client(request):
    with serve(build_plan(scale=0.05), edition=request.param) as server:
        yield (Client if request.param == "cloud" else DataCenterClient)(server)


def expected(client):
    found = defaultdict(list)
    for table, row in list_truth(client.server.state):
        found[table].append(row)
    return found


def served_projects(client):
    """Return (key, lead, is archived) of live and archived projects."""
    if client.server.state.edition == "cloud":
        asked = {"status": "live,archived", "expand": "lead", "maxResults": 100}
        raws = client.get("/rest/api/3/project/search", **asked).json()["values"]
        return {
            (e["key"], (e.get("lead") or {}).get("accountId"), e.get("archived", False))
            for e in raws
        }
    raws = client.get("/rest/api/2/project", includeArchived="true", expand="lead").json()
    return {(e["key"], (e.get("lead") or {}).get("key"), e["archived"]) for e in raws}


def test_projects(client):
    state = client.server.state
    state.archive("BATT")
    state.hide("PORTAL")
    rows = expected(client)["projects"]
    assert {(row["project_key"], row["lead_id"], row["is_archived"]) for row in rows} == (
        served_projects(client)
    )
    assert {row["project_key"] for row in rows if row["is_archived"]} == {"BATT", "LEGACY"}
    assert "PORTAL" not in {row["project_key"] for row in rows}


def test_versions_and_components(client):
    client.server.state.archive("BATT")
    tables = expected(client)
    for part, table in (("versions", "versions"), ("components", "components")):
        key = f"{table[:-1]}_id"
        served = set()
        for project in {row["project_id"] for row in tables[table]}:
            raws = client.get(f"/rest/api/2/project/{project}/{part}").json()
            served |= {(raw["id"], str(raw["projectId"]), raw["name"]) for raw in raws}
        assert served == {(row[key], row["project_id"], row["name"]) for row in tables[table]}
    batt = client.server.state.find_space("BATT").project_id
    assert str(batt) not in {row["project_id"] for row in tables["versions"]}


def test_boards_and_sprints(client):
    client.server.state.hide("PORTAL")
    tables = expected(client)
    boards = client.get(AGILE, maxResults=50).json()["values"]
    assert {(str(raw["id"]), raw["type"]) for raw in boards} == {
        (row["board_id"], row["board_type"]) for row in tables["boards"]
    }
    served = set()
    for raw in boards:
        answer = client.get(f"{AGILE}/{raw['id']}/sprint")
        if answer.status_code == 200:
            assert answer.json()["isLast"]
            served |= {
                (str(each["id"]), str(each["originBoardId"]), each["state"])
                for each in answer.json()["values"]
            }
    assert served == {(r["sprint_id"], r["board_id"], r["state"]) for r in tables["sprints"]}
    assert {state for _, _, state in served} == {"closed", "active", "future"}


def test_people_and_groups(client):
    tables = expected(client)
    if client.server.state.edition == "cloud":
        users = client.get("/rest/api/3/users/search", maxResults=1000).json()
        identity, named = "accountId", "groupId"
        groups = client.get("/rest/api/3/group/bulk").json()["values"]
    else:
        asked = {"username": ".", "includeInactive": "true", "maxResults": 1000}
        users = client.get("/rest/api/2/user/search", **asked).json()
        identity, named = "key", "name"
        groups = client.get("/rest/api/2/groups/picker", maxResults=1000).json()["groups"]
    assert {(raw[identity], raw["active"]) for raw in users} == {
        (row["account_id"], row["is_active"]) for row in tables["users"]
    }
    assert {raw[named] for raw in groups} == {row["group_id"] for row in tables["groups"]}
    members = set()
    for raw in groups:
        asked = {"groupname": raw["name"], "includeInactiveUsers": "true", "maxResults": 50}
        page = client.get("/rest/api/2/group/member", **asked).json()
        assert page["isLast"]
        members |= {(raw[named], each[identity]) for each in page["values"]}
    assert members == {(row["group_id"], row["account_id"]) for row in tables["group_members"]}


def test_priorities_and_statuses(client):
    tables = expected(client)
    priorities = client.get("/rest/api/2/priority").json()
    assert [(raw["id"], rank) for rank, raw in enumerate(priorities, start=1)] == [
        (row["priority_id"], row["rank"]) for row in tables["priorities"]
    ]
    statuses = client.get("/rest/api/2/status").json()
    assert {(raw["id"], raw["statusCategory"]["key"]) for raw in statuses} == {
        (row["status_id"], row["status_category"]) for row in tables["statuses"]
    }
