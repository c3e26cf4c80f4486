"""The requester's table. `source` names reference ill.md, and the evidence it gives for the row.

KI, V, I, A, L and R are the reference's evidence letters (k-int, VDX, ILLiad, Alma, the national library of
Canada, reconstruction), and vouch for states and event alone. *ours* is a row that neither section has: the
search over both machines (tests/property/test_ill_search.py) or a channel that reorders needs it.
"""

from typing import Final, TypeAlias

from gateway.ill import guards
from gateway.ill.events import Action, Event
from gateway.ill.guards import Context
from gateway.machine.table import Guard, Row, Table
from gateway.model.ill.states import REQUESTER_STATES, State

E, A, S = Event, Action, State
Line: TypeAlias = Row[State, Event, Action, Context]

#: Before anything was shipped or refused.
ASKING: Final = (S.PENDING, S.CONDITIONAL, S.CANCEL_PENDING)
#: The item is out, or thought to be.
OUT: Final = (
    S.SHIPPED,
    S.RECEIVED,
    S.RENEW_PENDING,
    S.RENEW_OVERDUE,
    S.OVERDUE,
    S.NOT_RECEIVED_OVERDUE,
    S.RECALL,
)
#: The item was shipped: tracking has begun, or is over.
TRACKED: Final = (*OUT, S.RETURNED, S.LOST)
#: The request came to nothing.
ENDED: Final = (S.NOT_SUPPLIED, S.CANCELLED)
BEGUN: Final = REQUESTER_STATES[1:]
FINAL_ANSWERS: Final = (E.ANS_RY, E.ANS_UN, E.ANS_LP, E.ANS_ES)
ANSWERS: Final = (E.ANS_CO, *FINAL_ANSWERS, E.ANS_WS, E.ANS_HP)


def row(  # a line of a table is read across: from, event, to, source
    states: tuple[State, ...],
    event: Event,
    to: State | None,
    source: str,
    *actions: Action,
    guard: Guard[Context] | None = None,
) -> Line:
    """A row in one line."""
    return Row(states=states, event=event, to=to, guard=guard, actions=actions, source=source)


_REQUESTING: Final = (
    row((S.IDLE,), E.ILL_REQ, S.PENDING, "2.2 KI", A.SEND),
    row((S.CONDITIONAL,), E.C_REP_REQ_YES, S.PENDING, "2.2 KI, V", A.SEND),
    row((S.CONDITIONAL,), E.C_REP_REQ_NO, S.NOT_SUPPLIED, "2.2 KI, V", A.SEND),
    row((S.PENDING,), E.CAN_REQ, S.CANCEL_PENDING, "2.2 KI", A.SEND),
    row((S.CONDITIONAL,), E.CAN_REQ, S.NOT_SUPPLIED, "2.9", A.SEND_REFUSED_CONDITION),
)

_ANSWERED: Final = (
    row((S.PENDING, S.CONDITIONAL), E.FWD, None, "2.2 L, R; CONDITIONAL ours"),
    row((S.CANCEL_PENDING,), E.FWD, None, "2.9", A.CANCEL_AGAIN),
    row((*TRACKED, *ENDED), E.FWD, None, "ours: late", A.LATE),
    row((S.PENDING,), E.ANS_CO, S.CONDITIONAL, "2.2 V", A.CASE_CONDITION),
    row((S.CONDITIONAL,), E.ANS_CO, None, "ours: a second condition", A.CASE_CONDITION),
    row((S.CANCEL_PENDING,), E.ANS_CO, None, "2.2 R, 2.9", A.CROSSED, A.KEEP_CONDITION),
    *(row(ASKING, answer, S.NOT_SUPPLIED, "2.2 A, R") for answer in FINAL_ANSWERS),
    *(row(ASKING, answer, None, "2.2 L, R; CONDITIONAL ours") for answer in (E.ANS_WS, E.ANS_HP)),
    *(row(ENDED, answer, None, "2.9: late answer", A.LATE) for answer in ANSWERS),
    *(row(TRACKED, answer, None, "ours: overtaken by Shipped", A.LATE) for answer in (E.ANS_WS, E.ANS_HP)),
    *(
        row(TRACKED, answer, None, "ours: older than what is known", A.LATE, guard=guards.OVERTAKEN)
        for answer in (E.ANS_CO, *FINAL_ANSWERS)
    ),
    row((S.CANCEL_PENDING,), E.CAR_YES, S.CANCELLED, "2.2 R"),
    row(
        (S.CANCEL_PENDING,),
        E.CAR_NO,
        S.CONDITIONAL,
        "2.9",
        A.DROP_CONDITION,
        A.CASE_CONDITION,
        guard=guards.CONDITIONAL,
    ),
    row((S.CANCEL_PENDING,), E.CAR_NO, S.PENDING, "2.2 R"),
    row(TRACKED, E.CAR_NO, None, "2.9", A.CROSSED),
    row((S.NOT_SUPPLIED,), E.CAR_NO, None, "ours: overtaken by the answer", A.LATE),
    row(ENDED, E.CAR_YES, None, "ours: said twice", A.LATE),
    row(ASKING, E.EXP, S.NOT_SUPPLIED, "2.2 A, I"),
    row(ENDED, E.EXP, None, "2.9", A.LATE),
)

