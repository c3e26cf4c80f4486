"""Why a service can't be asked for now: what a person reads beside the greyed-out button."""

from collections.abc import Mapping
from typing import Final

import msgspec

from gateway.ill import guards
from gateway.ill.events import Event
from gateway.ill.guards import Context
from gateway.ill.negotiation import wanted
from gateway.ill.responder import ENDING
from gateway.ill.tables import TABLES
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service

S, E, R = State, Event, Refusal

#: A guard that does not hold, and what that means.
_UNGUARDED: Final[Mapping[str, Refusal]] = {
    guards.IS_LOAN.name: R.NOT_A_LOAN,
    guards.RENEWABLE.name: R.NOT_RENEWABLE,
    guards.NO_SHIPPED.name: R.NOT_SHIPPED_YET,
    guards.LOAN_NO_SHIPPED.name: R.NOT_SHIPPED_YET,
    guards.NOT_ARRIVED.name: R.ALREADY_RECEIVED,
    guards.LOAN_OR_NOT_ARRIVED.name: R.NOT_A_LOAN,
    guards.PERMITTED.name: R.NO_PERMISSION_TO_FORWARD,
    guards.NOT_CHECKED_IN.name: R.ALREADY_CLOSED,
}

#: What can be asked for only once the item is out.
_TRACKING: Final = frozenset(
    {
        *(E.RCV_REQ, E.RET_REQ, E.REN_REQ, E.DUE_REQ, E.RCL_REQ, E.CHK_REQ, E.LST_REQ, E.DAM_REQ),
        *(E.REA_REQ_YES, E.REA_REQ_NO),
    }
)
_ANSWERING: Final = frozenset({*ENDING, E.ANS_CO_REQ, E.ANS_WS_REQ, E.ANS_HP_REQ, E.SHI_REQ, E.FWD_REQ})
_EARLY: Final = frozenset({S.PENDING, S.IN_PROCESS, S.CONDITIONAL, S.CANCEL_PENDING})
_ENDED: Final = frozenset({S.NOT_SUPPLIED, S.CANCELLED, S.CHECKED_IN, S.LOST})


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A service that one's role could ask for: allowed, or why not. `sent` is false where it stays here.

    An optional message that the partner does not want still changes our own state.
    """

    event: Event
    service: Service
    refusal: Refusal | None = None
    sent: bool = True


#: The service that an event of our own side sends.
SERVICES: Final[Mapping[Event, Service]] = {
    E.ILL_REQ: Service.ILL_REQUEST,
    E.FWD_REQ: Service.FORWARD,
    E.C_REP_REQ_YES: Service.CONDITIONAL_REPLY,
    E.C_REP_REQ_NO: Service.CONDITIONAL_REPLY,
    E.CAN_REQ: Service.CANCEL,
    E.RCV_REQ: Service.RECEIVED,
    E.RET_REQ: Service.RETURNED,
    E.REN_REQ: Service.RENEW,
    **dict.fromkeys(
        (*ENDING, E.ANS_CO_REQ, E.ANS_WS_REQ, E.ANS_HP_REQ),
        Service.ILL_ANSWER,
    ),
    E.SHI_REQ: Service.SHIPPED,
    E.CAR_REQ_YES: Service.CANCEL_REPLY,
    E.CAR_REQ_NO: Service.CANCEL_REPLY,
    E.RCL_REQ: Service.RECALL,
    E.DUE_REQ: Service.OVERDUE,
    E.REA_REQ_YES: Service.RENEW_ANSWER,
    E.REA_REQ_NO: Service.RENEW_ANSWER,
    E.CHK_REQ: Service.CHECKED_IN,
    E.LST_REQ: Service.LOST,
    E.DAM_REQ: Service.DAMAGED,
    E.MSG_REQ: Service.MESSAGE,
    E.STQ_REQ: Service.STATUS_QUERY,
}


def allowed(transaction: IllTransaction) -> tuple[Choice, ...]:
    """Every service of the transaction's role, with why it can't be asked for now where it can't."""
    table = TABLES[transaction.role]
    context = Context(transaction=transaction)
    choices = []
    for event, service in SERVICES.items():
        if not table.knows(event) or event is E.ILL_REQ:
            continue
        row = table.fire(transaction.state, event, context)
        refusal = why_not(transaction, event) if row is None else None
        choices.append(
            Choice(event=event, service=service, refusal=refusal, sent=wanted(transaction, service))
        )
    return tuple(choices)


def why_not(transaction: IllTransaction, event: Event) -> Refusal:
    """Why an event of our own side has no row that could be taken."""
    table = TABLES[transaction.role]
    state = transaction.state
    if not table.knows(event):
        return R.NOT_YOUR_ROLE
    rows = table.candidates(state, event)
    if rows and rows[0].guard is not None:
        return _UNGUARDED.get(rows[0].guard.name, R.NOT_IN_THIS_STATE)
    reasons = (
        (state is S.FORWARD, R.ALREADY_FORWARDED),
        (state in _ENDED, R.ALREADY_CLOSED),
        (state is S.CANCEL_PENDING and event in _ANSWERING, R.CANCEL_TO_ANSWER_FIRST),
        (state is S.CONDITIONAL and event in _ANSWERING, R.CONDITION_TO_ANSWER_FIRST),
        (state in _EARLY and event in _TRACKING, R.NOT_SHIPPED_YET),
    )
    return next((refusal for holds, refusal in reasons if holds), R.NOT_IN_THIS_STATE)
