"""The responder's table. Sources are written as in `gateway.ill.requester`."""

from typing import Final

from gateway.ill import guards
from gateway.ill.events import Action, Event
from gateway.ill.requester import EITHER, row
from gateway.machine.table import Table
from gateway.model.ill.states import RESPONDER_STATES, State

E, A, S = Event, Action, State

#: The item is out.
OUT: Final = (S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL)
#: The item was shipped, and may be back, or lost.
TRACKED: Final = (*OUT, S.CHECKED_IN, S.LOST)
#: Not answered to the end.
WORKING: Final = (S.IN_PROCESS, S.CONDITIONAL, S.CANCEL_PENDING)
#: The request came to nothing.
ENDED: Final = (S.NOT_SUPPLIED, S.CANCELLED)
BEGUN: Final = tuple(state for state in RESPONDER_STATES if state not in {S.IDLE, S.FORWARD})
#: After FORWARD whatever comes is told where to go, but an error is not answered with an error.
ASIDE: Final = (
    *(E.C_REP_YES, E.C_REP_NO, E.CAN, E.RCV, E.RET, E.REN),
    *(E.LST, E.DAM, E.MSG, E.STQ),
)
ENDING: Final = (E.ANS_RY_REQ, E.ANS_UN_REQ, E.ANS_LP_REQ, E.ANS_ES_REQ)

_ANSWERING: Final = (
    row((S.IDLE,), E.ILL, S.NOT_SUPPLIED, "2.6", A.SEND_UNFILLED, guard=guards.UNMET),
    row((S.IDLE,), E.ILL, S.IN_PROCESS, "2.3 KI"),
    row((S.IN_PROCESS,), E.ANS_CO_REQ, S.CONDITIONAL, "2.3 R", A.SEND),
    *(row((S.IN_PROCESS,), answer, S.NOT_SUPPLIED, "2.3 R, 2.9", A.SEND) for answer in ENDING),
    *(
        row((S.CONDITIONAL,), answer, S.NOT_SUPPLIED, "2.9: offer withdrawn", A.SEND)
        for answer in (E.ANS_UN_REQ, E.ANS_RY_REQ)
    ),
    *(row((S.IN_PROCESS,), answer, None, "2.3 R, 2.9", A.SEND) for answer in (E.ANS_WS_REQ, E.ANS_HP_REQ)),
    row((S.IN_PROCESS,), E.SHI_REQ, S.SHIPPED, "2.3 R, 2.9", A.SEND_BY_AGREEMENT),
    row((S.IN_PROCESS,), E.FWD_REQ, S.FORWARD, "2.3 S, R", A.SEND_ONWARD, guard=guards.PERMITTED),
    row(WORKING, E.FWN_REQ, None, "ours: our lender has passed it on", A.SEND, guard=guards.PERMITTED),
    row((S.CONDITIONAL,), E.C_REP_YES, S.IN_PROCESS, "2.3 V"),
    row((S.CONDITIONAL,), E.C_REP_NO, S.NOT_SUPPLIED, "2.3 V"),
    row((S.CANCEL_PENDING,), E.C_REP_YES, None, "ours: overtaken by Cancel", A.LATE, A.DROP_CONDITION),
    row((S.CANCEL_PENDING,), E.C_REP_NO, S.NOT_SUPPLIED, "ours: overtaken by Cancel"),
    *(row((S.NOT_SUPPLIED,), e, None, "2.9", A.CASE_REPLY) for e in (E.C_REP_YES, E.C_REP_NO)),
    *(row((S.CANCELLED,), e, None, "ours: overtaken by Cancel", A.LATE) for e in (E.C_REP_YES, E.C_REP_NO)),
    row(
        (S.CANCEL_PENDING, S.IN_PROCESS, S.CONDITIONAL), E.EXPIRY, S.NOT_SUPPLIED, "2.3 A, I", A.SEND_EXPIRED
    ),
)

