"""Propose which custom field fills which target: by its type, its name, and who fills it."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.jira.mapping import TARGETS, Field
from pmo.settings import JiraFields

ALIKE = 0.85  # of two names, from which on they may be one name misspelt or in the plural
# Names that people give to such fields, in English and Chinese.
NAMES: dict[str, tuple[str, ...]] = {
    "story_points": ("story points", "story point estimate", "points", "故事点", "故事点数"),
    "sprint": ("sprint", "冲刺", "迭代"),
    "start_date": ("start date", "planned start", "开始日期", "计划开始", "计划开始日期"),
    "baseline_start": (
        *("baseline start", "baseline start date", "target start", "original start"),
        *("基线开始", "基线开始日期", "基准开始日期"),
    ),
    "baseline_finish": (
        *("baseline finish", "baseline end", "baseline end date", "baseline finish date"),
        *("target end", "original finish", "基线完成", "基线结束日期", "基准完成日期"),
    ),
    "risk_probability": (
        *("risk probability", "probability", "likelihood", "risk likelihood"),
        *("概率", "风险概率", "可能性", "发生概率"),
    ),
    "risk_impact": ("risk impact", "impact", "consequence", "severity of risk", "影响", "风险影响"),
    "account": ("account", "tempo account", "cost account", "账户", "科目", "成本科目"),
    "team": ("team", "delivery team", "squad", "团队", "小组", "交付团队"),
    "epic_link": ("epic link", "史诗链接", "史诗"),
}


@dataclass(frozen=True)
class Proposal:
    """A field that may fill `target`; `filled` counts the sampled issues that fill it."""

    target: str
    field: Field
    why: str
    likeness: float
    filled: int = 0


def proposed_target(field: Field) -> str | None:
    """Return the target that a field looks like, None where nothing speaks for one."""
    found = [each for target in TARGETS if (each := _likened(field, target))]
    return max(found, key=lambda each: each.likeness).target if found else None


def proposals(fields: Sequence[Field], filled: Mapping[str, int]) -> dict[str, list[Proposal]]:
    """Return what may fill each target, the likeliest first; `filled` counts by field id."""
    found: dict[str, list[Proposal]] = {}
    for target in TARGETS:
        likened = [
            Proposal(target, each, known.why, known.likeness, filled.get(each.field_id, 0))
            for each in fields
            if (known := _likened(each, target)) and proposed_target(each) == target
        ]
        # A field that nobody fills comes last, however well it is named.
        likened.sort(key=lambda each: (not each.filled, -each.likeness, -each.filled))
        found[target] = likened
    return found


def _likened(field: Field, target: str) -> Proposal | None:
    """Return the proposal of one field for one target, if its type and its name allow it."""
    types = [each for each in JiraFields.model_fields[target].default if ":" in each]
    if field.custom in types:
        return Proposal(target, field, "its type", 2.0)
    if not field.suits(target):
        return None
    name = _plain(field.name)
    likeness = max(difflib.SequenceMatcher(None, name, each).ratio() for each in NAMES[target])
    if likeness == 1:
        return Proposal(target, field, "its name", likeness)
    return Proposal(target, field, "a similar name", likeness) if likeness >= ALIKE else None


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name).casefold().split())
