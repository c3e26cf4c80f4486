import pytest

from gateway.ill.events import Event
from gateway.ill.reasons import allowed, why_not
from gateway.model.ill.parts import RequesterMessages
from gateway.model.ill.reasons import Refusal
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import ServiceType
from tests.ill_pair import NEITHER, requester, responder

S, E, R = State, Event, Refusal


def test_a_new_request_can_be_answered_in_every_way() -> None:
    choices = {choice.event: choice.refusal for choice in allowed(responder())}
    assert {event for event, refusal in choices.items() if refusal is None} == {
        *(E.ANS_CO_REQ, E.ANS_RY_REQ, E.ANS_UN_REQ, E.ANS_LP_REQ, E.ANS_WS_REQ, E.ANS_HP_REQ, E.ANS_ES_REQ),
        *(E.SHI_REQ, E.MSG_REQ, E.STQ_REQ),
    }
    assert choices[E.FWD_REQ] is R.NO_PERMISSION_TO_FORWARD
    assert choices[E.CHK_REQ] is R.NOT_SHIPPED_YET


def test_a_requester_is_offered_its_own_services() -> None:
    choices = {choice.event for choice in allowed(requester())}
    assert E.CAN_REQ in choices
    assert choices.isdisjoint({E.ILL_REQ, E.SHI_REQ, E.STR_REQ})


def test_what_the_partner_does_not_want_stays_here() -> None:
    transaction = requester(S.SHIPPED, requester_messages=RequesterMessages(can_send_received=False))
    sent = {choice.event: choice.sent for choice in allowed(transaction)}
    assert not sent[E.RCV_REQ]
    assert sent[E.RET_REQ]


@pytest.mark.parametrize(
    ("transaction", "event", "why"),
    [
        (requester(), E.SHI_REQ, R.NOT_YOUR_ROLE),
        (requester(), E.RET_REQ, R.NOT_SHIPPED_YET),
        (requester(), E.LST_REQ, R.NOT_SHIPPED_YET),
        (requester(), E.REN_REQ, R.NOT_SHIPPED_YET),
        (requester(), E.C_REP_REQ_YES, R.NOT_IN_THIS_STATE),
        (requester(S.RECEIVED, arrived=True), E.RCV_REQ, R.ALREADY_RECEIVED),
        (requester(S.RECEIVED, renewable=False), E.REN_REQ, R.NOT_RENEWABLE),
        (requester(S.RECEIVED, shipped_service=ServiceType.COPY), E.RET_REQ, R.NOT_A_LOAN),
        (requester(S.RETURNED, checked_in=True), E.LST_REQ, R.ALREADY_CLOSED),
        (requester(S.NOT_SUPPLIED), E.CAN_REQ, R.ALREADY_CLOSED),
        (requester(requester_messages=RequesterMessages(shipped=NEITHER)), E.REN_REQ, R.NOT_SHIPPED_YET),
        (responder(S.CANCEL_PENDING), E.SHI_REQ, R.CANCEL_TO_ANSWER_FIRST),
        (responder(S.CONDITIONAL), E.SHI_REQ, R.CONDITION_TO_ANSWER_FIRST),
        (responder(S.FORWARD), E.SHI_REQ, R.ALREADY_FORWARDED),
        (responder(S.SHIPPED), E.SHI_REQ, R.NOT_IN_THIS_STATE),
        (responder(S.IDLE), E.SHI_REQ, R.NOT_IN_THIS_STATE),
    ],
)
def test_what_is_not_allowed_says_why(transaction: IllTransaction, event: Event, why: Refusal) -> None:
    assert why_not(transaction, event) is why
