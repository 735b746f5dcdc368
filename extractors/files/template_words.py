"""What a template says of its columns: which kind of value they hold, an example, instructions."""

import pyarrow as pa

from extractors.files.fields import MONTHS
from extractors.files.tables import FileTable
from pmo.glossary import Language, words_of

WORDS: dict[str, dict[Language, str]] = {
    "guide": {"en": "How to fill in", "zh": "填写说明"},
    "steps": {
        "en": "Fill in the sheet {sheet!r} from its second row on, one thing a row; leave the "
        "headings as they are. Columns with a dark red heading are required. Columns may be left "
        "out or added. Put the file into the drop folder {source!r}.",
        "zh": "请从第二行起填写工作表 {sheet!r}，每行一条，不要改动表头。深红色表头的列为必填列。"
        "可以删除非必填列或增加其他列。填好后放入 {source!r} 投递文件夹。",
    },
    "rows": {"en": "A row", "zh": "每行内容"},
    "column": {"en": "Column", "zh": "列"},
    "name": {"en": "Canonical name", "zh": "规范列名"},
    "required": {"en": "Required", "zh": "必填"},
    "meaning": {"en": "Meaning", "zh": "含义"},
    "holds": {"en": "Holds", "zh": "内容"},
    "example": {"en": "Example (not landed)", "zh": "示例（不会导入）"},
    "yes": {"en": "yes", "zh": "是"},
    "no": {"en": "", "zh": ""},
    "wrong": {"en": "Not possible here", "zh": "此处不能这样填写"},
    "words": {"en": "One of: {words}", "zh": "选项：{words}"},
    "day": {"en": "A date, such as 2026-01-31", "zh": "日期，如 2026-01-31"},
    "instant": {
        "en": "A date with its time, such as 2026-01-31 17:30",
        "zh": "日期和时间，如 2026-01-31 17:30",
    },
    "month": {"en": "A month, such as 2026-04", "zh": "年月，如 2026-04"},
    "whole": {"en": "A whole number", "zh": "整数"},
    "number": {"en": "A number", "zh": "数字"},
    "flag": {"en": "true or false", "zh": "true 或 false"},
    "text": {"en": "Text; codes keep their leading zeros", "zh": "文本，编号保留前导零"},
}


def columns_of(table: FileTable) -> list[str]:
    """Return the columns that a person fills in."""
    return [name for name in table.table.columns.names if name != "extra"]


def kind_of(table: FileTable, name: str) -> str:
    """Return which kind of value a column holds: one of the kinds in `WORDS`."""
    kind = table.table.columns.field(name).type
    if words_of(table.table.source, table.name, name):
        return "words"
    if name in MONTHS:
        return "month"
    tests = (
        ("day", pa.types.is_date),
        ("instant", pa.types.is_timestamp),
        ("whole", pa.types.is_integer),
        ("number", pa.types.is_decimal),
        ("flag", pa.types.is_boolean),
    )
    return next((called for called, is_kind in tests if is_kind(kind)), "text")


def example_of(table: FileTable, name: str) -> str:
    """Return a value that a column takes, as it is typed."""
    words = words_of(table.table.source, table.name, name)
    if words:
        return words[0]
    if name.endswith("currency"):
        return "USD" if name == "from_currency" else "EUR"
    if name == "project_code":
        return "P-001"
    examples = {
        **{"day": "2026-01-31", "instant": "2026-01-31 17:30", "month": "2026-01", "whole": "1"},
        **{"number": "1", "flag": "true", "text": f"{name.replace('_', ' ')} 001"},
    }
    return examples[kind_of(table, name)]


def holds(table: FileTable, name: str, language: Language) -> str:
    """Return what a column holds, in words."""
    words = words_of(table.table.source, table.name, name)
    return WORDS[kind_of(table, name)][language].format(words=", ".join(words))