_CANCELLING: Final = (
    row((S.IN_PROCESS,), E.CAN, S.CANCEL_PENDING, "2.3 R", A.CASE_CANCEL),
    row((S.CONDITIONAL,), E.CAN, S.CANCEL_PENDING, "2.3 R, 2.9", A.KEEP_CONDITION, A.CASE_CANCEL),
    row((S.CANCEL_PENDING,), E.CAN, None, "ours: said anew", A.CASE_CANCEL),
    row((S.NOT_SUPPLIED,), E.CAN, None, "2.9", A.CROSSED),
    row((S.CANCELLED,), E.CAN, None, "ours: said anew", A.ALLOW_CANCEL),
    row(TRACKED, E.CAN, None, "2.3 R, 2.9", A.CROSSED, A.REFUSE_CANCEL),
    row((S.CANCEL_PENDING,), E.CAR_REQ_YES, S.CANCELLED, "2.3 R", A.SEND),
    row(
        (S.CANCEL_PENDING,),
        E.CAR_REQ_NO,
        S.CONDITIONAL,
        "2.9",
        A.SEND,
        A.DROP_CONDITION,
        guard=guards.CONDITIONAL,
    ),
    row((S.CANCEL_PENDING,), E.CAR_REQ_NO, S.IN_PROCESS, "2.3 R", A.SEND),
)

_TRACKING: Final = (
    row(OUT, E.RCV, None, "2.3 R"),
    row(OUT, E.RET, None, "2.3 R"),
    *(row((S.CHECKED_IN, S.LOST), e, None, "2.9: the book overtakes the message") for e in (E.RCV, E.RET)),
    *(
        row((*WORKING, *ENDED), e, None, "ours: nothing was shipped", A.CASE_UNEXPECTED)
        for e in (E.RCV, E.RET, E.REN, E.LST)
    ),
    row((S.SHIPPED,), E.REN, S.RENEW_PENDING, "2.3 R", A.CASE_RENEWAL),
    row((S.OVERDUE,), E.REN, S.RENEW_OVERDUE, "2.3 R", A.CASE_RENEWAL),
    row((S.RENEW_PENDING, S.RENEW_OVERDUE), E.REN, None, "ours: said anew"),
    row((S.RECALL,), E.REN, None, "2.9", A.CROSSED),
    row((S.CHECKED_IN, S.LOST), E.REN, None, "2.9", A.REFUSE_RENEWAL),
    row((S.RENEW_PENDING, S.RENEW_OVERDUE), E.REA_REQ_YES, S.SHIPPED, "2.3 R", A.SEND),
    row((S.RENEW_PENDING,), E.REA_REQ_NO, S.SHIPPED, "2.3 R", A.SEND),
    row((S.RENEW_OVERDUE,), E.REA_REQ_NO, S.OVERDUE, "2.3 R", A.SEND),
    row((S.SHIPPED,), E.DUE_REQ, S.OVERDUE, "2.3 R", A.SEND, guard=guards.IS_LOAN),
    row((S.RENEW_PENDING,), E.DUE_REQ, S.RENEW_OVERDUE, "2.3 R", A.SEND),
    row((S.OVERDUE, S.RENEW_OVERDUE, S.RECALL), E.DUE_REQ, None, "2.9: further reminders", A.SEND),
    row(
        (S.SHIPPED, S.OVERDUE, S.RENEW_PENDING, S.RENEW_OVERDUE),
        E.RCL_REQ,
        S.RECALL,
        "2.3 R",
        A.SEND,
        guard=guards.IS_LOAN,
    ),
    row((*OUT, S.LOST), E.CHK_REQ, S.CHECKED_IN, "2.3 A, R", A.SEND_BY_AGREEMENT, guard=guards.IS_LOAN),
    row(OUT, E.LST_REQ, S.LOST, "2.3 R", A.SEND),
    row(OUT, E.LST, S.LOST, "2.3 R", A.CASE_LOST),
    row((S.CHECKED_IN, S.LOST), E.LST, None, "2.9"),
    row(TRACKED, E.DAM_REQ, None, "2.3 R, 2.9", A.SEND),
)

RESPONDER: Final = Table(
    "responder",
    RESPONDER_STATES,
    (
        *_ANSWERING,
        *_CANCELLING,
        *_TRACKING,
        *(row(BEGUN, event, None, source, *actions) for event, source, actions in EITHER),
        *(row((S.FORWARD,), event, None, "2.9", A.SAY_FORWARDED) for event in ASIDE),
        row((S.FORWARD,), E.STR, None, "2.9: no error about an error"),
    ),
)
