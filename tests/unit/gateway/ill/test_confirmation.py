from datetime import date, timedelta

import pytest

from gateway.ill import confirmation
from gateway.ill.confirmation import Doubt, Verdict
from gateway.ill.errors import report
from gateway.ill.repeats import exchanged
from gateway.model.ill.partners import Confirm
from gateway.model.ill.parts import DateDue
from gateway.model.ill.reports import General, HistoryReport, IdProblem, Prohibited, StatusReport
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    ConditionalReply,
    Lost,
    Message,
    Overdue,
    Received,
    Renew,
    RenewAnswer,
    Returned,
    StatusOrErrorReport,
    StatusQuery,
)
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Course, Direction, Exchanged
from gateway.model.ill.words import GeneralProblem, Service, TransactionIdProblem
from tests.ill_pair import (
    ASKING,
    CONDITION,
    CUMT,
    HHIT,
    ID,
    NOW,
    REQUEST,
    SAID,
    SHIPPED,
    UNFILLED,
    WILL_SUPPLY,
    message,
    replace,
    requester,
)

S, V = State, Service
TERMS = ASKING.partner
TODAY = date(2026, 11, 23)


def ours(*bodies: AnyService) -> Course:
    """A course in which we said these, one a second."""
    said = [str(int(SAID) + i) for i in range(len(bodies))]
    one = [exchanged(Direction.OUT, message(b, s)) for b, s in zip(bodies, said, strict=True)]
    return Course(id=ID, exchanged=tuple(one))


def doubts(course: Course, times: int = 1) -> list[Doubt]:
    return [Doubt(service=one.service, said=one.said, times=times) for one in course.exchanged]


def told(state: State, most_recent: Service | None = None, by: object = CUMT) -> StatusReport:
    history = HistoryReport(most_recent=most_recent, most_recent_day=TODAY, initiator=by)  # type: ignore[arg-type]
    return StatusReport(history=history, state=state)


def judged(course: Course, status: StatusReport, times: int = 1, state: State = S.PENDING) -> Verdict:
    transaction = replace(requester(state), course=course)
    return confirmation.reported(transaction, status, doubts(course, times), CUMT, 4)


@pytest.mark.parametrize(
    ("said", "came", "shown"),
    [
        ((REQUEST,), WILL_SUPPLY, {V.ILL_REQUEST}),
        ((REQUEST, Cancel()), CancelReply(answer=True), {V.ILL_REQUEST, V.CANCEL}),
        ((REQUEST, ConditionalReply(answer=True)), SHIPPED, {V.ILL_REQUEST, V.CONDITIONAL_REPLY}),
        ((REQUEST, Renew()), RenewAnswer(answer=False), {V.ILL_REQUEST, V.RENEW}),
        ((CONDITION, UNFILLED), ConditionalReply(answer=True), {V.ILL_ANSWER}),
        ((SHIPPED,), Received(), {V.SHIPPED}),
        ((SHIPPED, Overdue()), Received(), set()),
        ((WILL_SUPPLY,), Cancel(), set()),
        ((SHIPPED,), Message(note="x"), set()),
    ],
)
def test_a_later_service_shows_what_it_presupposes(
    said: tuple[AnyService, ...], came: AnyService, shown: set[Service]
) -> None:
    found = confirmation.presupposed(ours(*said), message(came))
    assert {one.service for one in found} == shown


def test_a_reply_shows_the_condition_and_not_its_withdrawal() -> None:
    found = confirmation.presupposed(ours(CONDITION, UNFILLED), message(ConditionalReply(answer=True)))
    assert [one.answer for one in found] == ["conditional"]


def test_reports_show_what_they_are_about() -> None:
    course = ours(REQUEST, Cancel(), StatusQuery())
    status = StatusOrErrorReport(status=told(S.PENDING))
    prohibited = report("", Prohibited(service=V.CANCEL, state=S.SHIPPED))
    duplicate = report("", IdProblem(problem=TransactionIdProblem.DUPLICATE))
    other = report("", General(problem=GeneralProblem.OTHER))
    shown = [
        [one.service for one in confirmation.presupposed(course, message(body))]
        for body in (status, prohibited, duplicate, other)
    ]
    assert shown == [[V.STATUS_QUERY], [V.CANCEL], [V.ILL_REQUEST], []]


@pytest.mark.parametrize(
    ("body", "state", "arrived"),
    [
        (REQUEST, S.IN_PROCESS, True),
        (REQUEST, S.UNKNOWN, False),
        (Cancel(), S.CANCEL_PENDING, True),
        (Cancel(), S.IN_PROCESS, False),
        (SHIPPED, S.RECEIVED, True),
        (SHIPPED, S.CANCEL_PENDING, False),
        (SHIPPED, S.CANCELLED, False),
        (CancelReply(answer=False), S.PENDING, True),
        (CancelReply(answer=False), S.CANCEL_PENDING, False),
        (UNFILLED, S.NOT_SUPPLIED, True),
        (UNFILLED, S.PENDING, False),
        (RenewAnswer(answer=True), S.RENEW_PENDING, False),
        (Lost(), S.LOST, True),
    ],
)
def test_the_state_of_the_other_side_proves_arrival(body: AnyService, state: State, *, arrived: bool) -> None:
    course = ours(body)
    verdict = judged(course, told(state))
    assert verdict.confirmed == (course.exchanged if arrived else ())
    assert verdict.again == (() if arrived else course.exchanged)


