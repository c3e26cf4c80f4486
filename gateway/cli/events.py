"""Every kind of event and every fact that one keeps, in English and Chinese side by side.

A kind or fact that is not here (of a newer server) is shown as it is.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from gateway.cli.words import Pair
from gateway.model.ill.wording import REFUSALS, SERVICES

SUBJECTS: Final[Mapping[str, Pair]] = {
    "item": ("item", "图书"),
    "patron": ("patron", "读者"),
    "terminal": ("terminal", "自助机"),
    "peer": ("peer", "对端"),
    "service": ("service", "服务"),
    "partner": ("partner", "合作馆"),
}
"""What an event can be about: the first word of its subject."""

KINDS: Final[Mapping[str, Pair]] = {
    # loans
    "checkout": ("checkout", "借出"),
    "checkout-undone": ("checkout undone", "撤销借书"),
    "offline-checkout": ("off-line checkout against the rules", "离线借书，不合规则"),
    "found": ("found again", "找回"),
    "loan-loaded": ("loan taken over from another system", "从其他系统转入借阅"),
    "renewal": ("renewal", "续借"),
    "renewal-undone": ("renewal undone", "撤销续借"),
    "offline-renewal": ("off-line renewal against the rules", "离线续借，不合规则"),
    "due-date-moved": ("due date moved", "调整应还日期"),
    # items that come back, or don't
    "checkin": ("return", "归还"),
    "checkin-not-on-loan": ("return of what was not on loan", "归还（原未借出）"),
    "checkin-undone": ("return undone", "撤销还书"),
    "late-return": ("return from before the present loan", "归还早于现有借阅"),
    "unknown-item-returned": ("return of an unknown item", "归还的图书不在系统中"),
    "claimed-returned": ("claimed returned", "读者声明已还"),
    "declared-lost": ("declared lost", "登记丢失"),
    "item-updated": ("item corrected", "更正图书信息"),
    # holds
    "hold-placed": ("hold placed", "预约"),
    "hold-changed": ("hold changed", "更改预约"),
    "hold-cancelled": ("hold cancelled", "取消预约"),
    "hold-expired": ("hold expired", "预约过期"),
    # money
    "payment": ("payment", "缴费"),
    "refund-to-consider": ("refund to consider", "考虑退款"),
    # readers
    "blocked": ("blocked", "停借"),
    "enabled": ("enabled", "解除停借"),
    "card-replaced": ("card replaced", "挂失或换证"),
    "card-issued": ("card issued", "办证"),
    "patron-changed": ("patron's data changed", "更改读者信息"),
    "pin-changed": ("PIN changed", "修改密码"),
    "patron-erased": ("patron erased", "读者已删除"),
    # kiosks
    "kiosk-paused": ("paused", "暂停服务"),
    "kiosk-resumed": ("resumed", "恢复服务"),
    "kiosk-shutting-down": ("shutting down", "关机"),
    "kiosk-back": ("back again", "重新上线"),
    "paper-out": ("paper out", "缺纸"),
    "paper-back": ("paper refilled", "已加纸"),
    "login-locked": ("locked out after wrong logins", "登录失败过多，已锁定"),
    "pin-guessing": ("many wrong PINs of one reader", "同一读者多次输错密码"),
    "line-closed": ("line closed by the server", "服务器断开连接"),
    # partners' lines
    "line-refused": ("line turned away", "拒绝连接"),
    "ill-refused": ("message of no transaction refused", "报文不属任何事务，已拒绝"),
    "ill-garbled": ("what came can't be read", "收到的报文无法读取"),
    "ill-stranger": ("library not known, refused", "未知图书馆，已拒绝"),
    # the service itself
    "config-read": ("configuration read again", "重新读取配置"),
    "config-refused": ("configuration refused, the old one holds", "配置有误，沿用原配置"),
}
"""What happened."""

BROKEN: Final[Mapping[str, Pair]] = {
    "patron_unknown": ("card not known", "证号不存在"),
    "patron_exists": ("patron exists already", "读者已存在"),
    "patron_expired": ("card expired", "证已过期"),
    "patron_blocked": ("patron blocked", "读者已停借"),
    "no_induction": ("no induction", "未通过入馆教育"),
    "suspended": ("borrowing suspended", "超期停借中"),
    "card_lost": ("card reported lost", "证已挂失"),
    "pin_wrong": ("wrong PIN", "密码错误"),
    "pin_required": ("no PIN given", "未输密码"),
    "pin_locked": ("too many wrong PINs", "密码错误次数过多"),
    "too_many_loans": ("limit of loans", "已借满"),
    "overdue_items": ("overdue items", "有超期图书"),
    "fees_owed": ("fees owed", "有欠费"),
    "category_not_lent": ("not lent to this category", "不借给此类读者"),
    "item_unknown": ("item not known", "条码不存在"),
    "reference_only": ("reference only", "仅供馆内阅览"),
    "on_loan_to_another": ("lent to somebody else", "在他人名下"),
    "on_loan_to_patron": ("lent to this patron", "已在本人名下"),
    "held_for_another": ("held for somebody else", "他人已预约"),
    "item_not_available": ("not available", "暂不外借"),
    "item_lost": ("registered as lost", "已登记丢失"),
    "not_on_loan": ("not on loan", "未借出"),
    "not_on_loan_to_patron": ("not lent to this patron", "不在本人名下"),
    "renewal_limit": ("limit of renewals", "续借次数已满"),
    "renewal_wanted_by_others": ("others wait for it", "他人已预约"),
    "renewal_overdue": ("overdue", "已超期"),
    "renewal_too_early": ("too early to renew", "续借过早"),
    "hold_exists": ("held already", "已预约"),
    "hold_limit": ("limit of holds", "预约已满"),
    "hold_unknown": ("no such hold", "没有该预约"),
    "hold_not_needed": ("hold not needed", "无需预约"),
    "hold_not_allowed": ("hold not allowed", "不能预约"),
    "pickup_unknown": ("no such pickup location", "没有该取书地点"),
    "fee_to_acknowledge": ("fee not acknowledged", "费用未确认"),
    "fee_unknown": ("no such fee", "没有该费用"),
    "nothing_owed": ("nothing owed", "没有欠费"),
    "amount_invalid": ("amount not valid", "金额无效"),
    "amount_too_much": ("more than is owed", "超过欠费"),
    "payment_conflict": ("transaction id used before", "流水号已用"),
    "nothing_to_undo": ("nothing to undo", "无可撤销"),
    "value_missing": ("something left out", "缺少内容"),
    "service_not_offered": ("not offered there", "不办理此项业务"),
    "terminal_paused": ("kiosk paused", "自助机已暂停"),
    "not_logged_in": ("not logged in", "未登录"),
    "not_supported": ("not supported", "不支持"),
    "busy": ("busy", "系统繁忙"),
    "engine_slow": ("slow answer", "应答慢"),
    "engine_down": ("circulation system down", "流通系统不可用"),
    "store_down": ("not recorded", "无法记录"),
    "over-already": ("over already: lent again or returned since", "已结束：其后又借出或归还"),
    "clock-wrong": ("kiosk's clock wrong: counted from when it was told", "自助机时钟有误：按上报时间计"),
    "due-beyond-terms": ("due date on the slip far beyond the terms", "凭条应还日期远超规定借期"),
}
"""Which rule was broken: every code of a problem, and what only a reconciliation finds."""

VALUES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "broken": BROKEN,
    "status": {
        "other": ("other", "其他"),
        "on-order": ("on order", "订购中"),
        "available": ("available", "在馆"),
        "charged": ("lent", "借出"),
        "charged-not-recallable": ("lent, not to be recalled", "借出，不可催还"),
        "in-process": ("in process", "加工中"),
        "recalled": ("recalled", "催还中"),
        "on-hold-shelf": ("on the hold shelf", "在预约架"),
        "to-be-reshelved": ("to be reshelved", "待上架"),
        "in-transit": ("in transit", "转运中"),
        "claimed-returned": ("claimed returned", "读者声明已还"),
        "lost": ("lost", "丢失"),
        "missing": ("missing", "下落不明"),
    },
    "wants": {"item": ("this item", "指定复本"), "title": ("any copy of the title", "任一复本")},
    "paid_by": {
        "cash": ("cash", "现金"),
        "visa": ("VISA", "VISA 卡"),
        "credit-card": ("credit card", "信用卡"),
        "wechat": ("WeChat", "微信"),
        "alipay": ("Alipay", "支付宝"),
        "campus-card": ("campus card", "校园卡"),
    },
    "reason": {
        "no-induction": ("no induction", "未通过入馆教育"),
        "card-retained": ("card retained", "证被吞卡"),
        "suspended": ("suspended", "超期停借"),
        "discipline": ("discipline", "违规"),
        "leaving": ("leaving", "离校"),
        "other": ("other", "其他"),
    },
    "why": {
        "the lost item came back": ("the lost item came back", "丢失的图书已归还"),
        "the return was taken back": ("the return was taken back", "还书已撤销"),
        "limit exceeded": ("limit exceeded", "超过限制"),
        "repeated garbage": ("repeated garbage", "连续收到无法识别的报文"),
        "flooding": ("it sent without end", "持续大量发送"),
        "garbage": ("what it sent is no APDU", "收到的不是 APDU"),
        "truncated": ("it broke off within an APDU", "APDU 未收完即断开"),
        "silent": ("it said nothing", "一直没有数据"),
        "crowded": ("too much of it was not whole", "未收全的 APDU 过多"),
        "too much for a day": ("more than strangers may ask for in a day", "超出未知对方每天的限额"),
        "peer closed": ("closed by the other end", "对端断开"),
        **{str(why): (en, zh) for why, (zh, en) in REFUSALS.items() if "{" not in en},
    },
    "service": {
        str(service): (f"{en} ({service})", f"{zh}（{service}）") for service, (zh, en) in SERVICES.items()
    },
}
"""What the values of some facts mean; a sentence that somebody wrote stands as he wrote it."""

Form: TypeAlias = Literal["text", "instant", "fen", "word", "words"]


class Fact(NamedTuple):
    """A fact of an event.

    `said` is how it is told, `form` what its value is: text that stands as it is; an instant (ISO 8601); an
    amount in fen; one or several words of the table `table` of `VALUES`.
    """

    said: Pair
    form: Form = "text"
    table: str = ""


_AS_IT_IS: Final = ("{value}", "{value}")

FACTS: Final[Mapping[str, Fact]] = {
    "patron": Fact(("patron {value}", "读者 {value}")),
    "patron_read": Fact(("card read {value}", "所读证号 {value}")),
    "barcode": Fact(("barcode {value}", "条码 {value}")),
    "owner": Fact(("owned by {value}", "所属馆 {value}")),
    "broken": Fact(_AS_IT_IS, "words", "broken"),
    "lent_at": Fact(("lent {value}", "借于 {value}"), "instant"),
    "started": Fact(("from {value}", "起 {value}"), "instant"),
    "printed_due": Fact(("due on the slip {value}", "凭条应还 {value}"), "instant"),
    "due": Fact(("due {value}", "应还 {value}"), "instant"),
    "returned": Fact(("returned {value}", "还于 {value}"), "instant"),
    "open_since": Fact(("present loan from {value}", "现有借阅始于 {value}"), "instant"),
    "ended": Fact(("ended {value}", "结束于 {value}"), "instant"),
    "renewals": Fact(("renewals: {value}", "续借次数 {value}")),
    "status": Fact(("now {value}", "状态：{value}"), "word", "status"),
    "location": Fact(("at {value}", "位于 {value}")),
    "destination": Fact(("to {value}", "送往 {value}")),
    "wants": Fact(_AS_IT_IS, "word", "wants"),
    "pickup": Fact(("pickup {value}", "取书地点 {value}")),
    "fen": Fact(("{value} yuan", "{value} 元"), "fen"),
    "deposit_fen": Fact(("deposit {value} yuan", "押金 {value} 元"), "fen"),
    "paid_by": Fact(_AS_IT_IS, "word", "paid_by"),
    "reference": Fact(("reference {value}", "流水号 {value}")),
    "reason": Fact(_AS_IT_IS, "word", "reason"),
    "lifted": Fact(_AS_IT_IS, "words", "reason"),
    "text": Fact(("“{value}”", "“{value}”")),
    "until": Fact(("until {value}", "至 {value}")),
    "why": Fact(_AS_IT_IS, "word", "why"),
    "address": Fact(("from {value}", "来自 {value}")),
    "listener": Fact(("on {value}", "端口 {value}")),
    "more": Fact(("and {value} more", "另有 {value} 次")),
    "minutes": Fact(("for {value} min", "{value} 分钟")),
    "lost": Fact(("lost card {value}", "挂失 {value}")),
    "new": Fact(("new card {value}", "新证 {value}")),
    "properties": Fact(("properties {value}", "特征 {value}")),
    "permanent_location": Fact(("belongs to {value}", "所属馆藏地 {value}")),
    "current_location": Fact(("stands at {value}", "现在 {value}")),
    "permanent_shelf": Fact(("own shelf {value}", "所属层架 {value}")),
    "current_shelf": Fact(("present shelf {value}", "当前层架 {value}")),
    "call_number": Fact(("call number {value}", "索书号 {value}")),
    "applied": Fact(("in force: {value}", "已生效：{value}")),
    "restart": Fact(("from the next start: {value}", "重启后生效：{value}")),
    "service": Fact(_AS_IT_IS, "word", "service"),
    "host": Fact(("from {value}", "来自 {value}")),
    "bytes": Fact(("{value} bytes", "{value} 字节")),
    "begins": Fact(("beginning {value}", "开头 {value}")),
    "group": Fact(("group {value}", "组标识 {value}")),
    "qualifier": Fact(("transaction {value}", "事务标识 {value}")),
    "faults": Fact(("errors: {value}", "错误 {value} 处")),
}
"""What is told of an event."""

UNTOLD: Final = frozenset({"erasure", "loan", "open_loan", "closed", "hold", "passed_to", "payment"})
"""Ids by which records find each other: nobody reads them in a table, ``--json`` gives them."""
