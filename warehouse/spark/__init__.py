"""The portfolio model on Spark: an adapter of dbt that runs models written for DuckDB."""

from pathlib import Path

PLUGIN = Path(__file__).parent / "plugin"


def register() -> None:
    """Let dbt find the adapter `duckspark` in this process.

    For dbt's own command line, put `PLUGIN` and the project's root on PYTHONPATH instead.
    """
    import dbt.adapters
    import dbt.include

    for package, folder in ((dbt.adapters, "adapters"), (dbt.include, "include")):
        place = str(PLUGIN / "dbt" / folder)
        if place not in package.__path__:
            package.__path__.append(place)
