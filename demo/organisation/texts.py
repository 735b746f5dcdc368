"""Vendors and posting texts of the ledger, in English and Chinese."""

VENDORS = {
    "hardware": ("Kessler Messtechnik GmbH", "Ridgeway Instruments Ltd", "Alpine Test Systems AG"),
    "licences": ("Microlane Software", "Graphite Analytics Inc.", "Nordkap Systems AS"),
    "external services": ("Brückner & Partner", "Fairfield Consulting LLP", "Prüfdienst Süd GmbH"),
    "travel": ("Rheinland Travel", "Skybridge Business Travel"),
}
CHINESE_VENDORS = {
    "hardware": ("苏州精密仪器有限公司", "上海测达自动化设备有限公司", "无锡恒信机电科技有限公司"),
    "licences": ("杭州云汇软件股份有限公司", "北京启元系统有限公司"),
    "external services": (
        "上海森远咨询有限公司",
        "苏州工业园区信息服务有限公司",
        "南京博睿企业顾问有限公司",
    ),
    "travel": ("远程商旅服务有限公司", "上海江海国际旅行社"),
}
POSTING_TEXTS = {
    "en": {
        "hardware": ("Measurement equipment", "Test fixtures", "Server and storage modules"),
        "licences": ("Annual subscription", "Named-user licences"),
        "external services": ("Consulting services", "Integration support", "Assessment services"),
        "travel": ("Site visit", "Supplier audit travel"),
    },
    "zh": {
        "hardware": ("测量设备采购", "生产线数据采集终端", "服务器与存储模块"),
        "licences": ("年度订阅费用", "用户许可证"),
        "external services": ("系统实施咨询服务", "接口集成支持", "现场培训服务"),
        "travel": ("现场出差费用", "供应商审核差旅"),
    },
}
