from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, Due, Opening, Received, Setting
from gateway.ill.intermediary import Chain, Mediation, following, mediate, onward
from gateway.ill.relaying import Side
from gateway.model.identity import AgencyId
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import DateDue, ResponderMessages, ThirdParty
from gateway.model.ill.post import CaseKind, TimerKind
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    ConditionalReply,
    Expired,
    ForwardNotification,
    IllAnswer,
    IllRequest,
    Message,
    Renew,
    RenewAnswer,
    Returned,
    Shipped,
)
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Reason, Results, Service, TransactionType
from tests.ill_pair import (
    CONDITION,
    CUMT,
    DUE_DAY,
    HHIT,
    ID,
    LENDING,
    NOW,
    REQUEST,
    SHIPPED,
    THIRD,
    UNFILLED,
    WILL_SUPPLY,
    ZONE,
    after,
    did,
    got,
    message,
    replace,
    terms,
)

S = State
U, D = Side.UPSTREAM, Side.DOWNSTREAM
BELOW = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("THIRD", THIRD), zone=ZONE)
FOURTH = SystemId(symbol="CN-100001")
OWN = TransactionId(initial_requester=HHIT, group="2026", qualifier="9001")


def upper(request: IllRequest = REQUEST) -> IllTransaction:
    return after(got(None, request))


def lower(up: IllTransaction, state: State = S.PENDING, **course: object) -> IllTransaction:
    begun = after(decide(None, onward(up, HHIT, "down", own=OWN, number=1), NOW, BELOW))
    return replace(begun, state=state, course=replace(begun.course, **course))


def chain(up: IllTransaction, down: IllTransaction | None, *candidates: SystemId) -> Chain:
    return Chain(upstream=up, downstream=down, above=LENDING, below=BELOW, candidates=candidates)


def heard(at: Chain, side: Side, body: AnyService, said: str = "20261124100000") -> Mediation:
    event: AnyEvent = Received(message=message(body, said))
    return mediate(at, side, event, NOW)


def said(done: Mediation) -> list[tuple[Side, AnyService]]:
    return [(part.side, each.body) for part in done.parts for each in part.decision.sends]


def cases(done: Mediation) -> list[tuple[Side, CaseKind]]:
    return [(part.side, case.kind) for part in done.parts for case in part.decision.cases]


def test_the_request_goes_on_in_a_transaction_of_our_own() -> None:
    asked = onward(upper(), HHIT, "down", own=OWN, number=1)
    assert isinstance(asked.body, IllRequest)
    assert asked.opening == Opening(id="down", transaction=OWN, relay="p1")
    assert asked.body.transaction_type is TransactionType.SIMPLE
    assert asked.body.third_party is None


def test_where_chaining_is_permitted_it_is_a_part_of_the_requesters() -> None:
    third = ThirdParty(permission_to_chain=True, already_tried=(FOURTH,))
    asked = onward(upper(replace(REQUEST, third_party=third)), HHIT, "down", own=OWN, number=2)
    assert isinstance(asked.body, IllRequest)
    assert asked.opening is not None
    assert asked.opening.transaction == replace(ID, sub="2")
    assert asked.opening.tried == (FOURTH,)
    assert asked.body.transaction_type is TransactionType.CHAINED
    assert asked.body.third_party == third


def test_what_the_lender_answers_goes_up() -> None:
    up = upper()
    done = heard(chain(up, lower(up)), D, replace(WILL_SUPPLY, optional_messages=ResponderMessages()))
    ((side, body),) = said(done)
    assert side is U
    assert isinstance(body, IllAnswer)
    assert body.results is Results.WILL_SUPPLY


