"""Every state that a library that asks, an intermediary and a lender can get into together.

As tests/property/test_ill_search.py, with the intermediary's two machines in between and one lender to be
asked. Staff of the intermediary touch nothing: all that reaches one side is relayed to the other.

Where the request may be forwarded the lender may pass it on to a fourth library, which has it at once. What
the lender and that one say comes by two ways; the lender's notice is taken to be first. What was on its way
to the lender comes back as an error. The intermediary writes to whomever its transaction names as the
responder, or, where it does not know that library, to the lender as before.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, Decision, Due, Forward, Opening, Received, Setting
from gateway.ill.events import Event, arrived
from gateway.ill.intermediary import Chain, Mediation, mediate, onward
from gateway.ill.relaying import Side
from gateway.model.identity import AgencyId
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import DateDue, ThirdParty
from gateway.model.ill.post import CaseKind, TimerKind
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    CheckedIn,
    ConditionalReply,
    ForwardNotification,
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
    WILL_SUPPLY,
    ZONE,
    after,
    did,
    message,
    replace,
    sent,
    terms,
)

S = State

#: Deliveries after which nothing is on its way any more, if nobody begins anything new.
SOON = 20

#: Services on their way at once when somebody begins something new: enough for two to cross anywhere.
WAITING = 2

Q = Setting(agency=AgencyId("CUMT"), us=CUMT, partner=terms("HHIT", HHIT), zone=ZONE)
ABOVE = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("CUMT", CUMT), zone=ZONE)
BELOW = Setting(agency=AgencyId("HHIT"), us=HHIT, partner=terms("THIRD", THIRD), zone=ZONE)
P = Setting(agency=AgencyId("THIRD"), us=THIRD, partner=terms("HHIT", HHIT), zone=ZONE)
FOURTH = SystemId(symbol="CN-310003")
HEIR = Setting(agency=AgencyId("FOURTH"), us=FOURTH, partner=terms("HHIT", HHIT), zone=ZONE)
OWN = TransactionId(initial_requester=HHIT, group="2026", qualifier="9001")


class Phase(NamedTuple):
    """What may be asked for in one part of a transaction's life."""

    requester: tuple[AnyService, ...]
    lender: tuple[AnyService, ...]
    forwards: bool = False
    to_a_stranger: bool = False


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
FORWARDING = Phase(
    (*PROCESSING.requester, ReceivedService(), Returned(), Renew()),
    (*PROCESSING.lender, WILL_SUPPLY, RenewAnswer(answer=False), Overdue(due=DateDue(DUE_DAY)), CheckedIn()),
    forwards=True,
)
STRANGE = Phase(PROCESSING.requester, (), forwards=True, to_a_stranger=True)
PHASES = {"processing": PROCESSING, "tracking": TRACKING, "forwarding": FORWARDING, "to a stranger": STRANGE}

OUT = frozenset({S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL, S.CHECKED_IN, S.LOST})
CLOSED = frozenset({S.NOT_SUPPLIED, S.CANCELLED})
TOUCHES_THE_ITEM = (ReceivedService, Returned, Lost)


class World(NamedTuple):
    """Requester, the intermediary's upper and lower machine, lender, and the four ways between them.

    The heir is the library to which the lender has forwarded the request, with the two ways to and from it.
    """

    q: IllTransaction
    up: IllTransaction
    down: IllTransaction
    p: IllTransaction
    q_up: tuple[AnyService, ...] = ()
    up_q: tuple[AnyService, ...] = ()
    down_p: tuple[AnyService, ...] = ()
    p_down: tuple[AnyService, ...] = ()
    heir: IllTransaction | None = None
    down_heir: tuple[AnyService, ...] = ()
    heir_down: tuple[AnyService, ...] = ()

    @property
    def ways(self) -> tuple[tuple[AnyService, ...], ...]:
        return (self.q_up, self.up_q, self.down_p, self.p_down, self.down_heir, self.heir_down)

    @property
    def has_it(self) -> IllTransaction:
        """The transaction of whoever would send the book."""
        return self.p if self.heir is None else self.heir


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
    return (transaction.state, *flags, course.held is not None, course.responder)


def key(world: World) -> tuple[object, ...]:
    ways = (tuple(arrived(body) for body in way) for way in world.ways)
    sides = (world.q, world.up, world.down, world.p, world.heir)
    return (*(None if each is None else side_key(each) for each in sides), *ways)


def start(phase: Phase) -> World:
    permitting = replace(
        REQUEST, third_party=ThirdParty(permission_to_forward=True, permission_to_chain=True)
    )
    request = permitting if phase.forwards else REQUEST
    asked = decide(None, Asked(body=request, opening=Opening(id="q1", transaction=ID)), NOW, Q)
    up = after(decide(None, Received(message=asked.sends[0], id="up"), NOW, ABOVE))
    lower = decide(None, onward(up, HHIT, "down", own=OWN, number=1), NOW, BELOW)
    p = after(decide(None, Received(message=lower.sends[0], id="p1"), NOW, P))
    return World(bare(after(asked)), bare(up), bare(after(lower)), bare(p))


def mediated(world: World, side: Side, event: AnyEvent) -> Mediation:
    chain = Chain(upstream=world.up, downstream=world.down, above=ABOVE, below=BELOW)
    return mediate(chain, side, event, NOW)


