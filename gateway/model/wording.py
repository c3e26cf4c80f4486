"""What people are told, in Chinese and English side by side: one sentence for every problem and every notice.

A sentence says what is the matter and, where the person can do something, what to do next. Words in braces
are the facts of a `Problem` or `Notice`; a missing one reads as an empty text, so that a sentence always
comes out.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from gateway.model.problems import Fact, Notice, NoticeCode, Problem, ProblemCode

P = ProblemCode
N = NoticeCode


class Tongue(StrEnum):
    """The languages in which Guanji speaks to people."""

    ZH = "zh"
    EN = "en"


Sentence: TypeAlias = tuple[str, str]
"""The same sentence in Chinese and in English."""

PROBLEMS: Mapping[ProblemCode, Sentence] = {
    P.PATRON_UNKNOWN: ("读者证无效，请到服务台办理", "Card not known. Please ask at the desk"),
    P.PATRON_EXISTS: ("该证号已有读者", "A reader with this number exists already"),
    P.PATRON_EXPIRED: (
        "读者证已过期（{date}），请到服务台续期",
        "Card expired on {date}. Please renew it at the desk",
    ),
    P.PATRON_BLOCKED: ("读者证已停用：{text} {link}", "Borrowing is blocked: {text} {link}"),
    P.NO_INDUCTION: (
        "未通过入馆教育，请先完成：{text} {link}",
        "Please pass the library induction first: {text} {link}",
    ),
    P.SUSPENDED: ("停借至 {until}", "Borrowing is suspended until {until}"),
    P.CARD_LOST: ("此证已挂失，请到服务台", "This card was reported lost. Please go to the desk"),
    P.PIN_WRONG: ("密码错误，请重新输入", "Wrong PIN. Please enter it again"),
    P.PIN_REQUIRED: ("请输入密码", "Please enter your PIN"),
    P.PIN_LOCKED: (
        "密码错误次数过多，请 {minutes} 分钟后再试或到服务台",
        "Too many wrong PINs. Please try again in {minutes} min or ask at the desk",
    ),
    P.TOO_MANY_LOANS: (
        "已借满 {limit} 册，请先还书",
        "You have reached your limit of {limit} items. Please return one first",
    ),
    P.OVERDUE_ITEMS: (
        "有 {count} 册图书超期，请先归还",
        "You have {count} overdue items. Please return them first",
    ),
    P.FEES_OWED: ("欠费 {yuan} 元，请先缴清", "You owe {yuan} yuan. Please pay first"),
    P.CATEGORY_NOT_LENT: ("您的读者类型不能外借此书", "This item is not lent to readers of your category"),
    P.ITEM_UNKNOWN: (
        "没有找到图书 {barcode}，请到服务台",
        "The item {barcode} is not known here. Please ask at the desk",
    ),
    P.REFERENCE_ONLY: ("此书仅供馆内阅览", "This item is for use in the library only"),
    P.ON_LOAN_TO_ANOTHER: (
        "此书尚在其他读者名下，请交服务台",
        "This item is still lent to another reader. Please take it to the desk",
    ),
    P.ON_LOAN_TO_PATRON: ("此书已在您名下，应还日期 {due}", "You have this item already. It is due on {due}"),
    P.HELD_FOR_ANOTHER: (
        "此书已被其他读者预约，请交服务台",
        "This item is reserved for another reader. Please take it to the desk",
    ),
    P.ITEM_NOT_AVAILABLE: (
        "此书暂不外借，请交服务台",
        "This item can't be lent now. Please take it to the desk",
    ),
    P.ITEM_LOST: (
        "此书登记为遗失，请交服务台",
        "This item is registered as lost. Please take it to the desk",
    ),
    P.NOT_ON_LOAN: ("此书未借出", "This item is not on loan"),
    P.NOT_ON_LOAN_TO_PATRON: ("此书不在您名下", "This item is not on loan to you"),
    P.RENEWAL_LIMIT: ("已续借 {count} 次，不能再续", "Renewed {count} times already: no further renewal"),
    P.RENEWAL_WANTED_BY_OTHERS: ("已有读者预约，不能续借", "Another reader waits for it: no renewal"),
    P.RENEWAL_OVERDUE: (
        "此书已超期，不能续借，请归还",
        "This item is overdue and can't be renewed. Please return it",
    ),
    P.RENEWAL_TOO_EARLY: (
        "今日续借不会延长应还日期（{due}），请临近到期时再续",
        "A renewal today would not lengthen the loan, due on {due}. Please renew nearer to that date",
    ),
    P.HOLD_EXISTS: ("您已预约此书", "You have reserved this already"),
    P.HOLD_LIMIT: ("预约已满 {limit} 册", "You have reached your limit of {limit} reservations"),
    P.HOLD_UNKNOWN: ("没有找到该预约", "No such reservation was found"),
    P.HOLD_NOT_NEEDED: ("此书已在您名下，无需预约", "You have this item: no need to reserve it"),
    P.HOLD_NOT_ALLOWED: ("此书不能预约", "This item can't be reserved"),
    P.PICKUP_UNKNOWN: ("没有取书地点“{place}”", "There is no pickup location “{place}”"),
    P.FEE_TO_ACKNOWLEDGE: (
        "借阅此书需付 {yuan} 元，请确认",
        "Borrowing this costs {yuan} yuan. Please confirm",
    ),
    P.FEE_UNKNOWN: ("没有编号为 {fee} 的欠费", "There is no fee with the number {fee}"),
    P.NOTHING_OWED: ("没有欠费", "Nothing is owed"),
    P.AMOUNT_INVALID: ("金额“{value}”无效", "“{value}” is no valid amount"),
    P.AMOUNT_TOO_MUCH: ("只欠 {yuan} 元，请核对金额", "Only {yuan} yuan are owed. Please check the amount"),
    P.PAYMENT_CONFLICT: (
        "交易号 {reference} 已用于另一笔缴费，请到服务台",
        "Transaction {reference} was used for another payment. Please ask at the desk",
    ),
    P.NOTHING_TO_UNDO: ("没有可撤销的操作", "There is nothing to undo"),
    P.VALUE_MISSING: ("请求中缺少 {element}", "The request lacks {element}"),
    P.SERVICE_NOT_OFFERED: (
        "本机不办理此项业务，请到{place}",
        "This machine does not offer that. Please go to {place}",
    ),
    P.TERMINAL_PAUSED: ("本机暂停服务，请使用其他设备", "This machine is paused. Please use another one"),
    P.NOT_LOGGED_IN: ("设备未登录", "This machine is not logged in"),
    P.NOT_SUPPORTED: ("不支持此项业务", "That service is not supported"),
    P.BUSY: ("系统繁忙，请稍后再试", "The system is busy. Please try again in a moment"),
    P.ENGINE_SLOW: ("系统响应慢，请稍后再试", "The system answers slowly. Please try again in a moment"),
    P.ENGINE_DOWN: (
        "流通系统暂不可用，请稍后再试",
        "The circulation system can't be reached. Please try again later",
    ),
    P.STORE_DOWN: (
        "系统暂时不能记录，请稍后再试",
        "The system can't record anything now. Please try again later",
    ),
}

NOTICES: Mapping[NoticeCode, Sentence] = {
    N.CHECKED_OUT: ("借书成功：{title}，应还日期 {due}", "Borrowed: {title}, due on {due}"),
    N.RENEWED: ("续借成功：{title}，应还日期 {due}", "Renewed: {title}, due on {due}"),
    N.RENEWED_ALL: ("续借 {count} 册，未续 {failed} 册", "Renewed {count} items, not renewed {failed}"),
    N.RETURNED: ("还书成功：{title}", "Returned: {title}"),
    N.RETURNED_NOT_ON_LOAN: ("已收：{title}（原未借出）", "Accepted: {title} (it was not on loan)"),
    N.RETURNED_UNKNOWN_ITEM: (
        "已收：系统中没有此书，请交馆员",
        "Accepted, but not known here: please give it to staff",
    ),
    N.RETURNED_LATE_REPORT: ("补报的还书已记录", "This return was reported late and has been noted"),
    N.SEND_TO: ("请转送：{place}", "Send to: {place}"),
    N.HOLD_FOR_PATRON: ("预约到书，取书地点：{place}", "Reserved by a reader. Pickup at: {place}"),
    N.OVERDUE_FEE: ("超期 {days} 天，欠费 {yuan} 元", "{days} days overdue: {yuan} yuan are owed"),
    N.SUSPENDED_UNTIL: (
        "超期 {days} 天，停借至 {until}",
        "{days} days overdue: borrowing is suspended until {until}",
    ),
    N.LOANS_LEFT: ("在借 {count} 册，还可借 {left} 册", "You have {count} items and may borrow {left} more"),
    N.OWES: ("欠费 {yuan} 元", "You owe {yuan} yuan"),
    N.OVERDUE_COUNT: ("有 {count} 册图书超期", "You have {count} overdue items"),
    N.HOLDS_READY: ("有 {count} 册预约图书已到", "{count} reserved items are ready for you"),
    N.CARD_EXPIRES: ("读者证将于 {date} 到期", "Your card expires on {date}"),
    N.HOLD_PLACED: (
        "预约成功，排队第 {position} 位，取书地点：{place}",
        "Reserved: number {position} in the queue, pickup at {place}",
    ),
    N.HOLD_CANCELLED: ("预约已取消", "The reservation is cancelled"),
    N.HOLD_CHANGED: ("预约已更改，取书地点：{place}", "The reservation is changed, pickup at {place}"),
    N.PAID: ("已收 {yuan} 元", "{yuan} yuan received"),
    N.STILL_OWED: ("尚欠 {yuan} 元", "{yuan} yuan are still owed"),
    N.BLOCKED: ("读者证已停用", "The card is blocked"),
    N.ENABLED: ("读者证已恢复", "The card works again"),
    N.UNDONE: ("已撤销：{title}", "Taken back: {title}"),
    N.ITEM_UPDATED: ("图书信息已更新", "The item's data are updated"),
    N.LOST_DECLARED: ("已登记遗失，需赔 {yuan} 元", "Registered as lost: {yuan} yuan to pay"),
    N.CLAIM_NOTED: ("已记录读者声称已还，请查找", "The reader says that it was returned: please look for it"),
    N.CARD_ISSUED: ("办证成功", "The card is issued"),
    N.PATRON_CHANGED: ("读者信息已更改", "The reader's data are changed"),
    N.SESSION_ENDED: ("谢谢使用", "Thank you"),
    N.FORCED: ("离线借书已记录，待馆员核对", "Off-line loan recorded, staff will check it"),
    N.DUE_DATES_MOVED: ("已更改 {count} 册的应还日期", "The due date of {count} items was moved"),
}


class _Facts(dict[str, Fact]):
    """Facts for a sentence; one that is missing reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _fill(sentence: Sentence, facts: Mapping[str, Fact], tongue: Tongue) -> str:
    text = sentence[0] if tongue is Tongue.ZH else sentence[1]
    if "{" not in text:
        return text
    try:
        return text.format_map(facts).strip()
    except KeyError:
        return text.format_map(_Facts(facts)).strip()


def tell(what: Problem | Notice, tongue: Tongue) -> str:
    """The sentence for a problem or a notice in one language."""
    if isinstance(what, Problem):
        facts = what.facts or {"element": what.element, "value": what.value}
        return _fill(PROBLEMS[what.code], facts, tongue)
    return _fill(NOTICES[what.code], what.facts, tongue)


def yuan(fen: int) -> str:
    """An amount in fen as yuan, exactly: ``1250`` is ``12.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
