"""What acknowledges an APDU on the line on which it went."""

import msgspec
import pytest

from adapters.iso10161 import Iso10161
from gateway.dispatch.lending.acknowledging import Acknowledging
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.services import (
    AnyService,
    IllAnswer,
    IllMessage,
    IllRequest,
    Message,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import NoReport, Reason, Results

CUMT, OCLC = SystemId(symbol="CN:CUMT"), SystemId(symbol="OCLC:OCL")
NAME = TransactionId(initial_requester=CUMT, group="g1", qualifier="q1")
OTHER = msgspec.structs.replace(NAME, qualifier="q2")
BARE = msgspec.structs.replace(NAME, initial_requester=None)

REQUEST = IllRequest(item=IllItem(title="人工智能导论"))
REPORT = StatusOrErrorReport(no_report=NoReport.TEMPORARY)
UNFILLED = IllAnswer(results=Results.UNFILLED, reason=Reason.IN_USE_ON_LOAN)

LANGUAGE = Iso10161()
acknowledges = Acknowledging(LANGUAGE)


def raw(body: AnyService, name: TransactionId = NAME) -> bytes:
    message = IllMessage(
        version=2, transaction=name, said="20261123090000", requester=CUMT, responder=OCLC, body=body
    )
    return LANGUAGE.write(message, Terms(version=2, charset="utf-8")).payload


@pytest.mark.parametrize(
    ("came", "sent"), [(REPORT, REQUEST), (REPORT, Message(note="?")), (UNFILLED, REQUEST)]
)
def test_a_report_of_that_transaction_or_an_answer_in_it_does(came: AnyService, sent: AnyService) -> None:
    assert acknowledges(raw(came), raw(sent))
    assert acknowledges(raw(came, BARE), raw(sent))


@pytest.mark.parametrize("came", [REPORT, UNFILLED])
def test_one_of_another_transaction_does_not(came: AnyService) -> None:
    assert not acknowledges(raw(came, OTHER), raw(REQUEST))


@pytest.mark.parametrize("came", [Message(note="?"), StatusQuery()])
def test_what_may_have_crossed_it_does_not(came: AnyService) -> None:
    assert not acknowledges(raw(came), raw(REQUEST))


def test_an_answer_to_something_else_does_not() -> None:
    assert not acknowledges(raw(UNFILLED), raw(Message(note="?")))


def test_what_can_not_be_read_does_not() -> None:
    assert not acknowledges(b"\x61\x02\x30\x00", raw(REQUEST))
    assert not acknowledges(raw(REPORT), b"\x61\x02\x30\x00")