def at_intermediary(world: World, done: Mediation, heard: bool) -> Step:  # noqa: FBT001
    assert done.downstream is not None
    up_q, down_p, down_heir = [*world.up_q], [*world.down_p], [*world.down_heir]
    for part in done.parts:
        for one in part.decision.sends:
            if part.side is Side.UPSTREAM:
                assert one.responder == HHIT
                up_q.append(one.body)
            else:
                (down_p if world.heir is None or one.responder != FOURTH else down_heir).append(one.body)
    moved = world._replace(
        up=bare(done.upstream),
        down=bare(done.downstream),
        up_q=tuple(up_q),
        down_p=tuple(down_p),
        down_heir=tuple(down_heir),
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
        # A notice names who has the request now.
        responder = FOURTH if isinstance(body, ForwardNotification) else THIRD
        event = Received(message=message(body, responder=responder))
        yield at_intermediary(
            world._replace(p_down=tuple(others)), mediated(world, Side.DOWNSTREAM, event), heard=True
        )
    if world.heir_down and not any(isinstance(body, ForwardNotification) for body in world.p_down):
        body, *others = world.heir_down
        event = Received(message=message(body, responder=FOURTH))
        yield at_intermediary(
            world._replace(heir_down=tuple(others)), mediated(world, Side.DOWNSTREAM, event), heard=True
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
    if world.down_heir:
        assert world.heir is not None
        body, *others = world.down_heir
        done = decide(world.heir, Received(message=message(body)), NOW, HEIR)
        refused = ("heir", done.before, done.event) if done.refusal else None
        said = (*world.heir_down, *sent(done))
        yield Step(
            world._replace(heir=bare(after(done)), down_heir=tuple(others), heir_down=said),
            refused,
            tuple(case.kind for case in done.cases),
        )


def acts(world: World, phase: Phase) -> Iterator[Step]:
    if sum(map(len, world.ways)) >= WAITING:
        return
    if not world.q_up:
        yield from requester_acts(world, phase)
    if not world.p_down:
        for done in lender_acts(world.p, phase, P):
            yield Step(world._replace(p=bare(after(done)), p_down=(*world.p_down, *sent(done))))
        if phase.forwards:
            yield from forwarding(world, known=not phase.to_a_stranger)
    if world.heir is not None and not world.heir_down:
        for done in lender_acts(world.heir, phase, HEIR):
            said = (*world.heir_down, *sent(done))
            yield Step(world._replace(heir=bare(after(done)), heir_down=said))


def requester_acts(world: World, phase: Phase) -> Iterator[Step]:
    for body in phase.requester:
        if world.has_it.state not in OUT and isinstance(body, TOUCHES_THE_ITEM):
            continue
        done = did(world.q, body, setting=Q)
        if done.refusal is None:
            yield Step(world._replace(q=bare(after(done)), q_up=(*world.q_up, *sent(done))))


def lender_acts(transaction: IllTransaction, phase: Phase, setting: Setting) -> Iterator[Decision]:
    asked = [did(transaction, body, setting=setting) for body in phase.lender]
    expired = decide(transaction, Due(kind=TimerKind.EXPIRY), NOW, setting)
    yield from (done for done in (*asked, expired) if done.refusal is None)


def forwarding(world: World, *, known: bool) -> Iterator[Step]:
    done = did(world.p, Forward(to=FOURTH), setting=P)
    if done.refusal is None:
        (onward_,) = done.onward
        taken = decide(None, Received(message=onward_.message, id="heir"), NOW, HEIR)
        moved = world._replace(p=bare(after(done)), p_down=(*world.p_down, *sent(done)))
        yield Step(moved._replace(heir=bare(after(taken))) if known else moved)


def comes_to_rest(world: World) -> bool:
    """Whether all that is on its way, and what it brings about, comes to an end."""
    for _ in range(SOON):
        step = next(deliveries(world), None)
        if step is None:
            return True
        world = step.world
    return False


class Found(NamedTuple):
    """What the search saw."""

    worlds: int
    without_a_row: set[tuple[str, State, Event | None]]
    at_rest: set[tuple[State, State, State, State]]
    unseen: set[tuple[State, State, State, State]]
    cases: set[CaseKind]
    restless: int
    astray: int


@cache
def search(name: str) -> Found:
    first = start(PHASES[name])
    seen = {key(first)}
    todo = deque([first])
    without: set[tuple[str, State, Event | None]] = set()
    at_rest: set[tuple[State, State, State, State]] = set()
    cases: set[CaseKind] = set()
    restless = astray = 0
    while todo:
        world = todo.popleft()
        for step in (*deliveries(world), *acts(world, PHASES[name])):
            if step.refused:
                without.add(step.refused)
            cases |= set(step.cases)
            if key(step.world) not in seen:
                seen.add(key(step.world))
                todo.append(step.world)
        if not any(world.ways):
            at_rest.add((world.q.state, world.up.state, world.down.state, world.has_it.state))
            astray += world.heir is not None and world.down.course.responder != FOURTH
        elif PHASES[name].forwards:
            restless += not comes_to_rest(world)
    unseen = {(q, up, down, p) for q, up, down, p in at_rest if q in CLOSED and p in OUT}
    return Found(len(seen), without, at_rest, unseen, cases, restless, astray)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "worlds"), [("processing", 114), ("tracking", 2537), ("forwarding", 2280), ("to a stranger", 41)]
)
def test_all_three_libraries_have_a_row_for_whatever_arrives(name: str, worlds: int) -> None:
    found = search(name)
    assert found.without_a_row == set()
    assert found.unseen == set()
    assert (found.restless, found.astray) == (0, 0)
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
