"""The `pmo` command line: the same functions that the DAGs' tasks call, without Airflow.

Only this package may import the others; everything it needs is imported when a command runs, so
that `pmo --help` is quick.
"""

from pmo.cli.main import main

__all__ = ["main"]
