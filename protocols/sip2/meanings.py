"""What the codes of SIP2 mean, in English and Chinese: for the explanation of a message to a person.

Source: SIP2 document rev. 2.12, "Data element definitions"; 3M extensions document rev. 1.20 (alert type).
"""

from enum import Enum, StrEnum

from protocols.sip2 import codes
from protocols.sip2.messages import Message


class ExplainIn(StrEnum):
    """The language of an explanation, as an ISO 639-1 code."""

    ENGLISH = "en"
    CHINESE = "zh"


_CHINESE: dict[type[Enum], tuple[str, ...]] = {
    codes.CirculationStatus: (
        "其他",
        "订购中",
        "在架可借",
        "已借出",
        "已借出，不可催还",
        "编目加工中",
        "已催还",
        "在预约架",
        "待上架",
        "运送途中",
        "读者声称已还",
        "遗失",
        "缺失",
    ),
    codes.SecurityMarker: ("其他", "无", "Tattle-Tape 磁条", "Whisper 磁条"),
    codes.FeeType: (
        "其他",
        "管理费",
        "污损赔偿",
        "超期罚款",
        "加工费",
        "租借费",
        "遗失赔偿",
        "上机费",
        "预约费",
    ),
    codes.PaymentType: ("现金", "VISA 卡", "信用卡"),
    codes.MediaType: (
        "其他",
        "图书",
        "期刊",
        "期刊合订本",
        "录音带",
        "录像带",
        "光盘",
        "软盘",
        "图书附软盘",
        "图书附光盘",
        "图书附录音带",
    ),
    codes.HoldType: ("其他", "任一复本", "指定复本", "指定馆藏地的任一复本"),
    codes.HoldMode: ("新增", "取消", "修改"),
    codes.ScStatusCode: ("正常", "缺纸", "即将关机"),
    codes.AlertType: (
        "未知",
        "本馆有预约",
        "他馆有预约",
        "馆际互借预约",
        "送往他馆",
        "数据有误",
        "其他",
    ),
    codes.CardOperation: ("办新证并收押金", "修改读者信息", "办新证不收押金", "修改密码"),
    codes.Language: (
        "未知",
        "英语",
        "法语",
        "德语",
        "意大利语",
        "荷兰语",
        "瑞典语",
        "芬兰语",
        "西班牙语",
        "丹麦语",
        "葡萄牙语",
        "加拿大法语",
        "挪威语",
        "希伯来语",
        "日语",
        "俄语",
        "阿拉伯语",
        "波兰语",
        "希腊语",
        "汉语",
        "朝鲜语",
        "北美西班牙语",
        "泰米尔语",
        "马来语",
        "英国英语",
        "冰岛语",
        "比利时语",
        "台湾汉语",
    ),
    codes.PatronStatus: (
        "停止借书",
        "停止续借",
        "停止催还",
        "停止预约",
        "证件已挂失",
        "借书超额",
        "超期超限",
        "续借超限",
        "声称已还超限",
        "遗失超限",
        "罚款超限",
        "欠费超限",
        "催还超期",
        "账单超限",
    ),
    codes.Summary: (
        "预约到书",
        "超期图书",
        "在借图书",
        "欠费图书",
        "催还图书",
        "未到书预约",
        "第 7 位",
        "第 8 位",
        "第 9 位",
        "第 10 位",
    ),
    codes.SupportedMessages: (
        "读者状态",
        "借书",
        "还书",
        "停用证件",
        "状态通报",
        "请求重发",
        "登录",
        "读者信息",
        "结束会话",
        "缴费",
        "图书信息",
        "修改图书属性",
        "启用证件",
        "预约",
        "续借",
        "全部续借",
    ),
}

WORDS: dict[ExplainIn, dict[str, str]] = {
    ExplainIn.ENGLISH: {
        "Y": "yes",
        "N": "no",
        "U": "unknown",
        "none": "none",
        "blank": "not given",
        "comma": ", ",
    },
    ExplainIn.CHINESE: {"Y": "是", "N": "否", "U": "未知", "none": "无", "blank": "未提供", "comma": "、"},
}
"""The few words an explanation needs of its own."""


def meaning_of(member: Enum, language: ExplainIn) -> str:
    """Say what a code or a position means."""
    if language is ExplainIn.CHINESE:
        return _CHINESE[type(member)][list(type(member)).index(member)]
    return str(member.name).replace("_", " ").lower()


_TITLES: dict[str, tuple[str, str]] = {
    "01": ("Block Patron", "停用证件"),
    "09": ("Checkin", "还书"),
    "10": ("Checkin Response", "还书应答"),
    "11": ("Checkout", "借书"),
    "12": ("Checkout Response", "借书应答"),
    "15": ("Hold", "预约"),
    "16": ("Hold Response", "预约应答"),
    "17": ("Item Information", "查询图书"),
    "18": ("Item Information Response", "图书信息应答"),
    "19": ("Item Status Update", "修改图书属性"),
    "20": ("Item Status Update Response", "修改图书属性应答"),
    "23": ("Patron Status Request", "查询读者状态"),
    "24": ("Patron Status Response", "读者状态应答"),
    "25": ("Patron Enable", "启用证件"),
    "26": ("Patron Enable Response", "启用证件应答"),
    "29": ("Renew", "续借"),
    "30": ("Renew Response", "续借应答"),
    "35": ("End Patron Session", "结束读者会话"),
    "36": ("End Session Response", "结束会话应答"),
    "37": ("Fee Paid", "缴费"),
    "38": ("Fee Paid Response", "缴费应答"),
    "63": ("Patron Information", "查询读者信息"),
    "64": ("Patron Information Response", "读者信息应答"),
    "65": ("Renew All", "全部续借"),
    "66": ("Renew All Response", "全部续借应答"),
    "81": ("Card Issue", "办证"),
    "82": ("Card Issue Response", "办证应答"),
    "93": ("Login", "登录"),
    "94": ("Login Response", "登录应答"),
    "96": ("Request SC Resend", "请求终端重发"),
    "97": ("Request ACS Resend", "请求系统重发"),
    "98": ("ACS Status", "系统状态报告"),
    "99": ("SC Status", "终端状态报告"),
}


def title_of(message: type[Message], language: ExplainIn = ExplainIn.ENGLISH) -> str:
    """Give the name of a kind of message, such as ``Checkout`` or ``借书``."""
    return _TITLES[message.CODE][language is ExplainIn.CHINESE]
