"""Two libraries over a line that loses, repeats, reorders and delays what they say.

Whatever has happened: once the line works again, status queries and repeats alone bring the two together, in
states that fit, and neither ever holds another outcome to be true than the other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from os import environ
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.ill import confirmation
from gateway.ill.confirmation import Doubt
from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Asked, Decision, Due, Opening, Received, Setting
from gateway.ill.endings import over
from gateway.model.ill.post import TimerKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.services import IllMessage, Lost, Message, Returned, StatusQuery
from gateway.model.ill.services import Received as ReceivedService
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Exchanged, IllTransaction
from gateway.model.ill.words import Service
from tests.ill_pair import ASKING, ID, LENDING, NOW, REQUEST, REQUESTERS_ACTS, RESPONDERS_ACTS, replace

S = State
SOAK = environ.get("GUANJI_SOAK") == "1"

#: Rounds of asking and repeating after which two libraries must have come together.
ROUNDS = 12

OUT = frozenset({S.SHIPPED, S.RENEW_PENDING, S.RENEW_OVERDUE, S.OVERDUE, S.RECALL, S.CHECKED_IN, S.LOST})
ENDED = frozenset({S.NOT_SUPPLIED, S.CANCELLED})
FITS = {
    S.IDLE: {S.IDLE},
    S.PENDING: {S.IN_PROCESS},
    S.CONDITIONAL: {S.CONDITIONAL},
    S.CANCEL_PENDING: {S.CANCEL_PENDING},
    S.CANCELLED: {S.CANCELLED},
    S.NOT_SUPPLIED: {S.NOT_SUPPLIED},
    S.SHIPPED: {S.SHIPPED},
    S.RECEIVED: {S.SHIPPED},
    S.NOT_RECEIVED_OVERDUE: {S.OVERDUE, S.SHIPPED, S.RENEW_PENDING},
    S.OVERDUE: {S.OVERDUE, S.SHIPPED},
    S.RENEW_PENDING: {S.RENEW_PENDING},
    S.RENEW_OVERDUE: {S.RENEW_OVERDUE},
    S.RECALL: {S.RECALL},
    S.RETURNED: OUT,
    S.LOST: {S.LOST},
}


class Side:
    """One library: its transaction, its letters, and which of them nobody has confirmed."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.transaction: IllTransaction | None = None
        self.letters: dict[tuple[Service, str], IllMessage] = {}
        self.doubts: dict[tuple[Service, str], int] = {}
        self.out: list[IllMessage] = []
        self.outcomes: list[State] = []
        self.applied: set[tuple[Service, str]] = set()

    @property
    def state(self) -> State:
        return S.IDLE if self.transaction is None else self.transaction.state

    def decide(self, event: AnyEvent, now: datetime) -> Decision:
        decision = decide(self.transaction, event, now, self.setting)
        self.transaction = decision.transaction
        for message in decision.sends:
            self.letters[message.service, message.said] = message
            if confirmation.needed(message.service, self.setting.partner):
                self.doubts[message.service, message.said] = 1
            self.out.append(message)
        for one in decision.confirmed:
            self.doubts.pop((one.service, one.said), None)
        for one in decision.again:
            self.say_again(one, now)
        if self.transaction is not None and over(self.transaction):
            self.outcomes.append(self.state)
        return decision

    def say_again(self, one: Exchanged, now: datetime) -> None:
        letter = self.letters[one.service, one.said]
        if (one.service, one.said) in self.doubts:
            self.doubts[one.service, one.said] += 1
        said = now.astimezone(self.setting.zone).strftime("%Y%m%d%H%M%S")
        self.out.append(replace(letter, said=said, original=letter.said))

    def hear(self, message: IllMessage, now: datetime) -> Decision:
        doubts = tuple(Doubt(service=s, said=said, times=n) for (s, said), n in self.doubts.items())
        decision = self.decide(Received(message=message, id="p1", doubts=doubts), now)
        taken = decision.refusal is None and Remark.REPEAT not in decision.remarks
        if taken:
            key = (message.service, message.first_said)
            assert key not in self.applied, f"{key} was applied twice"
            self.applied.add(key)
        return decision


