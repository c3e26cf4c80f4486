"""What each action of the tables does: every row is taken once."""

import pytest

from gateway.ill.decisions import Forward
from gateway.ill.draft import NOTHING_BEFORE, Draft, Line
from gateway.ill.errors import report
from gateway.ill.events import Action, Event
from gateway.ill.requester import REQUESTER
from gateway.ill.responder import RESPONDER
from gateway.model.ill.names import SystemId
from gateway.model.ill.parts import RequesterMessages
from gateway.model.ill.post import CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.reports import AlreadyForwarded
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    Damaged,
    ForwardNotification,
    IllMessage,
    Message,
    RenewAnswer,
    Returned,
    StatusOrErrorReport,
)
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service
from tests.ill_pair import (
    ASKING,
    CONDITION,
    HHIT,
    LENDING,
    NOW,
    THIRD,
    message,
    replace,
    requester,
    responder,
)

S, A = State, Action


def draft(transaction: IllTransaction) -> Draft:
    return Draft(transaction, LENDING if transaction.role == "responder" else ASKING, NOW, new=False)


def line(action: Action, event: Event = Event.MSG) -> Line:
    return Line(states=(S.PENDING,), event=event, to=None, actions=(action,), source="test")


def done(action: Action, body: AnyService | Forward | None = None) -> Draft:
    made = draft(requester())
    made.take(line(action), body)
    return made


def test_every_action_of_the_tables_can_be_done() -> None:
    used = {action for table in (REQUESTER, RESPONDER) for row in table.rows for action in row.actions}
    assert used == set(Action)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        (A.ALLOW_CANCEL, CancelReply(answer=True)),
        (A.REFUSE_CANCEL, CancelReply(answer=False)),
        (A.REFUSE_RENEWAL, RenewAnswer(answer=False)),
    ],
)
def test_some_services_are_answered_without_anybody(action: Action, body: AnyService) -> None:
    made = done(action)
    assert [each.body for each in made.sends] == [body]
    assert made.remarks == [Remark.ANSWERED_BY_ITSELF]
    assert made.transaction.course.exchanged[-1].service is body.service


@pytest.mark.parametrize(
    ("action", "kind"),
    [(action, CaseKind(action.removeprefix("case: "))) for action in Action if action.startswith("case: ")],
)
def test_cases_carry_what_was_said(action: Action, kind: CaseKind) -> None:
    (case,) = done(action, Message(note="见附言")).cases
    assert (case.kind, case.service, case.detail) == (kind, Service.MESSAGE, "见附言")
    (bare,) = done(action).cases
    assert (bare.service, bare.detail) == (None, "")


def test_a_case_of_a_forwarded_request_names_no_service() -> None:
    assert done(A.CASE_MESSAGE, Forward(to=THIRD, note="x")).cases[0].service is None


def test_an_open_condition_is_kept_only_while_a_cancel_is_pending() -> None:
    pending = draft(requester(S.CANCEL_PENDING))
    pending.take(line(A.KEEP_CONDITION), CONDITION)
    kept = pending.transaction.course
    pending.take(line(A.DROP_CONDITION), None)
    dropped = pending.transaction.course
    assert (kept.conditional, dropped.conditional) == (True, False)
    assert not done(A.KEEP_CONDITION, CONDITION).transaction.course.conditional


def test_the_first_row_taken_names_the_decision() -> None:
    made = done(A.LATE)
    made.take(replace(line(A.CROSSED, Event.SHI), source="second"), None)
    decision = made.decision()
    assert (decision.event, decision.source) == (Event.MSG, "test")
    assert decision.remarks == (Remark.LATE, Remark.CROSSED)


def test_a_move_is_dated() -> None:
    made = draft(requester(last_transition="20260101"))
    made.move(S.PENDING)
    assert made.transaction.course.last_transition == "20260101"
    made.move(S.SHIPPED)
    assert made.transaction.course.last_transition == "20261123"


def test_version_one_is_spoken_with_who_speaks_it_and_what_is_lost_is_said() -> None:
    made = draft(requester(version=1))
    made.take(line(A.SEND), Damaged(complete=True))
    (sent,) = made.sends
    assert sent.version == 1
    assert made.decision().losses == ("damaged-details",)


def test_what_is_held_must_have_been_received() -> None:
    assert done(A.HOLD, ReceivedService()).transaction.course.held == ReceivedService()


def test_whom_a_request_was_forwarded_to_is_said_even_where_nobody_knows() -> None:
    made = done(A.SAY_FORWARDED)
    (sent,) = made.sends
    assert isinstance(sent.body, StatusOrErrorReport)


