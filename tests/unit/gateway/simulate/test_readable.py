from datetime import date

import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import DateDue, IllItem
from gateway.model.ill.reports import ErrorReport, HistoryReport, StatusReport
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    ConditionalReply,
    IllAnswer,
    IllMessage,
    IllRequest,
    Message,
    Shipped,
    StatusOrErrorReport,
)
from gateway.model.ill.states import State
from gateway.model.ill.terms import Terms
from gateway.model.ill.words import Reason, Results, ServiceType
from gateway.simulate.readable import meaning, readable, shown
from gateway.translate.iso10161.messages import to_apdu
from protocols.iso10161.codec import encode

HHIT = SystemId(symbol="HHIT")


def message(body: AnyService) -> IllMessage:
    name = TransactionId(initial_requester=HHIT, group="1", qualifier="1")
    return IllMessage(
        transaction=name, said="20261123080000", requester=HHIT, responder=SystemId(symbol="CUMT"), body=body
    )


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            IllRequest(
                item=IllItem(title="唐诗", author="李白"),
                service_types=(ServiceType.LOAN, ServiceType.COPY),
            ),
            "ILL-REQUEST  (3 B)  title=唐诗  author=李白  iLL-service-type=loan,copy-non-returnable",
        ),
        (
            IllAnswer(results=Results.UNFILLED, reason=Reason.ON_HOLD),
            "ILL-ANSWER  (3 B)  transaction-results=unfilled  reason=on-hold",
        ),
        (
            Shipped(due=DateDue(date(2027, 1, 2))),
            "SHIPPED  (3 B)  shipped-service-type=loan  date-due=2027-01-02",
        ),
        (Shipped(), "SHIPPED  (3 B)  shipped-service-type=loan"),
        (ConditionalReply(answer=False), "CONDITIONAL-REPLY  (3 B)  answer=no"),
        (ConditionalReply(answer=True), "CONDITIONAL-REPLY  (3 B)  answer=yes"),
        (Message(note="你好"), "MESSAGE  (3 B)  note=你好"),
        (Cancel(), "CANCEL  (3 B)"),
        (
            StatusOrErrorReport(status=StatusReport(history=HistoryReport(), state=State.SHIPPED)),
            "STATUS-OR-ERROR-REPORT  (3 B)  current-state=SHIPPED",
        ),
        (
            StatusOrErrorReport(error=ErrorReport(correlation="SHIPPED", problem=None)),
            "STATUS-OR-ERROR-REPORT  (3 B)  correlation-information=SHIPPED",
        ),
    ],
)
def test_what_is_shown_of_a_service(body: AnyService, line: str) -> None:
    assert readable(message(body), b"abc") == line


def test_bytes_are_shown_as_what_they_mean() -> None:
    raw = encode(to_apdu(message(Cancel()), Terms()).apdu)
    assert shown(raw) == f"CANCEL  ({len(raw)} B)"
    found = meaning(raw)
    assert found is not None
    assert found.body == Cancel()


def test_bytes_that_mean_nothing_are_shown_as_they_are() -> None:
    assert meaning(b"\x30\x00") is None
    assert shown(b"\x30\x00") == "30 00 …"
