"""Every state that a library that asks, an intermediary and a lender can get into together.

As tests/property/test_ill_search.py, with the intermediary's two machines in between and one lender to be
asked. Staff of the intermediary touch nothing: all that reaches one side is relayed to the other.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, Due, Opening, Received, Setting
from gateway.ill.events import Event, arrived
from gateway.ill.intermediary import Chain, Mediation, mediate, onward
from gateway.ill.relaying import Side
from gateway.model.identity import AgencyId
from gateway.model.ill.names import TransactionId
from gateway.model.ill.parts import DateDue
from gateway.model.ill.post import CaseKind, TimerKind
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    CheckedIn,
    ConditionalReply,
    Lost,
    Overdue,
    Recall,
    Renew,
    RenewAnswer,
    Returned,
)
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from tests.ill_pair import (
    CONDITION,
    CUMT,
    DUE_DAY,
    HHIT,
    ID,
    NOW,
    REQUEST,
    SHIPPED,
    THIRD,
    UNFILLED,
    ZONE,
    after,
    did,
    message,
    replace,
    sent,
    terms,
)

S = State

#: Services on their way at once when somebody begins something new: enough for two to cross anywhere.
WAITING = 2

Q = Setting(agency=AgencyId("CUMT"), us=CUMT, partner=terms("HHIT", HHIT), zone=ZONE)
ABOVE = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("CUMT", CUMT), zone=ZONE)
BELOW = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("THIRD", THIRD), zone=ZONE)
P = Setting(agency=AgencyId("THIRD"), us=THIRD, partner=terms("HHIT", HHIT), zone=ZONE)
OWN = TransactionId(initial_requester=HHIT, group="2026", qualifier="9001")


class Phase(NamedTuple):
    """What may be asked for in one part of a transaction's life."""

    requester: tuple[AnyService, ...]
    lender: tuple[AnyService, ...]


PROCESSING = Phase(
    (ConditionalReply(answer=True), ConditionalReply(answer=False), Cancel()),
    (CONDITION, UNFILLED, SHIPPED, CancelReply(answer=True), CancelReply(answer=False)),
)
TRACKING = Phase(
    (Cancel(), ReceivedService(), Returned(), Renew(), Lost()),
    (
        SHIPPED,
        RenewAnswer(answer=True, due=DateDue(DUE_DAY)),
        RenewAnswer(answer=False),
        Overdue(due=DateDue(DUE_DAY)),
        Recall(),
        CheckedIn(),
        Lost(),
    ),
)
PHASES = {"processing": PROCESSING, "tracking": TRACKING}

OUT = frozenset({S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL, S.CHECKED_IN, S.LOST})
CLOSED = frozenset({S.NOT_SUPPLIED, S.CANCELLED})
TOUCHES_THE_ITEM = (ReceivedService, Returned, Lost)


class World(NamedTuple):
    """Requester, the intermediary's upper and lower machine, lender, and the four ways between them."""

    q: IllTransaction
    up: IllTransaction
    down: IllTransaction
    p: IllTransaction
    q_up: tuple[AnyService, ...] = ()
    up_q: tuple[AnyService, ...] = ()
    down_p: tuple[AnyService, ...] = ()
    p_down: tuple[AnyService, ...] = ()


class Step(NamedTuple):
    """What can happen next: the world after it, and what went wrong on the way."""

    world: World
    refused: tuple[str, State, Event | None] | None = None
    cases: tuple[CaseKind, ...] = ()


def bare(transaction: IllTransaction) -> IllTransaction:
    course = replace(transaction.course, exchanged=(), last_transition="", tried=())
    return replace(transaction, course=course, changed=NOW)


def side_key(transaction: IllTransaction) -> tuple[object, ...]:
    course = transaction.course
    flags = (course.conditional, course.arrived, course.returned, course.checked_in, course.renewable)
    return (transaction.state, *flags, course.held is not None)


def key(world: World) -> tuple[object, ...]:
    ways = (tuple(arrived(body) for body in way) for way in world[4:])
    return (*(side_key(each) for each in world[:4]), *ways)


def start() -> World:
    asked = decide(None, Asked(body=REQUEST, opening=Opening(id="q1", transaction=ID)), NOW, Q)
    up = after(decide(None, Received(message=asked.sends[0], id="up"), NOW, ABOVE))
    lower = decide(None, onward(up, HHIT, "down", own=OWN, number=1), NOW, BELOW)
    p = after(decide(None, Received(message=lower.sends[0], id="p1"), NOW, P))
    return World(bare(after(asked)), bare(up), bare(after(lower)), bare(p))


def mediated(world: World, side: Side, event: AnyEvent) -> Mediation:
    chain = Chain(upstream=world.up, downstream=world.down, above=ABOVE, below=BELOW)
    return mediate(chain, side, event, NOW)


