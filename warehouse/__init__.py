"""Candidate, publish, versions and rollback of the warehouse file."""