class Libraries(RuleBasedStateMachine):
    """The line between them is two heaps of messages."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.q = Side(ASKING)
        self.p = Side(LENDING)
        self.refused: list[object] = []
        self.q.decide(Asked(body=REQUEST, opening=Opening(id="q1", transaction=ID)), self.tick())

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    @rule(pick=st.integers(0, len(REQUESTERS_ACTS)))
    def requester_acts(self, pick: int) -> None:
        body = (*REQUESTERS_ACTS, Message(note="请尽快"))[pick]
        if isinstance(body, ReceivedService | Returned | Lost) and self.p.state not in OUT:
            return
        self.q.decide(Asked(body=body), self.tick())

    @rule(pick=st.integers(0, len(RESPONDERS_ACTS)))
    def responder_acts(self, pick: int) -> None:
        if self.p.transaction is not None:
            self.p.decide(Asked(body=(*RESPONDERS_ACTS, Message(note="馆内阅览"))[pick]), self.tick())

    @rule()
    def request_expires(self) -> None:
        if self.p.transaction is not None:
            self.p.decide(Due(kind=TimerKind.EXPIRY), self.tick())

    @rule(place=st.integers(0, 5), to_lender=st.booleans())
    def deliver(self, place: int, *, to_lender: bool) -> None:
        self._with_one(place, to_lender, lambda way, i: self._hear(to_lender, way.pop(i)))

    @rule(place=st.integers(0, 5), to_lender=st.booleans())
    def deliver_and_keep(self, place: int, *, to_lender: bool) -> None:
        self._with_one(place, to_lender, lambda way, i: self._hear(to_lender, way[i]))

    @rule(place=st.integers(0, 5), to_lender=st.booleans())
    def lose(self, place: int, *, to_lender: bool) -> None:
        self._with_one(place, to_lender, lambda way, i: way.pop(i))

    @invariant()
    def nobody_is_closed_while_the_item_is_out(self) -> None:
        assert not (self.q.state in ENDED and self.p.state in OUT)

    def teardown(self) -> None:
        for _ in range(ROUNDS):
            self._flush()
            if not self.q.doubts and not self.p.doubts:
                break
            for side in (self.q, self.p):
                if side.doubts and side.transaction is not None:
                    side.decide(Asked(body=StatusQuery()), self.tick())
        self._flush()
        assert not self.q.doubts
        assert not self.p.doubts
        assert self.p.state in FITS[self.q.state], (self.q.state, self.p.state, self.refused)
        for side in (self.q, self.p):
            ends = {outcome for outcome in side.outcomes if outcome is not S.LOST}
            assert len(ends) <= 1, ends

    def _with_one(
        self,
        place: int,
        to_lender: bool,  # noqa: FBT001
        act: Callable[[list[IllMessage], int], Any],
    ) -> None:
        way = self.q.out if to_lender else self.p.out
        if way:
            act(way, place % len(way))

    def _hear(self, to_lender: bool, message: IllMessage) -> None:  # noqa: FBT001
        side = self.p if to_lender else self.q
        decision = side.hear(message, self.tick())
        if decision.refusal is not None and decision.refusal.why is not Refusal.UNKNOWN_TRANSACTION:
            self.refused.append((side.state, message.service, decision.refusal.why))

    def _flush(self) -> None:
        while self.q.out or self.p.out:
            if self.q.out:
                self._hear(True, self.q.out.pop(0))  # noqa: FBT003
            if self.p.out:
                self._hear(False, self.p.out.pop(0))  # noqa: FBT003


Libraries.TestCase.settings = settings(
    derandomize=True,
    max_examples=5000 if SOAK else 150,
    stateful_step_count=60 if SOAK else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
TestLibraries = Libraries.TestCase


def test_both_roles_have_a_side() -> None:
    world = Libraries()
    assert world.q.transaction is not None
    assert world.q.transaction.role is Role.REQUESTER
