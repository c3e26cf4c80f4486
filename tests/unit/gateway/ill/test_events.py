from typing import get_args

import pytest

from gateway.ill.events import ASKED, Event, arrived, asked, forwarded
from gateway.model.ill.reports import AlreadyForwarded, ErrorReport, General
from gateway.model.ill.services import (
    AnyService,
    CancelReply,
    ConditionalReply,
    Expired,
    ForwardNotification,
    IllAnswer,
    IllRequest,
    Message,
    RenewAnswer,
    Said,
    StatusOrErrorReport,
)
from gateway.model.ill.words import GeneralProblem, Results
from tests.ill_pair import THIRD

TOLD = AlreadyForwarded(responder=THIRD)
BOUNCED = StatusOrErrorReport(error=ErrorReport(correlation="", problem=TOLD))
BROKEN = StatusOrErrorReport(error=ErrorReport(correlation="", problem=General(problem=GeneralProblem.OTHER)))


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (IllRequest(), Event.ILL),
        (ConditionalReply(answer=True), Event.C_REP_YES),
        (ConditionalReply(answer=False), Event.C_REP_NO),
        (CancelReply(answer=True), Event.CAR_YES),
        (RenewAnswer(answer=False), Event.REA_NO),
        (IllAnswer(results=Results.HOLD_PLACED), Event.ANS_HP),
        (BOUNCED, Event.FWD),
        (BROKEN, Event.STR),
        (StatusOrErrorReport(), Event.STR),
    ],
)
def test_what_arrives_is_an_event(body: AnyService, event: Event) -> None:
    assert arrived(body) is event


def test_whatever_arrives_can_be_asked_for_but_what_comes_by_itself() -> None:
    assert asked(Message(note="x")) is Event.MSG_REQ
    assert asked(BOUNCED) is Event.STR_REQ
    assert asked(Expired()) is None
    assert asked(ForwardNotification()) is Event.FWN_REQ


def test_every_service_has_an_event() -> None:
    plain: list[type[Said]] = [
        kind
        for kind in get_args(AnyService)
        if kind not in {IllAnswer, ConditionalReply, CancelReply, RenewAnswer}
    ]
    assert {arrived(kind()) for kind in plain} <= set(Event)  # type: ignore[arg-type]
    assert set(ASKED.values()) <= set(Event)


def test_an_error_may_say_where_a_request_went() -> None:
    assert forwarded(BOUNCED) == TOLD
    assert forwarded(BROKEN) is None
    assert forwarded(Message(note="x")) is None
