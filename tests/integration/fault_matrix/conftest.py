from functools import partial

import pytest

from extractors.http import Policy
from extractors.jira import api, changelogs, cloud, issues, worklogs
from tests.integration.fault_matrix.room import READ_TIMEOUT_S


@pytest.fixture(scope="package", autouse=True)
def _many_pages_and_short_patience():
    """Make every feed of the small site several pages long, and no time-out worth waiting for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issues, "CHANGELOG_ISSUES", 35)
        patch.setattr(changelogs, "HISTORIES_PAGE", 60)
        patch.setattr(cloud, "IDS_PAGE", 40)
        patch.setattr(cloud, "USERS_PAGE", 20)
        patch.setattr(worklogs, "WORKLOG_IDS", 60)
        patch.setattr("demo.jira.routes_worklogs.WORKLOGS_A_PAGE", 90)
        patch.setattr(api.Api.paged, "__defaults__", (6,))
        patch.setattr(api, "Policy", partial(Policy, timeout_s=(5, READ_TIMEOUT_S)))
        yield