_RECEIVING: Final = (
    row((S.PENDING, S.CONDITIONAL), E.SHI, S.SHIPPED, "2.2 R"),
    row((S.CANCEL_PENDING,), E.SHI, S.SHIPPED, "2.2 R", A.CROSSED, A.CASE_CROSSED),
    row((S.SHIPPED,), E.SHI, None, "ours: shipped anew after a repair"),
    row((*OUT[1:], S.RETURNED, S.LOST), E.SHI, None, "2.9: late", A.LATE),
    row(ENDED, E.SHI, None, "2.9", A.CASE_BOOK),
    row((S.SHIPPED,), E.RCV_REQ, S.RECEIVED, "2.2 R", A.SEND_BY_AGREEMENT),
    row((S.PENDING,), E.RCV_REQ, S.RECEIVED, "2.2 I, R", A.SEND_BY_AGREEMENT, guard=guards.NO_SHIPPED),
    row((S.PENDING,), E.RCV_REQ, S.RECEIVED, "ours: staff insist", A.SEND_BY_AGREEMENT, guard=guards.HELD),
    row((S.PENDING, S.CANCEL_PENDING), E.RCV_REQ, None, "2.2 I; CANCEL-PENDING ours", A.HOLD),
    row((S.NOT_RECEIVED_OVERDUE,), E.RCV_REQ, S.OVERDUE, "2.2 R", A.SEND_BY_AGREEMENT),
    row(
        (S.RECEIVED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL),
        E.RCV_REQ,
        None,
        "ours: renewed, reminded or recalled on its way",
        A.SEND_BY_AGREEMENT,
        guard=guards.NOT_ARRIVED,
    ),
)

_RETURNING: Final = (
    row((S.SHIPPED, S.RECEIVED), E.REN_REQ, S.RENEW_PENDING, "2.2 R", A.SEND, guard=guards.RENEWABLE),
    row((S.OVERDUE,), E.REN_REQ, S.RENEW_OVERDUE, "2.2 R", A.SEND, guard=guards.RENEWABLE),
    row(OUT, E.RET_REQ, S.RETURNED, "2.2 R", A.SEND_BY_AGREEMENT, guard=guards.IS_LOAN),
    row((S.PENDING,), E.RET_REQ, S.RETURNED, "2.9", A.SEND_BY_AGREEMENT, guard=guards.LOAN_NO_SHIPPED),
    row(OUT, E.LST_REQ, S.LOST, "2.2 R", A.SEND, guard=guards.LOAN_OR_NOT_ARRIVED),
    row((S.RETURNED,), E.LST_REQ, S.LOST, "2.2 R", A.SEND, guard=guards.NOT_CHECKED_IN),
    row((S.PENDING,), E.LST_REQ, S.LOST, "2.9", A.SEND, guard=guards.NO_SHIPPED),
    row(TRACKED, E.DAM_REQ, None, "2.2 R, 2.9", A.SEND),
    row(
        (S.RENEW_OVERDUE,),
        E.REA_YES,
        S.OVERDUE,
        "2.4: overtaken by a reminder",
        A.LATE,
        guard=guards.OVERTAKEN_RENEWAL,
    ),
    row((S.RENEW_PENDING, S.RENEW_OVERDUE), E.REA_YES, S.RECEIVED, "2.2 R"),
    row((S.RENEW_PENDING,), E.REA_NO, S.RECEIVED, "2.2 R"),
    row((S.RENEW_OVERDUE,), E.REA_NO, S.OVERDUE, "2.2 R"),
    *(row((S.RETURNED, S.RECALL, S.LOST), e, None, "2.9", A.CROSSED) for e in (E.REA_YES, E.REA_NO)),
)

