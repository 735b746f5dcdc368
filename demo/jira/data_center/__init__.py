"""The face of Jira Data Center: REST API 2 with offsets, user keys, plain text and no bulk reads.

There is no interface document of Data Center beside us; the shapes are those of Atlassian's
reference of the REST API 9.12 and 10.3, and what it leaves open is as the v2 of Cloud has it.
"""