def test_a_forward_notification_without_a_message_redirects_nobody() -> None:
    made = draft(requester())
    made.take(Line(states=(S.PENDING,), event=Event.FWD, to=None, source="test"), ForwardNotification())
    assert made.redirected is None
    made.heard(message(Message(note="x")))
    made.take(Line(states=(S.PENDING,), event=Event.FWD, to=None, source="test"), ForwardNotification())
    assert made.redirected is None


def test_a_refusal_leaves_everything_as_it_was_and_may_say_why() -> None:
    before = responder()
    made = draft(before)
    assert made.refused(Refusal.NOT_IN_THIS_STATE).transaction == before
    assert made.refused(Refusal.NOT_IN_THIS_STATE).sends == ()


def test_a_refused_cancel_of_a_condition_says_what_was_said() -> None:
    (bare,) = done(A.SEND_REFUSED_CONDITION).sends
    assert bare.body.note == ""
    (noted,) = done(A.SEND_REFUSED_CONDITION, Cancel(note="不要了")).sends
    assert noted.body.note == "不要了"


def test_optional_messages_go_where_they_are_wanted() -> None:
    held = ReceivedService()
    made = draft(requester(held=held))
    made.take(line(A.SEND_BY_AGREEMENT), held)
    assert [each.body for each in made.sends] == [held]
    assert made.transaction.course.held is None
    quiet = draft(requester(requester_messages=RequesterMessages(can_send_returned=False)))
    quiet.take(line(A.SEND_BY_AGREEMENT), Returned())
    assert quiet.sends == []
    assert quiet.remarks == [Remark.NOT_SENT_BY_AGREEMENT]


def test_what_cannot_be_met_is_unfilled_and_what_ran_out_has_expired() -> None:
    (unfilled,) = done(A.SEND_UNFILLED).sends
    assert unfilled.service is Service.ILL_ANSWER
    (expired,) = done(A.SEND_EXPIRED).sends
    assert expired.service is Service.EXPIRED
    (reported,) = done(A.SEND_REPORT).sends
    assert reported.service is Service.STATUS_OR_ERROR_REPORT


def test_a_request_is_sent_onward_and_the_requester_told() -> None:
    made = draft(responder())
    made.take(line(A.SEND_ONWARD), Forward(to=THIRD, note="x"))
    (onward,) = made.decision().onward
    assert onward.message.service is Service.ILL_REQUEST
    assert [each.responder for each in made.sends] == [THIRD]
    made.heard(message(Message(note="y")))
    made.take(line(A.SAY_FORWARDED), None)
    body = made.sends[-1].body
    assert isinstance(body, StatusOrErrorReport)
    assert body.error is not None
    assert body.error.correlation == "MESSAGE 20261123090000"


def test_the_requester_goes_on_with_whom_it_was_forwarded_to() -> None:
    row = Line(states=(S.PENDING,), event=Event.FWD, to=None, source="test")
    made = draft(requester())
    told = replace(message(ForwardNotification()), responder=THIRD)
    made.heard(told)
    made.take(row, told.body)
    assert made.redirected == AlreadyForwarded(responder=THIRD)
    assert made.transaction.course.responder == THIRD


NOTICE = replace(message(ForwardNotification()), responder=THIRD)
BOUNCED = message(report("CANCEL", AlreadyForwarded(responder=THIRD)))


@pytest.mark.parametrize(
    ("told", "knew", "sent"),
    [
        (NOTICE, HHIT, True),
        (NOTICE, THIRD, True),
        (BOUNCED, HHIT, True),
        (BOUNCED, THIRD, False),
        (message(ForwardNotification()), HHIT, False),
    ],
    ids=["notice", "notice, late", "error", "error, late", "an intermediary stays"],
)
def test_whoever_has_not_heard_of_a_cancel_is_told(told: IllMessage, knew: SystemId, *, sent: bool) -> None:
    made = draft(requester(S.CANCEL_PENDING, responder=knew))
    made.heard(told)
    row = Line(states=(S.CANCEL_PENDING,), event=Event.FWD, to=None, actions=(A.CANCEL_AGAIN,), source="test")
    made.take(row, told.body)
    assert bool(made.sends) is sent


@pytest.mark.parametrize("new", [True, False])
def test_an_act_of_staff_keeps_what_was_before(*, new: bool) -> None:
    transaction = requester(S.SHIPPED)
    made = Draft(transaction, ASKING, NOW, new=new)
    made.move(S.LOST)
    decision = made.decision(undo=True)
    assert decision.graced
    assert decision.transaction is not None
    assert (decision.transaction.course.undo == NOTHING_BEFORE) is new
    assert decision.transaction.closed == NOW


def test_a_refusal_may_say_why_to_the_partner() -> None:
    why = message(Message(note="x"))
    assert draft(requester()).refused(Refusal.NOT_IN_THIS_STATE, reply=why).sends == (why,)
