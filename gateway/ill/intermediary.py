"""The intermediary: two machines, and what one asks of the other (`gateway.ill.relaying`).

To the library that asked we are the responder, to each lender the requester. A lender that has nothing is
followed by the next one that was not tried yet, or its answer goes up. The table is applied in one call, so
that both machines are written in one commit.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, Decision, Opening, Received, Setting
from gateway.ill.relaying import INSTEAD, Ask, Relay, Side, relay
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import ThirdParty
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.reasons import Remark
from gateway.model.ill.services import (
    AnyService,
    Cancel,
    CancelReply,
    ConditionalReply,
    ForwardNotification,
    IllAnswer,
    RenewAnswer,
    Shipped,
)
from gateway.model.ill.states import State
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Reason, Results, TransactionType

replace = msgspec.structs.replace
U, D = Side.UPSTREAM, Side.DOWNSTREAM


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """An intermediary's two transactions, and with whom they are.

    `downstream` is the one with the lender that is asked now, None before any was. `candidates` are the
    libraries that could be asked, best first.
    """

    upstream: IllTransaction
    downstream: IllTransaction | None
    above: Setting
    below: Setting | None
    candidates: tuple[SystemId, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of one machine."""

    side: Side
    decision: Decision


class Mediation(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an event: all decisions in their order, and both transactions as they are now.

    `next` is the library to be asked now, with `onward`.
    """

    parts: tuple[Part, ...]
    upstream: IllTransaction
    downstream: IllTransaction | None
    next: SystemId | None = None


def mediate(chain: Chain, side: Side, event: AnyEvent, now: datetime) -> Mediation:
    """What an event that one of the machines meets makes of both."""
    run = _Run(chain, now)
    heard = run.decide(side, event)
    if heard.refusal is None and heard.event is not None and Remark.REPEAT not in heard.remarks:
        body = event.message.body if isinstance(event, Received) else None
        line = relay(side, heard.event, run.up, run.down, more=run.following is not None)
        if line is not None:
            run.follow(line, body)
    return run.mediation()


def following(chain: Chain) -> SystemId | None:
    """The first candidate that was not asked yet, is not ourselves and does not ask itself."""
    course = chain.upstream.course
    asked = None if chain.downstream is None else chain.downstream.course.responder
    known = (*course.tried, asked, course.requester, course.id.initial_requester, chain.above.us)
    past = {str(one) for one in known if one is not None}
    return next((one for one in chain.candidates if str(one) not in past), None)


def onward(upstream: IllTransaction, us: SystemId, id_: str, *, own: TransactionId, number: int) -> Asked:
    """The request to the next lender, with everybody who was tried.

    Where the requester permits chaining it is a sub-transaction of his, the `number`-th; else a transaction
    of our own, `own`, in which nobody sees whom we ask for (reference ill.md §2.5).
    """
    request = upstream.wanted.request
    third = request.third_party or ThirdParty()
    chained = third.permission_to_chain
    tried = tuple(dict.fromkeys((*third.already_tried, *upstream.course.tried)))
    body = replace(
        request,
        transaction_type=TransactionType.CHAINED if chained else TransactionType.SIMPLE,
        third_party=replace(third, already_tried=tried) if tried or chained else None,
        retry=False,
        forward=False,
    )
    root = upstream.course.id
    sub = TransactionId(
        initial_requester=root.initial_requester or upstream.course.requester or us,
        group=root.group,
        qualifier=root.qualifier,
        sub=f"{root.sub}.{number}".lstrip("."),
    )
    opening = Opening(
        id=id_,
        transaction=sub if chained else own,
        client=upstream.wanted.client,
        relay=upstream.id,
        tried=tried,
    )
    return Asked(body=body, opening=opening, rest=upstream.wanted.rest)


class _Run:
    """One event's way through both machines."""

    def __init__(self, chain: Chain, now: datetime) -> None:
        self.chain = chain
        self.now = now
        self.transactions = {U: chain.upstream, D: chain.downstream}
        self.settings = {U: chain.above, D: chain.below}
        self.parts: list[Part] = []
        self.following = following(chain)
        self.next: SystemId | None = None

    @property
    def up(self) -> State:
        return self._state(U)

    @property
    def down(self) -> State:
        return self._state(D)

    def decide(self, side: Side, event: AnyEvent) -> Decision:
        setting = self.settings[side] or self.chain.above
        decision = decide(self.transactions[side], event, self.now, setting)
        self.transactions[side] = decision.transaction
        self.parts.append(Part(side=side, decision=decision))
        return decision

    def follow(self, line: Relay, body: AnyService | None) -> None:
        for side, ask in line.asks:
            if ask in _ASIDE:
                _ASIDE[ask](self, line)
            elif not self._ask(side, ask, body):
                self._otherwise(line, body)

    def case(self, side: Side, kind: CaseKind, line: Relay) -> None:
        """Add a case to what that side has decided."""
        place = max(i for i, part in enumerate(self.parts) if part.side is side)
        part = self.parts[place]
        transaction = self.transactions[side]
        assert transaction is not None  # noqa: S101 - it has decided something
        case = Case(transaction=transaction.id, kind=kind, opened=self.now, detail=str(line.event))
        decision = replace(part.decision, cases=(*part.decision.cases, case))
        self.parts[place] = replace(part, decision=decision)

    def try_next(self, _: Relay) -> None:
        """Remember who was tried, and say who is next."""
        upstream, downstream = self.transactions[U], self.transactions[D]
        assert upstream is not None and downstream is not None  # noqa: S101, PT018 - the table says so
        course = upstream.course
        last = downstream.course.responder
        tried = course.tried if last is None else (*course.tried, last)
        self.transactions[U] = replace(upstream, course=replace(course, tried=tried))
        self.next = self.following

    def mediation(self) -> Mediation:
        upstream = self.transactions[U]
        assert upstream is not None  # noqa: S101 - no decision takes a transaction away
        return Mediation(
            parts=tuple(self.parts), upstream=upstream, downstream=self.transactions[D], next=self.next
        )

    def _ask(self, side: Side, ask: Ask, body: AnyService | None) -> bool:
        wish = _BODIES[ask](self, body)
        decision = self.decide(side, Asked(body=wish))
        if decision.refusal is None:
            return True
        self.parts.pop()  # what was refused is told by the case on the side that heard
        return False

    def _otherwise(self, line: Relay, body: AnyService | None) -> None:
        if line.event in INSTEAD and self._ask(*INSTEAD[line.event], body):
            return
        self.case(line.heard, CaseKind.RELAY_HELD, line)

    def _state(self, side: Side) -> State:
        transaction = self.transactions[side]
        return State.IDLE if transaction is None else transaction.state


def _same(_: _Run, body: AnyService | None) -> AnyService:
    assert body is not None  # noqa: S101 - what is passed on was heard
    if isinstance(body, IllAnswer):
        return replace(body, optional_messages=None, send_to=(), already_tried=())
    return body


def _shipped(run: _Run, body: AnyService | None) -> AnyService:
    assert isinstance(body, Shipped)  # noqa: S101 - nothing else is relayed as shipped
    lender = run.transactions[D]
    supplier = body.supplier or (None if lender is None else lender.course.responder)
    return replace(
        body, supplier=supplier, intermediary=run.chain.above.us, optional_messages=None, client=None
    )


def _forwarded(run: _Run, body: AnyService | None) -> AnyService:
    """Whom the lender has passed it on to is his affair: who asked us goes on with us."""
    return ForwardNotification(intermediary=run.chain.above.us, note="" if body is None else body.note)


def _condition(run: _Run, _: AnyService | None) -> AnyService:
    lender = run.transactions[D]
    assert lender is not None  # noqa: S101 - somebody made the condition
    course = lender.course
    return IllAnswer(
        results=Results.CONDITIONAL, reason=course.condition or Reason.OTHER, day=course.answer_day
    )


def _unfilled(_: _Run, body: AnyService | None) -> AnyService:
    told = isinstance(body, IllAnswer) and body.results is Results.UNFILLED
    return _same(_, body) if told else _UNFILLED


_UNFILLED: Final = IllAnswer(results=Results.UNFILLED, reason=Reason.OTHER)

_BODIES: Final[Mapping[Ask, Callable[[_Run, AnyService | None], AnyService]]] = {
    Ask.SAME: _same,
    Ask.SHIPPED: _shipped,
    Ask.FORWARDED: _forwarded,
    Ask.CONDITION: _condition,
    Ask.UNFILLED: _unfilled,
    Ask.CANCEL: lambda _, __: Cancel(),
    Ask.ALLOW_CANCEL: lambda _, __: CancelReply(answer=True),
    Ask.REFUSE_CANCEL: lambda _, __: CancelReply(answer=False),
    Ask.REFUSE_CONDITION: lambda _, __: ConditionalReply(answer=False),
    Ask.REFUSE_RENEWAL: lambda _, __: RenewAnswer(answer=False),
}

_ASIDE: Final[Mapping[Ask, Callable[[_Run, Relay], None]]] = {
    Ask.NEXT: _Run.try_next,
    Ask.CASE: lambda run, line: run.case(D, CaseKind.BOOK_FOR_CLOSED_REQUEST, line),
    Ask.WAIT: lambda run, line: run.case(D, CaseKind.RELAY_HELD, line),
}