def test_the_most_recent_service_proves_itself() -> None:
    course = ours(SHIPPED, Message(note="x"))
    both = judged(course, told(S.PENDING, V.MESSAGE))
    assert [one.service for one in both.confirmed] == [V.MESSAGE]
    assert [one.service for one in both.again] == [V.SHIPPED]
    assert judged(ours(Message(note="x")), told(S.PENDING, V.MESSAGE, by=None)).again == ()


@pytest.mark.parametrize(
    "status",
    [
        told(S.PENDING, V.MESSAGE, by=HHIT),
        told(S.PENDING, V.CANCEL),
        StatusReport(history=HistoryReport(most_recent=V.MESSAGE), state=S.PENDING),
    ],
)
def test_another_most_recent_service_proves_nothing(status: StatusReport) -> None:
    assert judged(ours(Message(note="x")), status).confirmed == ()


def test_only_the_last_of_a_kind_is_proven() -> None:
    course = ours(Message(note="一"), Message(note="二"))
    verdict = judged(course, told(S.PENDING, V.MESSAGE))
    assert verdict.confirmed == course.exchanged[1:]
    assert verdict.again == course.exchanged[:1]


def test_what_leaves_no_trace_is_said_twice_and_then_taken_to_have_arrived() -> None:
    course = ours(Message(note="x"))
    assert judged(course, told(S.PENDING)).again == course.exchanged
    assert judged(course, told(S.PENDING), times=2).confirmed == course.exchanged


def test_what_was_said_twice_has_done_its_work_where_the_states_fit() -> None:
    course = ours(Overdue(due=DateDue(TODAY)), Overdue(due=DateDue(TODAY)))
    q = replace(requester(S.NOT_SUPPLIED), course=ours(ConditionalReply(answer=True)))
    fitting = confirmation.reported(q, told(S.NOT_SUPPLIED), doubts(q.course, 2), CUMT, 4)
    assert fitting.again == ()
    crossed = ours(CONDITION)
    assert judged(crossed, told(S.PENDING), times=2).again == crossed.exchanged
    assert judged(course, told(S.IN_PROCESS), times=2).again == ()


def test_what_the_partner_shows_not_to_have_come_is_said_more_often() -> None:
    course = ours(REQUEST, Message(note="x"))
    lost = replace(course, exchanged=course.exchanged[1:])
    transaction = replace(requester(), course=course)
    shown = told(S.IN_PROCESS, V.ILL_REQUEST)
    for times, again in ((2, True), (3, True), (4, False)):
        verdict = confirmation.reported(transaction, shown, doubts(lost, times), CUMT, 4)
        assert verdict.again == (lost.exchanged if again else ())
        assert verdict.confirmed == (() if again else lost.exchanged)
    elsewhere = told(S.IN_PROCESS, V.ILL_REQUEST, by=HHIT)
    unclear = confirmation.reported(transaction, elsewhere, doubts(lost, 2), CUMT, 4)
    assert unclear.confirmed == lost.exchanged


def test_after_so_many_tries_staff_are_told() -> None:
    course = ours(SHIPPED)
    assert judged(course, told(S.PENDING), times=5).given_up == course.exchanged
    assert judged(course, told(S.PENDING), times=4).again == course.exchanged


def test_what_nobody_doubts_is_left_alone() -> None:
    course = ours(REQUEST, Cancel())
    theirs = exchanged(Direction.IN, message(SHIPPED))
    course = replace(course, exchanged=(*course.exchanged, theirs))
    one = Doubt(service=V.CANCEL, said=course.exchanged[1].said)
    transaction = replace(requester(), course=course)
    verdict = confirmation.reported(transaction, told(S.IN_PROCESS), [one], CUMT, 4)
    assert verdict.again == (course.exchanged[1],)


def test_of_an_unknown_transaction_everything_in_doubt_is_said_again() -> None:
    course = ours(REQUEST, Returned())
    assert confirmation.unknown(course, doubts(course), 4).again == course.exchanged
    lost = confirmation.unknown(course, doubts(course, times=5), 4)
    assert (lost.again, lost.given_up) == ((), course.exchanged)


def test_a_report_that_may_be_older_than_what_was_said_disproves_nothing() -> None:
    course = ours(Message(note="x"))
    early = [replace(doubt, asked=False) for doubt in doubts(course, times=2)]
    q = replace(requester(), course=course)
    verdict = confirmation.reported(q, told(S.PENDING), early, CUMT, 4)
    assert verdict == Verdict()
    assert confirmation.reported(q, told(S.PENDING, V.MESSAGE), early, CUMT, 4).confirmed == course.exchanged


def test_questions_and_reports_need_no_confirmation_and_some_partners_never_do() -> None:
    assert confirmation.needed(V.SHIPPED, TERMS)
    assert not confirmation.needed(V.STATUS_QUERY, TERMS)
    assert not confirmation.needed(V.SHIPPED, replace(TERMS, confirm=Confirm.NONE))


def test_questions_are_asked_at_growing_distances() -> None:
    waits = [confirmation.next_query(NOW, asked, TERMS) for asked in range(4)]
    assert [(at - NOW) / timedelta(minutes=1) for at in waits] == [15, 30, 60, 120]


def test_a_doubt_is_about_one_of_ours() -> None:
    assert isinstance(ours(REQUEST).exchanged[0], Exchanged)
