from datetime import timedelta

import msgspec
import pytest

from gateway.ill.asking import ask, ask_again, due, take_back
from gateway.ill.decisions import Asked, AskedAgain, Decision, Due, Forward, Opening, TakeBack
from gateway.ill.events import Event
from gateway.model.ill.names import SystemAddress, TransactionId
from gateway.model.ill.parts import RequesterMessages, ThirdParty
from gateway.model.ill.post import CaseKind, TimerKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import (
    Cancel,
    CancelReply,
    ConditionalReply,
    Expired,
    ForwardNotification,
    IllRequest,
    Message,
    Returned,
)
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import State
from gateway.model.ill.transactions import REMEMBERED, Direction, Exchanged, IllTransaction
from gateway.model.ill.words import Service
from tests.ill_pair import (
    ASKING,
    CONDITION,
    CUMT,
    HHIT,
    ID,
    LENDING,
    NEITHER,
    NOW,
    REQUEST,
    SHIPPED,
    THIRD,
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
GRACED = with_terms(ASKING, grace=600)


def why(decision: Decision) -> Refusal:
    assert decision.refusal is not None
    assert decision.sends == ()
    return decision.refusal.why


def test_a_request_opens_a_transaction_by_the_partners_terms() -> None:
    agreed = RequesterMessages(shipped=NEITHER)
    decision = opened(setting=with_terms(ASKING, as_requester=agreed))
    assert after(decision).state is S.PENDING
    (body,) = sent(decision)
    assert body == replace(REQUEST, optional_messages=agreed)
    assert decision.sends[0].requester == CUMT
    assert decision.sends[0].responder == HHIT


def test_a_request_needs_a_name_that_is_new() -> None:
    nameless = Opening(id="q1", transaction=TransactionId(group="", qualifier=""))
    assert why(ask(None, Asked(body=REQUEST), NOW, ASKING)) is Refusal.INVALID_TRANSACTION_ID
    assert why(ask(None, Asked(body=REQUEST, opening=nameless), NOW, ASKING)) is (
        Refusal.INVALID_TRANSACTION_ID
    )
    assert why(did(requester(), REQUEST)) is Refusal.TRANSACTION_EXISTS
    empty = Asked(body=IllRequest(service_types=()), opening=Opening(id="q1", transaction=ID))
    assert why(ask(None, empty, NOW, ASKING)) is Refusal.VALUE_MISSING
    assert ask(None, empty, NOW, ASKING).transaction is None


def test_without_a_transaction_nothing_else_can_be_asked() -> None:
    no = Refusal.NO_TRANSACTION
    assert why(ask(None, Asked(body=Cancel()), NOW, ASKING)) is no
    assert why(ask_again(None, AskedAgain(actor="li"), NOW, ASKING)) is no
    assert why(due(None, Due(kind=TimerKind.EXPIRY), NOW, ASKING)) is no
    assert why(take_back(None, TakeBack(actor="li"), NOW, ASKING)) is no


def test_a_service_that_has_no_place_now_is_refused_with_the_reason() -> None:
    assert why(did(requester(), Returned())) is Refusal.NOT_SHIPPED_YET
    assert why(did(requester(), Expired())) is Refusal.AUTOMATIC
    assert why(did(responder(), replace(UNFILLED, reason=None))) is Refusal.VALUE_MISSING


def test_cancelling_what_was_offered_under_a_condition_refuses_the_condition() -> None:
    decision = did(requester(S.CONDITIONAL), Cancel(note="不需要了"))
    assert after(decision).state is S.NOT_SUPPLIED
    assert sent(decision) == [ConditionalReply(answer=False, note="不需要了")]
    assert CaseKind.CONDITION_TO_ANSWER in decision.settled


def test_what_the_partner_does_not_want_is_done_and_not_sent() -> None:
    quiet = requester(S.SHIPPED, requester_messages=RequesterMessages(can_send_received=False))
    decision = did(quiet, ReceivedService())
    assert after(decision).state is S.RECEIVED
    assert decision.sends == ()
    assert decision.remarks == (Remark.NOT_SENT_BY_AGREEMENT,)


def test_who_insists_that_it_came_need_not_wait_for_shipped() -> None:
    held = after(did(requester(), ReceivedService()))
    decision = did(held, ReceivedService())
    assert after(decision).state is S.RECEIVED
    assert [body.service for body in sent(decision)] == [Service.RECEIVED]
    assert after(decision).course.held is None


def permitted() -> IllTransaction:
    third = ThirdParty(permission_to_forward=True, already_tried=(CUMT,))
    return after(got(None, replace(REQUEST, third_party=third)))


def test_a_forwarded_request_goes_on_with_everybody_who_was_tried() -> None:
    there = SystemAddress("TCP", "ill.example:1611")
    decision = did(permitted(), Forward(to=THIRD, address=there, note="贵馆有藏"))
    assert after(decision).state is S.FORWARD
    (onward,) = decision.onward
    assert (onward.to, onward.address, onward.message.responder) == (THIRD, there, THIRD)
    request = onward.message.body
    assert isinstance(request, IllRequest)
    assert (request.forward, request.forward_note) == (True, "贵馆有藏")
    assert request.third_party is not None
    assert request.third_party.already_tried == (CUMT, HHIT)
    assert sent(decision) == [ForwardNotification(address=there, intermediary=HHIT, note="贵馆有藏")]
    assert decision.sends[0].responder == THIRD
    assert after(decision).course.responder == HHIT


def test_nobody_is_asked_twice() -> None:
    assert why(did(permitted(), Forward(to=CUMT))) is Refusal.ALREADY_TRIED
    assert why(did(responder(), Forward(to=THIRD))) is Refusal.NO_PERMISSION_TO_FORWARD


def test_after_forwarding_whoever_comes_is_told_where_to_go() -> None:
    gone = after(did(permitted(), Forward(to=THIRD)))
    decision = got(gone, Cancel())
    assert after(decision).state is S.FORWARD
    told = decision.sends[0].body
    elsewhere = got(requester(S.CANCEL_PENDING), message(told, "20261125090000"))
    assert elsewhere.redirected is not None
    assert elsewhere.redirected.responder == THIRD
    assert [(each.body, each.responder) for each in elsewhere.sends] == [(Cancel(), THIRD)]


def test_a_notification_sends_the_requester_to_the_new_responder() -> None:
    told = replace(message(ForwardNotification(intermediary=HHIT)), responder=THIRD)
    decision = got(requester(), told)
    assert after(decision).course.responder == THIRD
    assert decision.redirected is not None
    nameless = got(requester(), replace(told, responder=None))
    assert nameless.redirected is None
    late = got(requester(S.NOT_SUPPLIED), told)
    assert late.redirected is None


def test_the_last_service_is_said_again_word_for_word() -> None:
    q = after(did(after(opened()), Message(note="x")))
    again = ask_again(q, AskedAgain(actor="li"), NOW, ASKING)
    assert [one.service for one in again.again] == [Service.ILL_REQUEST]
    assert again.remarks == (Remark.SENT_AGAIN,)
    words = ask_again(q, AskedAgain(actor="li", service="MESSAGE"), NOW, ASKING)
    assert [one.service for one in words.again] == [Service.MESSAGE]
    none = ask_again(q, AskedAgain(actor="li", service="CANCEL"), NOW, ASKING)
    assert why(none) is Refusal.NOTHING_TO_REPEAT


def test_a_request_runs_out_where_it_still_waits() -> None:
    decision = due(responder(), Due(kind=TimerKind.EXPIRY), NOW, LENDING)
    assert after(decision).state is S.NOT_SUPPLIED
    assert sent(decision) == [Expired()]
    assert why(due(responder(S.SHIPPED), Due(kind=TimerKind.EXPIRY), NOW, LENDING)) is (
        Refusal.NOT_IN_THIS_STATE
    )


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        (TimerKind.ANSWER, CaseKind.NO_ANSWER),
        (TimerKind.REPLY, CaseKind.CONDITION_LAPSED),
        (TimerKind.DUE, CaseKind.OVERDUE),
    ],
)
def test_local_timers_tell_staff_and_change_nothing(kind: TimerKind, case: CaseKind) -> None:
    before = requester()
    decision = due(before, Due(kind=kind), NOW + timedelta(days=20), ASKING)
    assert [(each.kind, each.detail) for each in decision.cases] == [(case, "工程控制论")]
    assert decision.transaction == before
    assert decision.alarms == ()


