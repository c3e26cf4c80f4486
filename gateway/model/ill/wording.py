"""How people are told of interlibrary loan: every closed list in Chinese and English, side by side.

The terms are those of GB/T 23270.1-2023. A refusal says what to do next where something can be done.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from gateway.model.ill.post import CaseKind, LetterState, TimerKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.states import Role, State
from gateway.model.ill.words import Reason, Results, Service
from gateway.model.wording import Sentence, Tongue

F, M, S, V, C = Refusal, Remark, State, Service, CaseKind

REFUSALS: Final[Mapping[Refusal, Sentence]] = {
    F.NOT_IN_THIS_STATE: (
        "当前状态下不能进行此项服务，可用的服务见 ill show",
        "It has no place in the present state: ill show lists what can be done",
    ),
    F.NOT_YOUR_ROLE: ("此项服务只由对方发出", "Only the other side sends this"),
    F.NO_TRANSACTION: ("没有这笔馆际互借事务", "There is no such transaction"),
    F.TRANSACTION_EXISTS: (
        "此事务已经存在；再次请求请新开一笔",
        "This transaction exists already: open a new one to ask again",
    ),
    F.CANCEL_TO_ANSWER_FIRST: (
        "对方要求取消，请先答复（cancel-reply）",
        "The partner wants to cancel: answer that first (cancel-reply)",
    ),
    F.CONDITION_TO_ANSWER_FIRST: (
        "附加条件尚待对方答复；可等候，或以 ill-answer unfilled 撤回",
        "The partner has yet to answer the condition: wait, or withdraw the offer (ill-answer unfilled)",
    ),
    F.ALREADY_FORWARDED: (
        "请求已转给另一馆，其后与本馆无关",
        "The request was passed on to another library and is no longer ours",
    ),
    F.ALREADY_CLOSED: (
        "事务已经结束；有误请用 repair 更正",
        "It is over: use repair if that was a mistake",
    ),
    F.ALREADY_RECEIVED: ("文献已经收到", "The item has been received already"),
    F.NOT_SHIPPED_YET: ("文献尚未寄出", "Nothing has been shipped yet"),
    F.NOT_A_LOAN: ("提供的是不必归还的复制件", "It is a copy, which does not come back"),
    F.NOT_RENEWABLE: (
        "对方注明不可续借；可用 message 商量",
        "The lender said that it can't be renewed: ask by message",
    ),
    F.NO_PERMISSION_TO_FORWARD: (
        "请求馆不允许转给他馆，请以 ill-answer unfilled 答复",
        "The requester does not permit passing it on: answer unfilled instead",
    ),
    F.ALREADY_TRIED: (
        "该馆已经试过（{detail}），请另选一馆",
        "That library was tried already ({detail}): choose another",
    ),
    F.NOTHING_TO_REPEAT: ("没有可以重发的服务", "There is nothing of ours to say again"),
    F.NOTHING_TO_TAKE_BACK: (
        "没有可以撤回的操作：没有宽限期，或已经发出；可用 repair 更正",
        "Nothing can be taken back: there is no grace period, or it has gone. repair may set it right",
    ),
    F.NOTHING_TO_REPAIR: (
        "不能更正到 {detail}，可选状态见 ill show",
        "It can't be set back to {detail}: ill show lists where to",
    ),
    F.RELAYED: (
        "本馆在此只是中介，由系统自动转达",
        "We are the intermediary here: it is relayed by itself",
    ),
    F.HELD_FOR_THE_OTHER_SIDE: (
        "须等待另一方答复后才能继续",
        "It is held until the other side has answered",
    ),
    F.PARTNER_DOES_NOT_WANT_IT: ("对方表示不需要此报文", "The partner said that it does not want it"),
    F.WE_DO_NOT_SEND_IT: ("按配置本馆不发送此报文", "By our configuration we do not send it"),
    F.VERSION_TWO_ONLY: (
        "对方使用协议第 1 版，不含此项",
        "The partner speaks version 1 of the protocol, which has no such thing",
    ),
    F.ERROR_ABOUT_AN_ERROR: (
        "对错误报告不再以错误报告答复",
        "An error report is not answered with another",
    ),
    F.UNKNOWN_TRANSACTION: ("对方所指的事务不存在", "There is no transaction of that name"),
    F.INVALID_TRANSACTION_ID: ("事务标识不完整", "The transaction-id is not complete"),
    F.DUPLICATE_TRANSACTION: (
        "事务标识已用于另一请求",
        "The transaction-id was used for another request already",
    ),
    F.VERSION_NOT_SUPPORTED: ("不支持该协议版本", "That version of the protocol is not supported"),
    F.CRITICAL_EXTENSION: (
        "含有未知的关键扩展，按标准拒绝",
        "It has a critical extension that is not known, and had to be refused",
    ),
    F.REASON_DOES_NOT_FIT: (
        "{detail} 不能用于这种答复，请换一个",
        "{detail} does not go with this kind of answer: choose another",
    ),
    F.VALUE_MISSING: ("缺少 {detail}，请补上", "{detail} is missing: say it too"),
    F.AUTOMATIC: ("此项服务由系统自动发出", "This is sent by itself"),
}
"""Why something is not done. ``{detail}`` is what it was about."""

REMARKS: Final[Mapping[Remark, Sentence]] = {
    M.REPEAT: ("重复报文，未再处理", "a repeat: nothing was done again"),
    M.REPEAT_WITH_OTHER_CONTENT: ("重复报文而内容不同", "a repeat with other content"),
    M.LATE: ("迟到", "late"),
    M.CROSSED: ("与我方报文交错", "crossed with ours"),
    M.HELD: ("暂存，等候寄出通知", "held until Shipped comes"),
    M.SENT_AGAIN: ("重新发送", "said again"),
    M.NOT_SENT_BY_AGREEMENT: ("按约定不发送", "not sent, as agreed"),
    M.ANSWERED_BY_ITSELF: ("自动答复", "answered by itself"),
    M.REPAIRED: ("由馆员更正", "set right by staff"),
    M.TAKEN_BACK: ("由馆员撤回", "taken back by staff"),
    M.RELAYED: ("作为中介转达", "relayed"),
    M.CONFIRMED: ("表明先前报文已收到", "shows that earlier messages arrived"),
    M.NOT_ARRIVED: ("表明先前报文未收到", "shows that an earlier message did not arrive"),
    M.CLOSED_REQUEST: ("请求已结束", "for a request that is over"),
    M.REMINDER: ("再次催还", "a further reminder"),
}
"""What is remarked on a line of the history."""

CASES: Final[Mapping[CaseKind, Sentence]] = {
    C.BOOK_FOR_CLOSED_REQUEST: (
        "已结束的请求仍有文献寄来：收下，或退回",
        "A book is coming for a request that is over: keep it or send it back",
    ),
    C.ERROR_REPORTED: ("对方报告出错：请核对后处理", "The partner reports an error: see what it refused"),
    C.NO_ANSWER: (
        "对方久未答复：可查询（status-query）、取消或另选一馆",
        "No answer for long: ask (status-query), cancel, or try another library",
    ),
    C.CONDITION_TO_ANSWER: (
        "对方提出附加条件：请答复（conditional-reply yes 或 no）",
        "The partner makes a condition: answer it (conditional-reply yes or no)",
    ),
    C.CONDITION_LAPSED: (
        "附加条件的答复期限已过",
        "The time to answer the condition has run out",
    ),
    C.CANCEL_TO_ANSWER: (
        "对方要求取消：请答复（cancel-reply yes 或 no）",
        "The partner wants to cancel: answer it (cancel-reply yes or no)",
    ),
    C.RENEWAL_TO_ANSWER: (
        "对方要求续借：请答复（renew-answer yes 或 no）",
        "The partner wants to renew: answer it (renew-answer yes or no)",
    ),
    C.REPLY_FOR_CLOSED_REQUEST: (
        "对方答复了已撤回的条件：请告知对方（message）",
        "The partner answered a condition that was withdrawn: tell it (message)",
    ),
    C.LOST: ("文献已报丢失：请商定赔偿", "The item is lost: agree on what it costs"),
    C.DAMAGED: ("文献已报破损：请商定处理", "The item is damaged: agree on what to do"),
    C.RECALLED: ("对方催还：请尽快归还", "The lender recalls the item: send it back at once"),
    C.OVERDUE: ("已超期：请归还、续借或催还", "It is overdue: return it, renew it, or remind the borrower"),
    C.MESSAGE: ("对方留言：请阅读", "The partner has written: read it"),
    C.SHIPPED_WHILE_CANCELLED: (
        "取消途中对方已寄出：请等待收取",
        "It was shipped while we cancelled: expect the item",
    ),
    C.STATES_DISAGREE: (
        "双方状态不一致：请与对方核对",
        "The two sides do not agree on where it stands: ask the partner",
    ),
    C.LETTER_UNCONFIRMED: (
        "无法确认对方是否收到：请询问，或 resend 重发",
        "Nobody knows whether a message arrived: ask, or send it again",
    ),
    C.LETTER_WAITS: (
        "对方久未连入，报文尚未发出：请与对方联系，或配置其地址",
        "A message has waited long for the partner to call: get in touch with it, or configure its address",
    ),
    C.RETURN_NOT_EXPECTED: (
        "对方称收到或归还了并未寄出的文献：请核对",
        "The partner speaks of an item that was never shipped: look whether it was",
    ),
    C.RELAY_HELD: ("中介转达受阻：请处理另一方的事务", "Relaying is held up: see to the other transaction"),
    C.ANSWERED_BY_ANOTHER: (
        "答复的不是所请求的图书馆，亦未收到转送通知：请核实是否确已转送",
        "Another library than the one asked has answered, and no notice of forwarding came: ask who has it",
    ),
}
"""What staff must look at, and what they can do."""

STATES: Final[Mapping[State, Sentence]] = {
    S.IDLE: ("空闲", "idle"),
    S.NOT_SUPPLIED: ("未提供", "not supplied"),
    S.PENDING: ("待答复", "waiting for the lender"),
    S.IN_PROCESS: ("处理中", "in process"),
    S.FORWARD: ("已转送", "forwarded"),
    S.CONDITIONAL: ("附加条件待答", "conditional"),
    S.CANCEL_PENDING: ("取消待答", "cancel pending"),
    S.CANCELLED: ("已取消", "cancelled"),
    S.SHIPPED: ("已寄出", "shipped"),
    S.RECEIVED: ("已收到", "received"),
    S.RENEW_PENDING: ("续借待答", "renewal pending"),
    S.NOT_RECEIVED_OVERDUE: ("未收到而超期", "not received, overdue"),
    S.RENEW_OVERDUE: ("超期续借待答", "overdue, renewal pending"),
    S.OVERDUE: ("超期", "overdue"),
    S.RETURNED: ("已归还", "returned"),
    S.CHECKED_IN: ("已还回", "checked in"),
    S.RECALL: ("催还", "recalled"),
    S.LOST: ("丢失", "lost"),
    S.UNKNOWN: ("不明", "unknown"),
}
"""The states for people. The standard's own name stands beside."""

