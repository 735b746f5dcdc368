import pytest

from extractors.jira import api, changelogs, cloud, issues, worklogs


@pytest.fixture(scope="module", autouse=True)
def _many_pages():
    """Make every feed of the small site several pages long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issues, "CHANGELOG_ISSUES", 35)
        patch.setattr(changelogs, "HISTORIES_PAGE", 60)
        patch.setattr(cloud, "IDS_PAGE", 40)
        patch.setattr(cloud, "USERS_PAGE", 20)
        patch.setattr(worklogs, "WORKLOG_IDS", 60)
        patch.setattr("demo.jira.routes_worklogs.WORKLOGS_A_PAGE", 90)
        patch.setattr(api.Api.paged, "__defaults__", (6,))
        yield
