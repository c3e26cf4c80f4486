"""What people are told of interlibrary loans, in Chinese and English side by side (docs/adr/0007).

Sentences for every refusal, remark and kind of case, and the Chinese names of services and states as
GB/T 23270.1-2023's readers know them; English keeps the standard's own words.
"""

from collections.abc import Mapping
from typing import Final

from gateway.model.ill.post import CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.states import State
from gateway.model.ill.words import Service
from gateway.model.wording import Sentence

R = Refusal

REFUSALS: Final[Mapping[Refusal, Sentence]] = {
    R.NOT_IN_THIS_STATE: ("当前状态下不能进行此项服务", "Not possible in the present state"),
    R.NOT_YOUR_ROLE: ("这是对方馆的服务", "Only the other library can do this"),
    R.NO_TRANSACTION: ("没有这笔馆际互借", "There is no such transaction"),
    R.TRANSACTION_EXISTS: ("这笔馆际互借已经存在", "The transaction exists already"),
    R.CANCEL_TO_ANSWER_FIRST: ("请先答复对方的取消请求", "Answer the partner's Cancel first"),
    R.CONDITION_TO_ANSWER_FIRST: (
        "请等待对方答复所提条件，或撤回",
        "Wait for the reply to the condition, or withdraw the offer",
    ),
    R.ALREADY_FORWARDED: ("请求已转给其他馆", "The request has been forwarded to another library"),
    R.ALREADY_CLOSED: ("这笔馆际互借已经结束", "The transaction is over"),
    R.ALREADY_RECEIVED: ("已登记收到", "Already marked as received"),
    R.NOT_SHIPPED_YET: ("文献尚未寄出", "The item has not been shipped yet"),
    R.NOT_A_LOAN: ("复制件不归还", "A copy is not to be returned"),
    R.NOT_RENEWABLE: ("出借馆不允许续借", "The lender does not allow renewals"),
    R.NO_PERMISSION_TO_FORWARD: ("请求馆不允许转发", "The requester does not permit forwarding"),
    R.ALREADY_TRIED: ("该馆已问过", "That library has been asked already"),
    R.NOTHING_TO_REPEAT: ("没有可重发的内容", "There is nothing to say again"),
    R.NOTHING_TO_TAKE_BACK: ("没有可撤回的操作", "There is nothing that can still be taken back"),
    R.NOTHING_TO_REPAIR: ("此状态下不能这样更正", "This can't be set right in that way"),
    R.RELAYED: ("由中介自动转达", "The intermediary relays this by itself"),
    R.HELD_FOR_THE_OTHER_SIDE: ("等待另一方的答复", "Waits for the answer of the other side"),
    R.PARTNER_DOES_NOT_WANT_IT: ("对方不需要此消息", "The partner does not want this message"),
    R.WE_DO_NOT_SEND_IT: ("本馆不发送此消息", "We do not send this message"),
    R.VERSION_TWO_ONLY: ("对方的协议版本不支持", "The partner's protocol version has no room for it"),
    R.ERROR_ABOUT_AN_ERROR: ("不就差错报告再报差错", "An error report is not answered with an error"),
    R.UNKNOWN_TRANSACTION: ("未知的事务标识", "The transaction-id is not known here"),
    R.INVALID_TRANSACTION_ID: ("事务标识无效", "The transaction-id is not valid"),
    R.DUPLICATE_TRANSACTION: (
        "同一事务标识已有另一请求",
        "Another request bears the same transaction-id",
    ),
    R.VERSION_NOT_SUPPORTED: ("不支持的协议版本", "The protocol version is not supported"),
    R.CRITICAL_EXTENSION: (
        "含有本馆不懂的关键扩展",
        "It holds an extension that is critical and not understood",
    ),
    R.REASON_DOES_NOT_FIT: ("该值不适用于此答复", "The value does not go with this service"),
    R.VALUE_MISSING: ("缺少必填内容", "A value is missing"),
    R.AUTOMATIC: ("此项由系统自动进行", "This happens by itself"),
}
"""Why a service can't be asked for, or was not acted on."""

M = Remark

REMARKS: Final[Mapping[Remark, Sentence]] = {
    M.REPEAT: ("重发，未作改变", "A repeat: nothing changed"),
    M.REPEAT_WITH_OTHER_CONTENT: ("重发，但内容不同", "A repeat with other content"),
    M.LATE: ("迟到", "Came late"),
    M.CROSSED: ("与另一消息交错", "Crossed another message"),
    M.HELD: ("暂存，等待 SHIPPED", "Held until Shipped arrives"),
    M.SENT_AGAIN: ("再次发送", "Said again"),
    M.NOT_SENT_BY_AGREEMENT: ("按约定不发送", "Not sent, as agreed"),
    M.ANSWERED_BY_ITSELF: ("自动答复", "Answered by itself"),
    M.REPAIRED: ("人工更正", "Set right by staff"),
    M.TAKEN_BACK: ("已撤回", "Taken back"),
    M.RELAYED: ("已转达", "Relayed"),
    M.CONFIRMED: ("确认已送达", "Shown to have arrived"),
    M.NOT_ARRIVED: ("未送达，重发", "Had not arrived: said again"),
    M.CLOSED_REQUEST: ("请求已结束", "The request was over"),
    M.REMINDER: ("再次催还", "A further reminder"),
}
"""What is worth remembering of a service."""

