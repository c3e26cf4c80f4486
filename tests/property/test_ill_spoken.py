"""Everything that the two state tables make us say is a valid APDU, in both versions, and is understood."""

from collections.abc import Iterator

import msgspec
import pytest

from gateway.ill.decide import decide
from gateway.ill.decisions import Decision, Due, Forward
from gateway.model.ill.parts import ThirdParty
from gateway.model.ill.post import TimerKind
from gateway.model.ill.services import (
    AnyService,
    Damaged,
    ForwardNotification,
    IllMessage,
    Message,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.states import REQUESTER_STATES, RESPONDER_STATES, State
from gateway.model.ill.terms import Terms
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import NoReport
from gateway.translate.iso10161.messages import to_apdu, to_model
from protocols.iso10161.codec import decode, encode
from protocols.iso10161.conditions import Circumstances, check
from tests.ill_pair import (
    HHIT,
    LENDING,
    NOW,
    REQUEST,
    REQUESTERS_ACTS,
    RESPONDERS_ACTS,
    THIRD,
    after,
    did,
    got,
    opened,
    replace,
    requester,
    responder,
)

EITHERS_ACTS: tuple[AnyService, ...] = (
    Damaged(complete=True),
    Message(note="请尽快归还"),
    StatusQuery(),
    StatusOrErrorReport(no_report=NoReport.PERMANENT),
)
BEGUN = tuple(state for state in State if state not in (State.IDLE, State.UNKNOWN))


def decisions(transaction: IllTransaction) -> Iterator[Decision]:
    """What comes of everything that may be asked for or arrive in a state, in its place there or not."""
    for body in (*REQUESTERS_ACTS, *RESPONDERS_ACTS, *EITHERS_ACTS, Forward(to=THIRD)):
        yield did(transaction, body)
    arriving = (
        *REQUESTERS_ACTS,
        *RESPONDERS_ACTS,
        *EITHERS_ACTS,
        REQUEST,
        ForwardNotification(intermediary=HHIT),
    )
    for body in arriving:
        yield got(transaction, body)


def spoken() -> list[IllMessage]:
    """All messages of all those decisions."""
    sides = [
        *(requester(state) for state in REQUESTER_STATES if state in BEGUN),
        *(responder(state, forwarded_to=THIRD) for state in RESPONDER_STATES if state in BEGUN),
    ]
    forwardable = after(got(None, replace(REQUEST, third_party=ThirdParty(permission_to_forward=True))))
    made = [
        opened(),
        decide(responder(), Due(kind=TimerKind.EXPIRY), NOW, LENDING),
        *(decision for side in (*sides, forwardable) for decision in decisions(side)),
    ]
    return [message for decision in made for message in said(decision)]


def said(decision: Decision) -> Iterator[IllMessage]:
    """Every message of a decision."""
    yield from decision.sends
    yield from (each.message for each in decision.onward)
    if decision.acknowledgement is not None:
        yield decision.acknowledgement


@pytest.fixture(scope="module")
def messages() -> list[IllMessage]:
    """What we say, each thing once."""
    return list({msgspec.json.encode(message): message for message in spoken()}.values())


@pytest.mark.parametrize("version", [1, 2])
def test_what_we_say_is_valid_and_understood(messages: list[IllMessage], version: int) -> None:
    assert len({message.service for message in messages}) == 20
    for message in messages:
        translated = to_apdu(message, Terms(version=version))
        assert check(translated.apdu, Circumstances(same_day=True)) == ()
        assert decode(encode(translated.apdu)).apdu == translated.apdu
        if version == message.version and not translated.losses:
            assert to_model(translated.apdu) == message


def test_nothing_of_what_we_say_is_lost_but_what_nobody_knew(messages: list[IllMessage]) -> None:
    losses = {loss for message in messages for loss in to_apdu(message, Terms()).losses}
    assert losses == {"ILL-Request.third-party-info-type.initial-requester-address: not known"}
