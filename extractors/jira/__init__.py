"""Jira: issues, changelogs, worklogs and the small lists around them."""
