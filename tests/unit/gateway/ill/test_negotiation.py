import pytest

from gateway.ill.negotiation import sender, stated, unmet, wanted, wants_loan
from gateway.model.ill.parts import RequesterMessages, ResponderMessages
from gateway.model.ill.services import Cancel
from gateway.model.ill.states import Role
from gateway.model.ill.words import Service, ServiceType, Wish
from tests.ill_pair import CONDITION, NEITHER, REQUEST, SHIPPED, replace, requester

V = Service


@pytest.mark.parametrize(
    ("q", "p", "unwanted"),
    [
        (None, None, set()),
        (RequesterMessages(), ResponderMessages(), set()),
        (RequesterMessages(shipped=NEITHER, checked_in=NEITHER), None, {V.SHIPPED, V.CHECKED_IN}),
        (RequesterMessages(can_send_received=False, can_send_returned=False), None, {V.RECEIVED, V.RETURNED}),
        (None, ResponderMessages(received=NEITHER, returned=NEITHER), {V.RECEIVED, V.RETURNED}),
        (
            None,
            ResponderMessages(can_send_shipped=False, can_send_checked_in=False),
            {V.SHIPPED, V.CHECKED_IN},
        ),
    ],
)
def test_an_optional_message_is_sent_where_one_can_and_the_other_wants(
    q: RequesterMessages | None, p: ResponderMessages | None, unwanted: set[Service]
) -> None:
    transaction = requester(requester_messages=q, responder_messages=p)
    assert {service for service in Service if not wanted(transaction, service)} == unwanted


def test_what_is_required_and_not_sent_is_unmet() -> None:
    strict = RequesterMessages(shipped=Wish.REQUIRES, checked_in=Wish.REQUIRES)
    mute = ResponderMessages(can_send_shipped=False, can_send_checked_in=False)
    assert unmet(strict, mute, loan=True) == (V.SHIPPED, V.CHECKED_IN)
    assert unmet(strict, mute, loan=False) == (V.SHIPPED,)
    assert unmet(strict, ResponderMessages(), loan=True) == ()
    assert unmet(RequesterMessages(), mute, loan=True) == ()


def test_responders_state_their_messages_in_answers_and_shipped() -> None:
    ours = ResponderMessages(received=Wish.REQUIRES)
    assert stated(replace(SHIPPED, optional_messages=ours)) == ours
    assert stated(CONDITION) is None
    assert stated(REQUEST) is None
    assert stated(Cancel()) is None


def test_who_sends_what() -> None:
    assert sender(V.CANCEL) is Role.REQUESTER
    assert sender(V.SHIPPED) is Role.RESPONDER
    assert sender(V.MESSAGE) is None
    assert wants_loan((ServiceType.COPY, ServiceType.LOAN))
    assert not wants_loan((ServiceType.COPY,))