def test_a_timer_of_the_outbox_is_none_of_ours() -> None:
    assert why(due(requester(), Due(kind=TimerKind.CONFIRM), NOW, ASKING)) is Refusal.AUTOMATIC


def test_within_its_grace_an_act_of_staff_can_be_taken_back() -> None:
    before = after(opened(setting=GRACED))
    cancelled = did(before, Cancel(), actor="li", setting=GRACED)
    assert cancelled.graced
    back = take_back(after(cancelled), TakeBack(actor="li"), NOW, GRACED)
    assert after(back) == before
    assert [one.service for one in back.taken_back] == [Service.CANCEL]
    assert back.remarks == (Remark.TAKEN_BACK,)
    assert why(take_back(after(back), TakeBack(actor="li"), NOW, GRACED)) is Refusal.NOTHING_TO_TAKE_BACK


def test_what_an_act_settled_is_open_again_where_it_is_taken_back() -> None:
    before = replace(responder(S.CANCEL_PENDING), changed=NOW)
    refused = did(before, CancelReply(answer=False), actor="li", setting=replace(GRACED, us=HHIT))
    assert refused.settled == (CaseKind.CANCEL_TO_ANSWER, CaseKind.NO_ANSWER)
    back = take_back(after(refused), TakeBack(actor="li"), NOW, GRACED)
    assert (back.reopened, back.undone) == (refused.settled, after(refused).changed)


