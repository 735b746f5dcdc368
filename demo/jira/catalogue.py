"""What is configured once for the whole site: fields, statuses, types, priorities, resolutions."""

from typing import Any

Json = dict[str, Any]

POINTS_FIELD, SPRINT_FIELD, RANK_FIELD = (
    "customfield_10016",
    "customfield_10020",
    "customfield_10019",
)
TEAM_FIELD, VALUE_FIELD = "customfield_10050", "customfield_10051"

TODO, PROGRESS, REVIEW, BLOCKED, DONE = range(5)
# id, name, category: key, id, name, colour; the name `statuses/search` has for the category
STATUSES = (
    ("10000", "To Do", "new", 2, "To Do", "blue-gray", "TODO"),
    ("3", "In Progress", "indeterminate", 4, "In Progress", "yellow", "IN_PROGRESS"),
    ("10001", "In Review", "indeterminate", 4, "In Progress", "yellow", "IN_PROGRESS"),
    ("10003", "Blocked", "indeterminate", 4, "In Progress", "yellow", "IN_PROGRESS"),
    ("10002", "Done", "done", 3, "Done", "green", "DONE"),
)
# Indexed by `demo.jira.timeline`'s kinds: id, name, hierarchy level, description
TYPES = (
    ("10010", "Epic", 1, "A large piece of work that holds others."),
    ("10011", "Story", 0, "Functionality from a user's point of view."),
    ("10012", "Task", 0, "A small, distinct piece of work."),
    ("10013", "Bug", 0, "A problem or error."),
    ("10014", "Sub-task", -1, "A part of a larger task."),
    ("10015", "Risk", 0, "Something that may go wrong."),
)
PRIORITIES = (
    ("1", "Highest", "#d04437"),
    ("2", "High", "#f15C75"),
    ("3", "Medium", "#f79232"),
    ("4", "Low", "#707070"),
    ("5", "Lowest", "#999999"),
)
RESOLUTIONS = (("10000", "Done"), ("10001", "Won't Do"))
BLOCKS = ("10000", "Blocks", "is blocked by", "blocks")  # id, name, inward, outward
TEAMS = ("Amber", "Basalt", "Cobalt")

GREENHOPPER = "com.pyxis.greenhopper.jira:"
_SELECT = "com.atlassian.jira.plugin.system.customfieldtypes:"
# id, name, type, items, custom type; system fields have no custom type
FIELDS = (
    ("summary", "Summary", "string", "", ""),
    ("issuetype", "Issue Type", "issuetype", "", ""),
    ("project", "Project", "project", "", ""),
    ("status", "Status", "status", "", ""),
    ("priority", "Priority", "priority", "", ""),
    ("resolution", "Resolution", "resolution", "", ""),
    ("assignee", "Assignee", "user", "", ""),
    ("reporter", "Reporter", "user", "", ""),
    ("creator", "Creator", "user", "", ""),
    ("parent", "Parent", "issuelink", "", ""),
    ("subtasks", "Sub-tasks", "array", "issuelinks", ""),
    ("issuelinks", "Linked Issues", "array", "issuelinks", ""),
    ("created", "Created", "datetime", "", ""),
    ("updated", "Updated", "datetime", "", ""),
    ("resolutiondate", "Resolved", "datetime", "", ""),
    ("statuscategorychangedate", "Status Category Changed", "datetime", "", ""),
    ("duedate", "Due date", "date", "", ""),
    ("labels", "Labels", "array", "string", ""),
    ("components", "Components", "array", "component", ""),
    ("fixVersions", "Fix versions", "array", "version", ""),
    ("versions", "Affects versions", "array", "version", ""),
    ("timeoriginalestimate", "Original estimate", "number", "", ""),
    ("timeestimate", "Remaining Estimate", "number", "", ""),
    ("timespent", "Time Spent", "number", "", ""),
    ("aggregatetimespent", "Σ Time Spent", "number", "", ""),
    ("worklog", "Log Work", "array", "worklog", ""),
    ("description", "Description", "string", "", ""),
    (POINTS_FIELD, "Story Points", "number", "", GREENHOPPER + "jsw-story-points"),
    (RANK_FIELD, "Rank", "any", "", GREENHOPPER + "gh-lexo-rank"),
    (SPRINT_FIELD, "Sprint", "array", "json", GREENHOPPER + "gh-sprint"),
    (TEAM_FIELD, "Delivery team", "option", "", _SELECT + "select"),
    (VALUE_FIELD, "Business value", "number", "", _SELECT + "float"),
)


def item(
    field: str,
    field_id: str,
    old: str | None,
    old_text: str | None,
    new: str | None,
    text: str | None,
) -> Json:
    """Return one changelog item; an absent side is left out, as Atlassian's schema wants."""
    custom = field_id.startswith("customfield_") or field == "Rank"
    made: Json = {"field": field, "fieldtype": "custom" if custom else "jira"}
    if field_id:
        made["fieldId"] = field_id
    if old is not None:
        made["from"] = old
    if old_text is not None:
        made["fromString"] = old_text
    if new is not None:
        made["to"] = new
    if text is not None:
        made["toString"] = text
    return made
