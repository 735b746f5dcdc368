"""Addresses and secrets: from the environment or from an Airflow connection, never from YAML."""

import os
from dataclasses import dataclass

from pydantic import SecretStr

from pmo.errors import OperatorError

# Services that stand at one address for everybody.
DEFAULT_URLS = {"tempo": "https://api.tempo.io"}


class MissingConnectionError(OperatorError):
    """A source is configured but nobody said where it is or who we are to it."""


@dataclass(frozen=True)
class Connection:
    """Where a service is and who we are to it; an empty `user` means `token` is a bearer token."""

    url: str
    user: str
    token: SecretStr

    @classmethod
    def from_environment(cls, service: str) -> "Connection":
        """Read `PMO_<SERVICE>_URL`, `_USER` and `_TOKEN`; Tempo's address has a default."""
        prefix = f"PMO_{service.upper()}"
        url = os.environ.get(f"{prefix}_URL") or DEFAULT_URLS.get(service.lower(), "")
        token = os.environ.get(f"{prefix}_TOKEN", "")
        missing = [
            name
            for name, value in ((f"{prefix}_URL", url), (f"{prefix}_TOKEN", token))
            if not value
        ]
        if missing:
            raise MissingConnectionError(
                f"{' and '.join(missing)} not set; set them in the environment, "
                f"or define the Airflow connection {service.lower()}_default"
            )
        return cls(url.rstrip("/"), os.environ.get(f"{prefix}_USER", ""), SecretStr(token))