_REMINDED: Final = (
    row((S.PENDING, S.SHIPPED), E.DUE, S.NOT_RECEIVED_OVERDUE, "2.2 L", A.CASE_OVERDUE),
    row((S.CANCEL_PENDING,), E.DUE, S.NOT_RECEIVED_OVERDUE, "ours: no Shipped, Cancel under way", A.CROSSED),
    row((S.RECEIVED,), E.DUE, S.OVERDUE, "2.2 R", A.CASE_OVERDUE),
    row((S.RENEW_PENDING,), E.DUE, S.RENEW_OVERDUE, "2.2 R", A.CASE_OVERDUE),
    row(
        (S.OVERDUE, S.RENEW_OVERDUE, S.NOT_RECEIVED_OVERDUE, S.RECALL),
        E.DUE,
        None,
        "2.2 R",
        A.CASE_OVERDUE,
    ),
    row((S.RETURNED,), E.DUE, None, "2.2 R", A.CROSSED),
    row((S.LOST,), E.DUE, None, "ours: crossed by Lost", A.CROSSED),
    row((S.PENDING, *OUT[:-1]), E.RCL, S.RECALL, "2.2 R", A.CASE_RECALLED),
    row((S.CANCEL_PENDING,), E.RCL, S.RECALL, "ours: no Shipped, Cancel under way", A.CASE_RECALLED),
    row((S.RECALL, S.RETURNED), E.RCL, None, "2.2 R", A.CROSSED),
    row((S.LOST,), E.RCL, None, "ours: crossed by Lost", A.CROSSED),
    row((*OUT, S.RETURNED), E.CHK, S.RETURNED, "2.2 A, R"),
    row((S.PENDING,), E.CHK, S.RETURNED, "2.9"),
    row((S.CANCEL_PENDING,), E.CHK, S.RETURNED, "ours: no Shipped, Cancel under way", A.CROSSED),
    row((S.LOST,), E.CHK, S.RETURNED, "ours: found by the lender"),
    row((S.RETURNED,), E.LST, None, "ours: overtaken by Checked-In", A.LATE, guard=guards.CHECKED_IN),
    row((*OUT, S.RETURNED), E.LST, S.LOST, "2.2 R", A.CASE_LOST),
    row((S.PENDING,), E.LST, S.LOST, "2.9", A.CASE_LOST),
    row((S.CANCEL_PENDING,), E.LST, S.LOST, "ours: no Shipped, Cancel under way", A.CASE_LOST),
    row((S.LOST,), E.LST, None, "2.9"),
    *(row(ENDED, e, None, "ours: of a closed request", A.CASE_BOOK) for e in (E.DUE, E.RCL, E.CHK, E.LST)),
)

EITHER: Final = (
    (E.MSG, "2.2 R", (A.CASE_MESSAGE,)),
    (E.STQ, "2.2 R", (A.SEND_REPORT,)),
    (E.STR, "2.2 R", ()),
    (E.DAM, "2.2 R", (A.CASE_DAMAGED,)),
    (E.MSG_REQ, "2.2 R", (A.SEND,)),
    (E.STQ_REQ, "2.2 R", (A.SEND,)),
    (E.STR_REQ, "2.2 R", (A.SEND,)),
)
"""What changes no state, in either role: event, source, actions."""

REQUESTER: Final = Table(
    "requester",
    REQUESTER_STATES,
    (
        *_REQUESTING,
        *_ANSWERED,
        *_RECEIVING,
        *_RETURNING,
        *_REMINDED,
        *(row(BEGUN, event, None, source, *actions) for event, source, actions in EITHER),
    ),
)