def at_intermediary(world: World, done: Mediation, heard: bool) -> Step:  # noqa: FBT001
    up_q = [body for part in done.parts if part.side is Side.UPSTREAM for body in sent(part.decision)]
    down_p = [body for part in done.parts if part.side is Side.DOWNSTREAM for body in sent(part.decision)]
    assert done.downstream is not None
    moved = world._replace(
        up=bare(done.upstream),
        down=bare(done.downstream),
        up_q=(*world.up_q, *up_q),
        down_p=(*world.down_p, *down_p),
    )
    first = done.parts[0].decision
    refused = (done.parts[0].side, first.before, first.event) if heard and first.refusal else None
    return Step(moved, refused, tuple(case.kind for part in done.parts for case in part.decision.cases))


def deliveries(world: World) -> Iterator[Step]:
    if world.q_up:
        body, *others = world.q_up
        event = Received(message=message(body))
        yield at_intermediary(
            world._replace(q_up=tuple(others)), mediated(world, Side.UPSTREAM, event), heard=True
        )
    if world.p_down:
        body, *others = world.p_down
        event = Received(message=message(body))
        yield at_intermediary(
            world._replace(p_down=tuple(others)), mediated(world, Side.DOWNSTREAM, event), heard=True
        )
    if world.up_q:
        body, *others = world.up_q
        done = decide(world.q, Received(message=message(body)), NOW, Q)
        refused = ("requester", done.before, done.event) if done.refusal else None
        moved = world._replace(q=bare(after(done)), up_q=tuple(others), q_up=(*world.q_up, *sent(done)))
        yield Step(moved, refused)
    if world.down_p:
        body, *others = world.down_p
        done = decide(world.p, Received(message=message(body)), NOW, P)
        refused = ("lender", done.before, done.event) if done.refusal else None
        moved = world._replace(p=bare(after(done)), down_p=tuple(others), p_down=(*world.p_down, *sent(done)))
        yield Step(moved, refused)


def acts(world: World, phase: Phase) -> Iterator[Step]:
    if sum(map(len, world[4:])) >= WAITING:
        return
    if not world.q_up:
        for body in phase.requester:
            if world.p.state not in OUT and isinstance(body, TOUCHES_THE_ITEM):
                continue
            done = did(world.q, body, setting=Q)
            if done.refusal is None:
                yield Step(world._replace(q=bare(after(done)), q_up=(*world.q_up, *sent(done))))
    if not world.p_down:
        for body in phase.lender:
            done = did(world.p, body, setting=P)
            if done.refusal is None:
                yield Step(world._replace(p=bare(after(done)), p_down=(*world.p_down, *sent(done))))
        done = decide(world.p, Due(kind=TimerKind.EXPIRY), NOW, P)
        if done.refusal is None:
            yield Step(world._replace(p=bare(after(done)), p_down=(*world.p_down, *sent(done))))


class Found(NamedTuple):
    """What the search saw."""

    worlds: int
    without_a_row: set[tuple[str, State, Event | None]]
    at_rest: set[tuple[State, State, State, State]]
    unseen: set[tuple[State, State, State, State]]
    cases: set[CaseKind]


@cache
def search(name: str) -> Found:
    first = start()
    seen = {key(first)}
    todo = deque([first])
    without: set[tuple[str, State, Event | None]] = set()
    at_rest: set[tuple[State, State, State, State]] = set()
    cases: set[CaseKind] = set()
    while todo:
        world = todo.popleft()
        for step in (*deliveries(world), *acts(world, PHASES[name])):
            if step.refused:
                without.add(step.refused)
            cases |= set(step.cases)
            if key(step.world) not in seen:
                seen.add(key(step.world))
                todo.append(step.world)
        if not any(world[4:]):
            at_rest.add((world.q.state, world.up.state, world.down.state, world.p.state))
    unseen = {(q, up, down, p) for q, up, down, p in at_rest if q in CLOSED and p in OUT}
    return Found(len(seen), without, at_rest, unseen, cases)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "worlds"), [("processing", 114), ("tracking", 2537)])
def test_all_three_libraries_have_a_row_for_whatever_arrives(name: str, worlds: int) -> None:
    found = search(name)
    assert found.without_a_row == set()
    assert found.unseen == set()
    assert found.worlds == worlds


def test_at_rest_a_request_stands_alike_with_all_three() -> None:
    assert search("processing").at_rest == {
        (S.PENDING, S.IN_PROCESS, S.PENDING, S.IN_PROCESS),
        (S.CONDITIONAL, S.CONDITIONAL, S.CONDITIONAL, S.CONDITIONAL),
        (S.CANCEL_PENDING, S.CANCEL_PENDING, S.CANCEL_PENDING, S.CANCEL_PENDING),
        (S.CANCELLED, S.CANCELLED, S.CANCELLED, S.CANCELLED),
        (S.CANCELLED, S.CANCELLED, S.NOT_SUPPLIED, S.NOT_SUPPLIED),
        (S.NOT_SUPPLIED, S.NOT_SUPPLIED, S.NOT_SUPPLIED, S.NOT_SUPPLIED),
        (S.SHIPPED, S.SHIPPED, S.SHIPPED, S.SHIPPED),
    }


@pytest.mark.slow
def test_what_cannot_be_relayed_is_seen_by_staff() -> None:
    assert CaseKind.RELAY_HELD in search("tracking").cases
