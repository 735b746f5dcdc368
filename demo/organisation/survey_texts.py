"""Comments of respondents, by tone."""

COMMENTS = {
    "good": (
        "Reliable and well prepared; the demos show real progress.",
        "The team answers within a day and keeps its promises.",
        "Clear priorities, and we always know what comes next.",
        "Good cooperation with the plants; training was excellent.",
    ),
    "mixed": (
        "Results are fine, but decisions take too long.",
        "We would like to hear about delays earlier.",
        "Quality is acceptable; documentation lags behind.",
        "Too many meetings, too little time to finish work.",
    ),
    "bad": (
        "The reports say green, what we see is not.",
        "The same defects come back after every release.",
        "We have been promised the next date three times now.",
        "The team is overloaded and it shows.",
    ),
}
COMMENTS_ZH = {
    "good": (
        "沟通及时，交付质量稳定。",
        "项目团队专业，培训安排得很好。",
        "优先级清晰，进展透明。",
    ),
    "mixed": (
        "结果可以接受，但决策速度偏慢。",
        "希望更早了解延期情况。",
        "文档更新不够及时。",
    ),
    "bad": (
        "承诺的日期多次推迟。",
        "同样的问题在发布后反复出现。",
        "团队负荷过重，影响质量。",
    ),
}
