import pytest

from gateway.ill.arriving import received
from gateway.ill.confirmation import Doubt
from gateway.ill.decisions import Decision, Received
from gateway.ill.errors import report
from gateway.ill.events import Event
from gateway.ill.repeats import exchanged
from gateway.model.ill.names import TransactionId
from gateway.model.ill.parts import DateDue, RequesterMessages, ResponderMessages
from gateway.model.ill.post import CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.reports import (
    ErrorReport,
    General,
    HistoryReport,
    IdProblem,
    Prohibited,
    ProviderError,
    StatusReport,
)
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    Expired,
    IllAnswer,
    IllMessage,
    Message,
    Overdue,
    RenewAnswer,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import GeneralProblem, Reason, Results, Service, TransactionIdProblem, Wish
from tests.ill_pair import (
    ASKING,
    CONDITION,
    DUE_DAY,
    LENDING,
    NOW,
    REQUEST,
    SAID,
    SHIPPED,
    TODAY,
    UNFILLED,
    after,
    did,
    got,
    message,
    opened,
    replace,
    requester,
    responder,
    sent,
    with_terms,
)

S = State
LATER = "20261124100000"


def problem(decision: Decision) -> ProviderError:
    (body,) = sent(decision)
    assert isinstance(body, StatusOrErrorReport)
    assert body.error is not None
    return body.error.problem  # type: ignore[return-value]


def test_a_request_opens_a_transaction() -> None:
    decision = got(None, REQUEST)
    assert after(decision).state is S.IN_PROCESS
    assert (decision.before, decision.event, decision.source) == (S.IDLE, Event.ILL, "2.3 KI")
    assert decision.sends == ()
    assert decision.refusal is None
    assert decision.acknowledgement is None


def test_a_partner_that_waits_for_it_gets_the_status_on_its_own_connection() -> None:
    setting = with_terms(LENDING, acknowledges=True)
    decision = received(None, Received(message=message(REQUEST), id="p1"), NOW, setting)
    assert decision.acknowledgement is not None
    body = decision.acknowledgement.body
    assert isinstance(body, StatusOrErrorReport)
    assert body.status is not None
    assert body.status.state is S.IN_PROCESS
    again = received(decision.transaction, Received(message=message(REQUEST)), NOW, setting)
    assert again.acknowledgement is not None
    assert again.sends == ()


def test_a_request_that_requires_what_we_do_not_send_is_unfilled_at_once() -> None:
    strict = replace(REQUEST, optional_messages=RequesterMessages(shipped=Wish.REQUIRES))
    mute = ResponderMessages(can_send_shipped=False)
    decision = got(None, strict, setting=with_terms(LENDING, as_responder=mute))
    assert after(decision).state is S.NOT_SUPPLIED
    assert after(decision).closed == NOW
    (answer,) = sent(decision)
    assert isinstance(answer, IllAnswer)
    assert (answer.results, answer.reason) == (
        Results.UNFILLED,
        Reason.MANDATORY_MESSAGING_NOT_SUPPORTED,
    )
    assert answer.optional_messages == mute
    assert Remark.ANSWERED_BY_ITSELF in decision.remarks


@pytest.mark.parametrize("transaction", [None, requester()])
def test_a_version_that_nobody_knows_is_refused(transaction: IllTransaction | None) -> None:
    decision = got(transaction, message(SHIPPED, version=0))
    assert problem(decision) == General(problem=GeneralProblem.PROTOCOL_VERSION_NOT_SUPPORTED)
    assert decision.refusal is not None
    assert decision.refusal.why is Refusal.VERSION_NOT_SUPPORTED
    assert decision.transaction == transaction


def test_of_an_unknown_transaction_only_a_request_is_welcome() -> None:
    assert problem(got(None, Cancel())) == IdProblem(problem=TransactionIdProblem.UNKNOWN)
    nameless = message(REQUEST, transaction=TransactionId(group="2026", qualifier=""))
    assert problem(got(None, nameless)) == IdProblem(problem=TransactionIdProblem.INVALID)


def test_no_report_is_ever_answered_with_an_error() -> None:
    lost = got(None, report("", General(problem=GeneralProblem.OTHER)))
    assert lost.sends == ()
    assert lost.refusal is not None
    status = StatusOrErrorReport(status=StatusReport(history=HistoryReport()))
    critical = got(requester(), message(status, LATER, critical=("1.2.3",)))
    assert critical.sends == ()
    assert critical.refusal is not None


