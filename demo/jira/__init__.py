"""A Jira that holds the sample organisation's work and answers as Jira Cloud does."""