SERVICES: Final[Mapping[Service, Sentence]] = {
    V.ILL_REQUEST: ("互借请求", "request"),
    V.FORWARD_NOTIFICATION: ("转送通知", "notice of forwarding"),
    V.SHIPPED: ("寄出", "shipped"),
    V.ILL_ANSWER: ("互借应答", "answer"),
    V.CONDITIONAL_REPLY: ("条件答复", "reply to the condition"),
    V.CANCEL: ("取消", "cancel"),
    V.CANCEL_REPLY: ("取消答复", "reply to the cancellation"),
    V.RECEIVED: ("收到", "received"),
    V.RECALL: ("催还", "recall"),
    V.RETURNED: ("归还", "returned"),
    V.CHECKED_IN: ("还回登记", "checked in"),
    V.OVERDUE: ("超期通知", "overdue notice"),
    V.RENEW: ("续借", "renewal"),
    V.RENEW_ANSWER: ("续借答复", "answer to the renewal"),
    V.LOST: ("丢失", "lost"),
    V.DAMAGED: ("破损", "damaged"),
    V.MESSAGE: ("留言", "message"),
    V.STATUS_QUERY: ("状态查询", "status query"),
    V.STATUS_OR_ERROR_REPORT: ("状态或差错报告", "status or error report"),
    V.EXPIRED: ("过期", "expired"),
    V.FORWARD: ("转送", "forward"),
}
"""The services for people."""