def test_an_act_can_be_taken_back_where_the_oldest_services_were_forgotten() -> None:
    before = after(opened(setting=GRACED))
    renewals = [
        Exchanged(direction=Direction.OUT, service=Service.RENEW, said=str(number), digest="")
        for number in range(1, REMEMBERED)
    ]
    course = replace(before.course, exchanged=(before.course.exchanged[0], *renewals))
    cancelled = did(replace(before, course=course), Cancel(), actor="li", setting=GRACED)
    back = take_back(after(cancelled), TakeBack(actor="li"), NOW, GRACED)
    assert [one.service for one in back.taken_back] == [Service.CANCEL]


def test_what_came_in_between_ends_the_grace() -> None:
    cancelled = did(after(opened(setting=GRACED)), Cancel(), actor="li", setting=GRACED)
    crossed = after(got(after(cancelled), CONDITION, setting=GRACED))
    assert why(take_back(crossed, TakeBack(actor="li"), NOW, GRACED)) is Refusal.NOTHING_TO_TAKE_BACK


def test_a_request_that_is_taken_back_was_never_made() -> None:
    asked = Asked(body=REQUEST, actor="li", opening=Opening(id="q1", transaction=ID))
    decision = ask(None, asked, NOW, GRACED)
    back = take_back(decision.transaction, TakeBack(actor="li"), NOW, GRACED)
    assert after(back).state is S.CANCELLED
    assert after(back).closed == NOW
    assert [one.service for one in back.taken_back] == [Service.ILL_REQUEST]


def test_without_grace_or_without_a_person_nothing_is_kept() -> None:
    assert not did(requester(), Cancel(), actor="li").graced
    assert after(did(requester(), Cancel(), setting=GRACED)).course.undo == b""
    spoken = after(did(requester(), Message(note="x"), actor="li", setting=GRACED))
    graced = did(spoken, Cancel(), actor="li", setting=GRACED)
    kept = msgspec.json.decode(after(graced).course.undo, type=IllTransaction)
    assert kept.course.undo == b""


def test_shipped_goes_out_with_what_is_known() -> None:
    decision = did(responder(), SHIPPED)
    (body,) = sent(decision)
    assert body.service is Service.SHIPPED
    assert decision.event is Event.SHI_REQ
    assert TimerKind.DUE in {alarm.kind for alarm in decision.alarms}