def test_that_the_lender_has_passed_it_on_goes_up_and_we_stay_the_responder() -> None:
    third = ThirdParty(permission_to_chain=True, permission_to_forward=True)
    up = upper(replace(REQUEST, third_party=third))
    told = replace(message(ForwardNotification(intermediary=THIRD, note="馆际")), responder=FOURTH)
    done = mediate(chain(up, lower(up)), D, Received(message=told), NOW)
    assert said(done) == [(U, ForwardNotification(intermediary=HHIT, note="馆际"))]
    assert [each.responder for part in done.parts for each in part.decision.sends] == [HHIT]
    assert done.downstream is not None
    assert done.downstream.course.responder == FOURTH


def test_who_has_not_permitted_forwarding_is_not_told_of_it() -> None:
    up = upper()
    done = heard(chain(up, lower(up)), D, ForwardNotification(intermediary=THIRD))
    assert (said(done), cases(done)) == ([], [(D, CaseKind.RELAY_HELD)])


def test_shipped_goes_up_with_the_supplier() -> None:
    up = upper()
    done = heard(chain(up, lower(up)), D, SHIPPED)
    ((_, body),) = said(done)
    assert isinstance(body, Shipped)
    assert (body.supplier, body.intermediary, body.due) == (THIRD, HHIT, DateDue(DUE_DAY))
    assert (done.upstream.state, after(done.parts[0].decision).state) == (S.SHIPPED, S.SHIPPED)
    named = heard(chain(up, lower(up)), D, replace(SHIPPED, supplier=FOURTH))
    assert said(named)[0][1].supplier == FOURTH  # type: ignore[union-attr]


def test_after_a_lender_without_the_item_the_next_one_is_asked() -> None:
    up = upper()
    done = heard(chain(up, lower(up), THIRD, CUMT, HHIT, FOURTH), D, UNFILLED)
    assert done.next == FOURTH
    assert done.upstream.course.tried == (THIRD,)
    assert said(done) == []
    again = onward(done.upstream, HHIT, "down2", own=replace(OWN, qualifier="9002"), number=2)
    assert isinstance(again.body, IllRequest)
    assert again.body.third_party is not None
    assert again.body.third_party.already_tried == (THIRD,)


def test_a_lender_that_has_no_name_is_not_remembered() -> None:
    up = upper()
    done = heard(chain(up, lower(up, responder=None), FOURTH), D, UNFILLED)
    assert (done.next, done.upstream.course.tried) == (FOURTH, ())


def test_when_nobody_is_left_the_answer_goes_up() -> None:
    up = upper()
    done = heard(chain(up, lower(up), THIRD), D, UNFILLED)
    ((side, body),) = said(done)
    assert (side, body.service, done.upstream.state) == (U, Service.ILL_ANSWER, S.NOT_SUPPLIED)
    assert done.next is None
    expired = heard(chain(up, lower(up)), D, Expired())
    assert isinstance(said(expired)[0][1], IllAnswer)


def test_an_offer_that_is_withdrawn_is_withdrawn_above() -> None:
    up = after(did(upper(), CONDITION))
    done = heard(chain(up, lower(up, S.CONDITIONAL)), D, UNFILLED)
    assert done.upstream.state is S.NOT_SUPPLIED
    assert done.upstream.course.reason is Reason.NOT_ON_SHELF


def test_a_cancel_waits_for_the_lenders_reply() -> None:
    up = upper()
    held = heard(chain(up, lower(up)), U, Cancel())
    assert said(held) == [(D, Cancel())]
    assert held.downstream is not None
    assert held.upstream.state is S.CANCEL_PENDING
    allowed = heard(chain(held.upstream, held.downstream), D, CancelReply(answer=True))
    assert said(allowed) == [(U, CancelReply(answer=True))]
    assert allowed.upstream.state is S.CANCELLED


def test_a_cancel_before_anybody_was_asked_is_granted() -> None:
    done = heard(chain(upper(), None), U, Cancel())
    assert said(done) == [(U, CancelReply(answer=True))]
    assert done.downstream is None


