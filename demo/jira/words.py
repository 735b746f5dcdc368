"""What issues are about: short summaries in English or Chinese, the same for the same issue."""

from demo.jira.timeline import BUG, EPIC, RISK, STORY, SUBTASK, TASK

_OBJECTS = (
    "sign-in page", "order import", "telemetry channel", "calibration routine", "audit trail",
    "price list", "firmware update", "spare-part search", "test protocol", "approval flow",
    "data retention", "user roles", "error report", "shift calendar", "supplier portal",
    "battery model", "safety monitor", "invoice match", "dealer dashboard", "backup job",
)  # fmt: skip
_OBJECTS_ZH = (
    "登录页面", "订单导入", "遥测通道", "标定流程", "审计记录", "价格清单", "固件升级", "备件查询",
    "测试规程", "审批流程", "数据保留", "用户角色", "错误报告", "排班日历", "供应商门户",
    "电池模型",
    "安全监控", "发票匹配", "经销商看板", "备份任务",
)  # fmt: skip
_FRAMES = {
    EPIC: ("{} programme of work", "Everything around the {}"),
    STORY: ("As a user I can rely on the {}", "Extend the {}", "Make the {} faster"),
    TASK: ("Document the {}", "Prepare the {} for release", "Migrate the {}"),
    BUG: ("{} fails on empty input", "{} shows yesterday's values", "{} times out under load"),
    SUBTASK: ("Write tests for the {}", "Review the {}"),
    RISK: ("The {} may not pass acceptance", "The supplier of the {} may be late"),
}
_FRAMES_ZH = {
    EPIC: ("{}整体改造", "{}相关的全部工作"),
    STORY: ("作为用户，我可以放心使用{}", "扩展{}功能", "提升{}速度"),
    TASK: ("编写{}文档", "{}上线准备", "迁移{}"),
    BUG: ("{}在空输入时报错", "{}显示昨天的数据", "{}高负载下超时"),
    SUBTASK: ("编写{}的测试", "评审{}"),
    RISK: ("{}可能无法通过验收", "{}的供应商可能延期"),
}


def summary(kind: int, number: int, *, chinese: bool) -> str:
    """Return the summary of the issue `number` of its project."""
    objects, frames = (_OBJECTS_ZH, _FRAMES_ZH) if chinese else (_OBJECTS, _FRAMES)
    mixed = number * 2_654_435_761 >> 7
    frame = frames[kind][mixed % len(frames[kind])]
    text = frame.format(objects[mixed // 8 % len(objects)])
    return text[0].upper() + text[1:]