RESULTS: Final[Mapping[Results, Sentence]] = {
    Results.CONDITIONAL: ("附加条件", "on a condition"),
    Results.RETRY: ("稍后再试", "try again later"),
    Results.UNFILLED: ("不能提供", "can't be supplied"),
    Results.LOCATIONS_PROVIDED: ("提供馆藏地", "here is who has it"),
    Results.WILL_SUPPLY: ("将提供", "will be supplied"),
    Results.HOLD_PLACED: ("已预约", "a hold was placed"),
    Results.ESTIMATE: ("费用估算", "an estimate"),
}
"""What an answer says, for people."""

REASONS: Final[Mapping[Reason, Sentence]] = {
    Reason.IN_USE_ON_LOAN: ("在借", "on loan"),
    Reason.IN_PROCESS: ("加工中", "in process"),
    Reason.LOST: ("丢失", "lost"),
    Reason.NON_CIRCULATING: ("不外借", "not lent"),
    Reason.NOT_OWNED: ("无馆藏", "not owned"),
    Reason.ON_ORDER: ("订购中", "on order"),
    Reason.VOLUME_ISSUE_NOT_YET_AVAILABLE: ("该卷期未到", "volume or issue not there yet"),
    Reason.AT_BINDERY: ("装订中", "at the bindery"),
    Reason.LACKING: ("缺藏", "lacking"),
    Reason.NOT_ON_SHELF: ("不在架", "not on the shelf"),
    Reason.ON_RESERVE: ("教学参考保留", "on reserve"),
    Reason.POOR_CONDITION: ("品相差", "in poor condition"),
    Reason.COST_EXCEEDS_LIMIT: ("费用超限", "costs more than the limit"),
    Reason.CHARGES: ("需收费", "there is a charge"),
    Reason.PREPAYMENT_REQUIRED: ("需预付", "to be paid beforehand"),
    Reason.LACKS_COPYRIGHT_COMPLIANCE: ("缺版权声明", "lacks the copyright statement"),
    Reason.NOT_FOUND_AS_CITED: ("按所引查无", "not found as cited"),
    Reason.LOCATIONS_NOT_FOUND: ("未找到馆藏地", "nobody found who has it"),
    Reason.ON_HOLD: ("已被预约", "on hold"),
    Reason.POLICY_PROBLEM: ("政策不允许", "against our policy"),
    Reason.MANDATORY_MESSAGING_NOT_SUPPORTED: ("不支持必需报文", "required messages are not sent"),
    Reason.EXPIRY_NOT_SUPPORTED: ("不支持有效期", "expiry is not supported"),
    Reason.REQUESTED_DELIVERY_SERVICES_NOT_SUPPORTED: ("不支持该传递方式", "delivery service not offered"),
    Reason.PREFERRED_DELIVERY_TIME_NOT_POSSIBLE: ("无法按时传递", "can't be delivered by then"),
    Reason.LIBRARY_USE_ONLY: ("限馆内使用", "library use only"),
    Reason.NO_REPRODUCTION: ("不得复制", "no reproduction"),
    Reason.CLIENT_SIGNATURE_REQUIRED: ("须读者签名", "the reader has to sign"),
    Reason.SPECIAL_COLLECTIONS_SUPERVISION_REQUIRED: ("须在特藏监管下使用", "under supervision only"),
    Reason.BEING_PROCESSED_FOR_SUPPLY: ("正在准备提供", "being made ready"),
    Reason.OTHER: ("其他", "other"),
    Reason.RESPONDER_SPECIFIC: ("提供馆自定", "the responder's own"),
    Reason.PROPOSED_DELIVERY_SERVICE: ("建议其他传递方式", "another delivery service is proposed"),
    Reason.ELECTRONIC_DELIVERY: ("电子传递", "electronic delivery"),
}
"""Reasons and conditions for people."""

