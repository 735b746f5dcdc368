"""What a damaged landing raises, apart from what finds it, for DAG files import it when parsed."""

from pmo.errors import OperatorError


class DamagedLandingError(OperatorError):
    """A file of the landing is not what its manifest says."""
