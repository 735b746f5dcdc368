"""The PMO's own registers."""
