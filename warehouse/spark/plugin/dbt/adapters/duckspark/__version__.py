"""The adapter's version, which dbt prints."""

version = "1.0.0"
