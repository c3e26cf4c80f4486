"""Every state that two libraries can get into together, if nothing is lost and the order is kept.

The search runs the real decisions. A world is the requester's and the responder's transaction and what is on
its way between them; from each world every service that staff may ask for is asked, and what is first in
each queue is delivered. Whoever touches the item does so only once the lender has sent it.

It must hold that whatever arrives has a row, that a condition is open for both sides or for none once
nothing is on its way, and that nobody's request is closed while the item is out.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from gateway.ill.decide import decide
from gateway.ill.decisions import Decision, Due, Setting
from gateway.ill.endings import over
from gateway.ill.events import Event, arrived
from gateway.model.ill.parts import RequesterMessages, ResponderMessages
from gateway.model.ill.post import TimerKind
from gateway.model.ill.services import AnyService, IllRequest, Lost, Received, Returned, Shipped
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from tests.ill_pair import (
    ASKING,
    COPY_REQUEST,
    COPY_SHIPPED,
    LENDING,
    NEITHER,
    NOW,
    REQUEST,
    REQUESTERS_ACTS,
    RESPONDERS_ACTS,
    SHIPPED,
    after,
    did,
    got,
    opened,
    replace,
    sent,
    with_terms,
)

S = State

#: So many services on their way in one direction are enough for all that can cross.
WAITING = 2

Body = AnyService
Key = tuple[object, ...]


class World(NamedTuple):
    """Two transactions, and what is on its way to the lender and to the library that asked."""

    q: IllTransaction
    p: IllTransaction
    to_p: tuple[Body, ...] = ()
    to_q: tuple[Body, ...] = ()


class Step(NamedTuple):
    """What came of one thing that can happen; `arriving` where it is a delivery."""

    world: World
    decision: Decision
    arriving: bool


class Agreement(NamedTuple):
    """What the two agreed on, what is asked for, and how many worlds that makes."""

    asking: Setting
    lending: Setting
    request: IllRequest
    shipped: Shipped
    worlds: int


NONE_WANTED = RequesterMessages(
    can_send_received=False, can_send_returned=False, shipped=NEITHER, checked_in=NEITHER
)
NO_SHIPPED = RequesterMessages(shipped=NEITHER)
NOT_SENT = ResponderMessages(can_send_shipped=False, received=NEITHER)

AGREEMENTS = {
    "every message": Agreement(ASKING, LENDING, REQUEST, SHIPPED, 2714),
    "a copy": Agreement(ASKING, LENDING, COPY_REQUEST, COPY_SHIPPED, 202),
    "no optional message": Agreement(
        with_terms(ASKING, as_requester=NONE_WANTED), LENDING, REQUEST, SHIPPED, 1620
    ),
    "no Shipped wanted": Agreement(
        with_terms(ASKING, as_requester=NO_SHIPPED), LENDING, REQUEST, SHIPPED, 2328
    ),
    "Shipped not sent": Agreement(ASKING, with_terms(LENDING, as_responder=NOT_SENT), REQUEST, SHIPPED, 2143),
}

#: The item is out of the lender's hands, or was.
OUT = frozenset({S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL, S.CHECKED_IN, S.LOST})
TOUCHES_THE_ITEM = (Received, Returned, Lost)
CLOSED = frozenset({S.NOT_SUPPLIED, S.CANCELLED})


def bare(transaction: IllTransaction) -> IllTransaction:
    """Without its memory: over this channel nothing repeats, and the past would make every world new."""
    course = replace(transaction.course, exchanged=(), last_transition="")
    return replace(transaction, course=course, changed=NOW)


def side_key(transaction: IllTransaction) -> Key:
    course = transaction.course
    flags = (course.conditional, course.arrived, course.returned, course.checked_in, course.renewable)
    return (transaction.state, *flags, course.shipped_service, course.held is not None)


def key(world: World) -> Key:
    ways = (tuple(arrived(body) for body in way) for way in (world.to_p, world.to_q))
    return (side_key(world.q), side_key(world.p), *ways)


def start(agreement: Agreement) -> World:
    begun = opened(agreement.request, agreement.asking)
    asked = got(None, begun.sends[0], setting=agreement.lending)
    assert sent(asked) == []
    return World(bare(after(begun)), bare(after(asked)))


def at_q(world: World, decision: Decision) -> World:
    return world._replace(q=bare(after(decision)), to_p=(*world.to_p, *sent(decision)))


def at_p(world: World, decision: Decision) -> World:
    return world._replace(p=bare(after(decision)), to_q=(*world.to_q, *sent(decision)))


def steps(world: World, agreement: Agreement) -> Iterator[Step]:
    """Everything that can happen next."""
    if world.to_p:
        first, *others = world.to_p
        decision = got(world.p, first, setting=agreement.lending)
        yield Step(at_p(world._replace(to_p=tuple(others)), decision), decision, arriving=True)
    if world.to_q:
        first, *others = world.to_q
        decision = got(world.q, first, setting=agreement.asking)
        yield Step(at_q(world._replace(to_q=tuple(others)), decision), decision, arriving=True)
    if len(world.to_p) < WAITING:
        for body in REQUESTERS_ACTS:
            if world.p.state in OUT or not isinstance(body, TOUCHES_THE_ITEM):
                decision = did(world.q, body, setting=agreement.asking)
                yield Step(at_q(world, decision), decision, arriving=False)
    if len(world.to_q) < WAITING:
        for body in RESPONDERS_ACTS:
            said = agreement.shipped if isinstance(body, Shipped) else body
            decision = did(world.p, said, setting=agreement.lending)
            yield Step(at_p(world, decision), decision, arriving=False)
        decision = decide(world.p, Due(kind=TimerKind.EXPIRY), NOW, agreement.lending)
        yield Step(at_p(world, decision), decision, arriving=False)


class Found(NamedTuple):
    """What the search saw."""

    worlds: int
    receptions: int
    without_a_row: set[tuple[State, Event | None]]
    at_rest: set[tuple[State, State]]
    half_conditions: int
    stuck: set[tuple[State, State]]


@cache
def search(name: str) -> Found:
    agreement = AGREEMENTS[name]
    first = start(agreement)
    seen = {key(first)}
    todo = deque([first])
    receptions = half = 0
    without: set[tuple[State, Event | None]] = set()
    at_rest: set[tuple[State, State]] = set()
    stuck: set[tuple[State, State]] = set()
    while todo:
        world = todo.popleft()
        moved = False
        for step in steps(world, agreement):
            if step.arriving:
                receptions += 1
                if step.decision.refusal is not None:
                    without.add((step.decision.before, step.decision.event))
            elif step.decision.refusal is not None:
                continue
            moved = True
            if key(step.world) not in seen:
                seen.add(key(step.world))
                todo.append(step.world)
        if not world.to_p and not world.to_q:
            at_rest.add((world.q.state, world.p.state))
            half += (world.q.state is S.CONDITIONAL) is not (world.p.state is S.CONDITIONAL)
            half += world.q.course.conditional is not world.p.course.conditional
        if not moved and not (over(world.q) and over(world.p)):
            stuck.add((world.q.state, world.p.state))
    return Found(len(seen), receptions, without, at_rest, half, stuck)


@pytest.mark.slow
@pytest.mark.parametrize("name", AGREEMENTS)
def test_nothing_that_can_happen_between_two_libraries_is_unforeseen(name: str) -> None:
    found = search(name)
    assert found.without_a_row == set()
    assert found.half_conditions == 0
    assert found.stuck == set()
    assert found.worlds == AGREEMENTS[name].worlds
    assert found.receptions > found.worlds // 2


@pytest.mark.parametrize("name", AGREEMENTS)
def test_no_request_is_closed_while_its_item_is_out(name: str) -> None:
    found = search(name)
    assert {(q, p) for q, p in found.at_rest if q in CLOSED and p in OUT} == set()
    assert {p for q, p in found.at_rest if q in CLOSED} <= CLOSED
    assert {q for q, p in found.at_rest if p in CLOSED} <= CLOSED


def test_at_rest_both_sides_agree_where_every_message_is_sent() -> None:
    assert search("every message").at_rest == {
        (S.PENDING, S.IN_PROCESS),
        (S.CONDITIONAL, S.CONDITIONAL),
        (S.CANCEL_PENDING, S.CANCEL_PENDING),
        (S.CANCELLED, S.CANCELLED),
        (S.NOT_SUPPLIED, S.NOT_SUPPLIED),
        (S.SHIPPED, S.SHIPPED),
        (S.RECEIVED, S.SHIPPED),
        (S.NOT_RECEIVED_OVERDUE, S.OVERDUE),
        (S.OVERDUE, S.OVERDUE),
        (S.RENEW_PENDING, S.RENEW_PENDING),
        (S.RENEW_OVERDUE, S.RENEW_OVERDUE),
        (S.RECALL, S.RECALL),
        (S.RETURNED, S.SHIPPED),
        (S.RETURNED, S.OVERDUE),
        (S.RETURNED, S.RENEW_PENDING),
        (S.RETURNED, S.RENEW_OVERDUE),
        (S.RETURNED, S.RECALL),
        (S.RETURNED, S.CHECKED_IN),
        (S.LOST, S.LOST),
    }
