import pytest

from demo.jira.site import Site
from demo.plan import build_plan


@pytest.fixture(scope="package")
def site():
    return Site(build_plan())
