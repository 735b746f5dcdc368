"""What every step is handed: settings, paths and the clock, read from the environment once."""

from dataclasses import dataclass

from pmo.clock import Clock
from pmo.home import Home
from pmo.settings import Settings, load_settings


@dataclass(frozen=True)
class Runtime:
    """One installation at one moment."""

    settings: Settings
    home: Home
    clock: Clock

    @classmethod
    def from_environment(cls) -> "Runtime":
        """Read `PMO_CONFIG`, `PMO_HOME`, `PMO_DROP` and `PMO_AS_OF`."""
        settings = load_settings()
        return cls(
            settings=settings,
            home=Home.from_environment(),
            clock=Clock.from_environment(settings.organisation.time_zone),
        )
