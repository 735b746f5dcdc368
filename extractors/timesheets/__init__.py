"""Timesheets that do not live in Jira's worklogs."""
