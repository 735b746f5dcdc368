"""The environment of the demo: where its data lies, which day it is, and where its Jira is."""

import json
from datetime import date
from pathlib import Path

from demo.jira.answers import DEMO_USER
from demo.plan import Plan
from pmo.clock import AS_OF_VARIABLE
from pmo.errors import OperatorError
from pmo.home import DROP_VARIABLE, HOME_VARIABLE, Home
from pmo.settings import CONFIG_VARIABLE

CONFIG = Path(__file__).resolve().parents[1] / "config" / "pmo.yml"


class OtherDemoError(OperatorError):
    """The data folder holds another sample organisation."""


def variables(home: Home, as_of: date, jira_url: str, token: str) -> dict[str, str]:
    """Return the environment variables that point the product at the demo."""
    return {
        HOME_VARIABLE: str(home.root),
        DROP_VARIABLE: str(home.drop),
        CONFIG_VARIABLE: str(CONFIG),
        AS_OF_VARIABLE: as_of.isoformat(),
        "PMO_JIRA_URL": jira_url,
        "PMO_JIRA_USER": DEMO_USER,
        "PMO_JIRA_TOKEN": token,
    }


def claim(home: Home, plan: Plan) -> None:
    """Mark the data folder as this organisation's; raise `OtherDemoError` if it is another's."""
    mark = home.root / "demo.json"
    wanted = {"seed": plan.seed, "scale": plan.scale}
    if mark.exists():
        found = json.loads(mark.read_text("utf-8"))
        if found != wanted:
            raise OtherDemoError(
                f"{home.root} holds the sample organisation of seed {found['seed']}, scale "
                f"{found['scale']}; run `make clean`, or set {HOME_VARIABLE} to another folder"
            )
        return
    home.root.mkdir(parents=True, exist_ok=True)
    scratch = mark.with_suffix(".tmp")
    scratch.write_text(json.dumps(wanted), "utf-8")
    scratch.replace(mark)