@pytest.mark.parametrize(("transaction", "body"), [(None, REQUEST), (responder(), Cancel())])
def test_what_is_critical_and_not_understood_is_refused(
    transaction: IllTransaction | None, body: AnyService
) -> None:
    decision = got(transaction, message(body, LATER, critical=("1.0.10161.13.99", "1.2.3")))
    assert problem(decision) == General(problem=GeneralProblem.OTHER)
    assert decision.refusal is not None
    assert decision.refusal.detail == "1.0.10161.13.99, 1.2.3"
    assert decision.transaction is None or after(decision).state is S.IN_PROCESS


def test_a_second_request_under_the_same_name_is_a_duplicate() -> None:
    other = replace(REQUEST, note="另一本")
    decision = got(responder(), other)
    assert problem(decision) == IdProblem(problem=TransactionIdProblem.DUPLICATE)
    assert after(decision).state is S.IN_PROCESS


def test_a_service_without_a_row_is_prohibited() -> None:
    decision = got(requester(), ReceivedService())
    assert problem(decision) == Prohibited(service=Service.RECEIVED, state=S.PENDING)
    assert decision.refusal is not None
    assert decision.event is Event.RCV
    assert after(decision).course.exchanged[-1].direction is Direction.OUT


@pytest.mark.parametrize("state", [S.IN_PROCESS, S.CANCEL_PENDING, S.SHIPPED, S.CANCELLED, S.CHECKED_IN])
def test_a_repeated_request_changes_nothing_in_any_state(state: State) -> None:
    before = responder(state)
    decision = got(before, message(REQUEST, LATER, original=SAID))
    assert after(decision) == before
    assert (decision.sends, decision.again, decision.cases) == ((), (), ())
    assert decision.remarks == (Remark.REPEAT,)


def test_a_repeat_is_answered_with_what_was_said_last() -> None:
    shipped = after(did(responder(), SHIPPED))
    decision = got(shipped, message(REQUEST, LATER, original=SAID))
    assert [one.service for one in decision.again] == [Service.SHIPPED]
    assert after(decision) == shipped


def test_a_repeat_with_other_words_is_remarked_on() -> None:
    first = after(got(requester(), Message(note="一"), said=LATER))
    decision = got(first, message(Message(note="二"), "20261125100000", original=LATER))
    assert decision.remarks == (Remark.REPEAT, Remark.REPEAT_WITH_OTHER_CONTENT)


def test_a_status_query_is_answered_each_time_as_things_stand() -> None:
    first = got(responder(), StatusQuery())
    (answer,) = sent(first)
    assert isinstance(answer, StatusOrErrorReport)
    assert answer.status is not None
    assert answer.status.state is S.IN_PROCESS
    again = got(replace(after(first), state=S.SHIPPED), StatusQuery())
    (second,) = sent(again)
    assert isinstance(second, StatusOrErrorReport)
    assert second.status is not None
    assert second.status.state is S.SHIPPED
    assert Remark.REPEAT in again.remarks


def test_received_waits_for_shipped_and_then_goes() -> None:
    held = after(did(requester(), ReceivedService(note="已到")))
    assert (held.state, held.course.held is not None) == (S.PENDING, True)
    still = after(got(held, Message(note="x")))
    assert still.course.held is not None
    decision = got(still, SHIPPED)
    assert after(decision).state is S.RECEIVED
    assert [body.service for body in sent(decision)] == [Service.RECEIVED]
    assert after(decision).course.held is None
    assert decision.event is Event.SHI


def test_a_held_received_of_a_closed_request_is_a_case() -> None:
    held = after(did(requester(), ReceivedService()))
    decision = got(held, UNFILLED)
    assert [case.kind for case in decision.cases] == [CaseKind.BOOK_FOR_CLOSED_REQUEST]
    assert after(decision).state is S.NOT_SUPPLIED


def test_a_book_on_its_way_for_a_closed_request_is_a_case() -> None:
    decision = got(requester(S.CANCELLED), SHIPPED)
    assert after(decision).state is S.CANCELLED
    (case,) = decision.cases
    assert (case.kind, case.service, case.opened) == (
        CaseKind.BOOK_FOR_CLOSED_REQUEST,
        Service.SHIPPED,
        NOW,
    )