def test_a_book_that_crosses_the_cancel_refuses_it() -> None:
    up = upper()
    held = heard(chain(up, lower(up)), U, Cancel())
    done = heard(chain(held.upstream, held.downstream), D, SHIPPED)
    assert [body.service for _, body in said(done)] == [Service.CANCEL_REPLY, Service.SHIPPED]
    assert done.upstream.state is S.SHIPPED


def test_a_condition_that_crosses_the_cancel_is_not_dropped() -> None:
    up = upper()
    held = heard(chain(up, lower(up)), U, Cancel())
    crossed = heard(chain(held.upstream, held.downstream), D, replace(CONDITION, day=DUE_DAY))
    assert said(crossed) == []
    done = heard(chain(crossed.upstream, crossed.downstream), D, CancelReply(answer=False))
    reply, condition = (body for _, body in said(done))
    assert reply == CancelReply(answer=False)
    assert isinstance(condition, IllAnswer)
    assert (condition.reason, condition.day) == (Reason.LIBRARY_USE_ONLY, DUE_DAY)
    assert done.upstream.state is S.CONDITIONAL


def test_cancelling_under_a_condition_ends_it_on_both_sides() -> None:
    up = after(did(upper(), CONDITION))
    done = heard(chain(up, lower(up, S.CONDITIONAL)), U, Cancel())
    assert said(done) == [(D, ConditionalReply(answer=False)), (U, CancelReply(answer=True))]


def test_a_renewal_that_the_lender_does_not_allow_is_refused_at_once() -> None:
    up = after(did(upper(), SHIPPED))
    done = heard(chain(up, lower(up, S.RECEIVED, renewable=False)), U, Renew())
    assert said(done) == [(U, RenewAnswer(answer=False))]
    assert [part.side for part in done.parts] == [U, U]


def test_what_cannot_be_passed_on_is_a_case() -> None:
    up = after(did(upper(), SHIPPED))
    done = heard(chain(up, lower(up, S.PENDING)), U, Returned())
    assert said(done) == []
    assert cases(done) == [(U, CaseKind.RELAY_HELD)]


def test_a_book_for_a_request_that_ended_above_is_a_case_below() -> None:
    up = after(did(upper(), UNFILLED))
    done = heard(chain(up, lower(up)), D, SHIPPED)
    assert cases(done) == [(D, CaseKind.BOOK_FOR_CLOSED_REQUEST)]
    kept = heard(chain(up, lower(up, S.CANCEL_PENDING)), D, CancelReply(answer=False))
    assert cases(kept) == [(D, CaseKind.RELAY_HELD)]


def test_when_the_time_is_over_above_the_lender_hears_of_it() -> None:
    up = upper()
    done = mediate(chain(up, lower(up)), U, Due(kind=TimerKind.EXPIRY), NOW)
    assert [body for _, body in said(done)] == [Expired(), Cancel()]


def test_repeats_refusals_and_what_is_ours_alone_are_not_relayed() -> None:
    up = upper()
    first = heard(chain(up, lower(up)), U, Message(note="x"))
    assert len(first.parts) == 2
    assert len(heard(chain(first.upstream, first.downstream), U, Message(note="x")).parts) == 1
    assert len(heard(chain(up, lower(up)), U, Renew()).parts) == 1
    asked = mediate(chain(up, lower(up)), U, Asked(body=Message(note="x")), NOW)
    assert len(asked.parts) == 1


def test_nobody_who_asks_or_was_asked_is_asked() -> None:
    up = upper()
    everybody = (CUMT, HHIT, THIRD, FOURTH)
    assert following(chain(up, None, *everybody)) == THIRD
    assert following(chain(up, lower(up), *everybody)) == FOURTH
    assert following(chain(up, lower(up))) is None


def test_before_anybody_was_asked_there_is_nobody_to_decide_with() -> None:
    at = Chain(upstream=upper(), downstream=None, above=LENDING, below=None)
    assert mediate(at, U, Received(message=message(Message(note="x"))), NOW).parts
