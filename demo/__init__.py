"""A sample organisation, and a Jira-compatible server that serves it."""