def test_what_comes_shows_that_what_it_presupposes_arrived() -> None:
    decision = got(after(opened()), CONDITION)
    assert [one.service for one in decision.confirmed] == [Service.ILL_REQUEST]
    assert [case.kind for case in decision.cases] == [CaseKind.CONDITION_TO_ANSWER]


def doubted(transaction: IllTransaction, body: StatusOrErrorReport, times: int = 1) -> Decision:
    (one,) = transaction.course.exchanged
    came = message(body, LATER)
    doubt = Doubt(service=one.service, said=one.said, times=times)
    return received(transaction, Received(message=came, doubts=(doubt,)), NOW, ASKING)


def test_a_status_report_settles_doubts() -> None:
    q = after(opened())
    here = doubted(q, StatusOrErrorReport(status=StatusReport(history=HistoryReport(), state=S.IN_PROCESS)))
    assert [one.service for one in here.confirmed] == [Service.ILL_REQUEST]
    assert Remark.CONFIRMED in here.remarks
    nowhere = StatusOrErrorReport(status=StatusReport(history=HistoryReport(), state=S.UNKNOWN))
    lost = doubted(q, nowhere)
    assert [one.service for one in lost.again] == [Service.ILL_REQUEST]
    assert Remark.NOT_ARRIVED in lost.remarks
    given_up = doubted(q, nowhere, times=9)
    assert [case.kind for case in given_up.cases] == [CaseKind.LETTER_UNCONFIRMED]


def test_a_transaction_that_the_partner_does_not_know_is_begun_again() -> None:
    unknown = report("", IdProblem(problem=TransactionIdProblem.UNKNOWN))
    decision = doubted(after(opened()), unknown)
    assert [one.service for one in decision.again] == [Service.ILL_REQUEST]
    assert decision.cases == ()
    sure = got(after(opened()), unknown)
    assert [case.kind for case in sure.cases] == [CaseKind.ERROR_REPORTED]


def test_an_error_is_a_case_that_says_what_was_wrong() -> None:
    told = report("CANCEL 20261123", Prohibited(service=Service.CANCEL, state=S.SHIPPED), "请核对")
    (case,) = got(requester(), told).cases
    assert case.detail == "state-transition-prohibited, CANCEL, SHIPPED; CANCEL 20261123; 请核对"
    bare = StatusOrErrorReport(error=ErrorReport(correlation="", problem=None))
    assert [case.detail for case in got(requester(), bare).cases] == [""]
    assert got(requester(), StatusOrErrorReport(note="x")).cases == ()


def test_what_we_say_by_ourselves_ends_the_time_for_taking_back() -> None:
    q = requester(undo=b"null")
    assert after(got(q, ReceivedService())).course.undo == b""
    known = exchanged(Direction.IN, message(StatusQuery(), LATER))
    asked = requester(undo=b"null", exchanged=(known,))
    assert after(got(asked, StatusQuery())).course.undo == b""


def test_late_and_crossed_services_are_taken_as_such() -> None:
    late = got(requester(S.NOT_SUPPLIED), Expired())
    assert late.remarks == (Remark.LATE,)
    crossed = got(responder(S.SHIPPED), Cancel())
    assert Remark.CROSSED in crossed.remarks
    assert [body.service for body in sent(crossed)] == [Service.CANCEL_REPLY]
    assert isinstance(crossed.sends[0], IllMessage)


def test_a_renewal_is_taken_though_the_lender_s_clock_was_put_back_before_it() -> None:
    """Its reminder was said at 2.45, its answer at 2.10 by the clock of the same night."""
    reminded = exchanged(Direction.IN, message(Overdue(due=DateDue(TODAY)), "20261025024500"))
    loan = requester(State.RENEW_OVERDUE, exchanged=(reminded,))
    answer = RenewAnswer(answer=True, due=DateDue(DUE_DAY))
    decision = received(
        replace(loan, due=TODAY), Received(message=message(answer, "20261025021000")), NOW, ASKING
    )
    assert decision.transaction is not None
    assert (decision.transaction.state, decision.transaction.due) == (State.RECEIVED, DUE_DAY)
    assert Remark.LATE not in decision.remarks