LETTERS: Final[Mapping[LetterState, Sentence]] = {
    LetterState.WAITING: ("待发", "waiting"),
    LetterState.SENT: ("已发", "sent"),
    LetterState.CONFIRMED: ("对方已收", "confirmed"),
    LetterState.DEAD: ("发送失败", "dead"),
    LetterState.TAKEN_BACK: ("已撤回", "taken back"),
}
"""How far a letter has come, for people."""

ROLES: Final[Mapping[Role, Sentence]] = {
    Role.REQUESTER: ("借入", "we borrow"),
    Role.RESPONDER: ("借出", "we lend"),
}
"""Whose part we play, for people."""

TIMERS: Final[Mapping[TimerKind, Sentence]] = {
    TimerKind.EXPIRY: ("请求到期", "the request expires"),
    TimerKind.ANSWER: ("无答复则提醒", "staff are told that no answer came"),
    TimerKind.REPLY: ("条件答复期限", "the time to answer the condition ends"),
    TimerKind.CONFIRM: ("核实对方是否收到", "it is looked whether messages arrived"),
    TimerKind.DUE: ("应还", "the loan is due"),
}
"""What a transaction waits for, for people."""


def in_words(pair: Sentence, tongue: Tongue, detail: str = "") -> str:
    """The text of a pair in a language, what it is about put in."""
    return pair[tongue is Tongue.EN].format(detail=detail)


def refusal(why: Refusal, tongue: Tongue, detail: str = "") -> str:
    """Why something was not done, and what to do."""
    return in_words(REFUSALS[why], tongue, detail)


TABLES: Final[tuple[tuple[type[StrEnum], Mapping[Any, Sentence]], ...]] = (
    (Refusal, REFUSALS),
    (Remark, REMARKS),
    (CaseKind, CASES),
    (State, STATES),
    (Service, SERVICES),
    (Results, RESULTS),
    (Reason, REASONS),
    (LetterState, LETTERS),
    (Role, ROLES),
    (TimerKind, TIMERS),
)
"""Every list with its table."""
