"""Measurements that can be repeated; each module prints a table."""