K = CaseKind

CASES: Final[Mapping[CaseKind, Sentence]] = {
    K.BOOK_FOR_CLOSED_REQUEST: (
        "请求已结束，文献却已寄来：请联系对方馆",
        "An item is on its way for a request that is over: call the partner",
    ),
    K.ERROR_REPORTED: ("对方报告差错", "The partner reports an error"),
    K.NO_ANSWER: ("对方久未答复", "The partner has not answered for long"),
    K.CONDITION_TO_ANSWER: ("对方提出条件，请答复", "The partner makes a condition: answer it"),
    K.CONDITION_LAPSED: ("条件的答复期限已过", "The time to answer the condition is over"),
    K.CANCEL_TO_ANSWER: ("对方请求取消，请答复", "The partner asks to cancel: answer it"),
    K.RENEWAL_TO_ANSWER: ("对方请求续借，请答复", "The partner asks to renew: answer it"),
    K.REPLY_FOR_CLOSED_REQUEST: (
        "请求已结束，对方才答复条件",
        "The partner answers a condition of a request that is over",
    ),
    K.LOST: ("对方报告文献遗失", "The partner says that the item is lost"),
    K.DAMAGED: ("对方报告文献损坏", "The partner says that the item is damaged"),
    K.RECALLED: ("出借馆召回文献", "The lender recalls the item"),
    K.OVERDUE: ("已逾期", "Overdue"),
    K.MESSAGE: ("对方来信", "The partner has written"),
    K.SHIPPED_WHILE_CANCELLED: (
        "取消途中文献已寄出",
        "The item was shipped while the request was being cancelled",
    ),
    K.STATES_DISAGREE: ("双方状态不一致", "The two sides do not agree on the state"),
    K.LETTER_UNCONFIRMED: ("无法确认送达", "It could not be confirmed that a message arrived"),
    K.RETURN_NOT_EXPECTED: (
        "对方提到本馆未登记寄出的文献",
        "The partner speaks of an item that was not marked as shipped here",
    ),
    K.RELAY_HELD: ("无法转达，请人工处理", "It could not be relayed: see to it"),
}
"""What staff must look at."""

SERVICES: Final[Mapping[Service, str]] = {
    Service.ILL_REQUEST: "馆际互借请求",
    Service.FORWARD_NOTIFICATION: "转发通知",
    Service.SHIPPED: "已寄出",
    Service.ILL_ANSWER: "馆际互借答复",
    Service.CONDITIONAL_REPLY: "条件答复",
    Service.CANCEL: "取消",
    Service.CANCEL_REPLY: "取消答复",
    Service.RECEIVED: "已收到",
    Service.RECALL: "召回",
    Service.RETURNED: "已归还",
    Service.CHECKED_IN: "已验收归还",
    Service.OVERDUE: "逾期",
    Service.RENEW: "续借",
    Service.RENEW_ANSWER: "续借答复",
    Service.LOST: "遗失",
    Service.DAMAGED: "损坏",
    Service.MESSAGE: "消息",
    Service.STATUS_QUERY: "状态查询",
    Service.STATUS_OR_ERROR_REPORT: "状态或差错报告",
    Service.EXPIRED: "已过期",
    Service.FORWARD: "转发",
}
"""The services in Chinese."""

STATES: Final[Mapping[State, str]] = {
    State.IDLE: "空闲",
    State.NOT_SUPPLIED: "未提供",
    State.PENDING: "待处理",
    State.IN_PROCESS: "处理中",
    State.FORWARD: "已转发",
    State.CONDITIONAL: "有条件",
    State.CANCEL_PENDING: "取消待答复",
    State.CANCELLED: "已取消",
    State.SHIPPED: "已寄出",
    State.RECEIVED: "已收到",
    State.RENEW_PENDING: "续借待答复",
    State.NOT_RECEIVED_OVERDUE: "未收到已逾期",
    State.RENEW_OVERDUE: "续借待答复已逾期",
    State.OVERDUE: "已逾期",
    State.RETURNED: "已归还",
    State.CHECKED_IN: "已验收归还",
    State.RECALL: "已召回",
    State.LOST: "遗失",
    State.UNKNOWN: "未知",
}
"""The states in Chinese."""
