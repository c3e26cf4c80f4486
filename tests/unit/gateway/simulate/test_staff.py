from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import TransactionId
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.services import AnyService, Cancel, IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Course, Direction, IllTransaction, Wanted
from gateway.model.ill.words import Reason, Results, Service
from gateway.simulate.acting import RECEIVED, SENT, Acted, Silence
from gateway.simulate.loan import Ask, Do, Find, See, Seen
from gateway.simulate.scenario import Step
from gateway.simulate.staff import PATIENCE_SECONDS, Declined, Papers, Staff

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class PaperDesk:
    """A gateway on paper."""

    def __init__(self) -> None:
        self.loans: list[Papers] = []
        self.told: list[object] = []
        self.declines = ""

    async def ask(self, partner: str, request: IllRequest) -> str:
        self.told.append((partner, request))
        return self.opened(State.PENDING)

    async def do(self, loan: str, body: AnyService) -> None:
        if self.declines:
            raise Declined(self.declines)
        self.told.append((loan, body))

    async def papers(self, loan: str) -> Papers:
        return self.loans[int(loan)]

    async def latest(self) -> str:
        return str(len(self.loans) - 1) if self.loans else ""

    def opened(self, state: State, **more: Any) -> str:  # noqa: ANN401
        """A loan of which `more` is said."""
        self.loans.append(Papers(transaction=transaction(str(len(self.loans)), state, **more)))
        return str(len(self.loans) - 1)

    def goes(self, state: State, *entries: IllEntry, **more: Any) -> None:  # noqa: ANN401
        """The latest stands there now."""
        papers = self.loans[-1]
        self.loans[-1] = Papers(
            transaction=transaction(papers.transaction.id, state, **more),
            entries=(*papers.entries, *entries),
            cases=tuple(
                Case(transaction="0", kind=kind, opened=NOW, closed=closed)
                for kind, closed in ((CaseKind.LOST, None), (CaseKind.DAMAGED, NOW))
            ),
        )


def transaction(name: str, state: State, **more: Any) -> IllTransaction:  # noqa: ANN401
    course = Course(id=TransactionId(group=name, qualifier=name), **more.pop("course", {}))
    fields: dict[str, Any] = {
        "id": name,
        "agency": AgencyId("CUMT"),
        "role": Role.REQUESTER,
        "partner": "HHIT",
        "initial_requester": "CUMT",
        "group": name,
        "qualifier": name,
        "state": state,
        "opened": NOW,
        "changed": NOW,
        "wanted": Wanted(),
        "course": course,
    }
    return IllTransaction(**(fields | more))


def entry(direction: Direction, service: Service, *, repeat: bool = False) -> IllEntry:
    return IllEntry(
        transaction="0",
        seq=1,
        at=NOW,
        direction=direction,
        service=service,
        before=State.PENDING,
        after=State.PENDING,
        raw=b"\x30\x00",
        repeat=repeat,
    )


class Office:
    """Staff, and their clock."""

    def __init__(self) -> None:
        self.desk, self.clock = PaperDesk(), Clock()
        self.staff = Staff(self.desk, clock=self.clock)

    def begin(self, says: object) -> list[Any]:
        step = Step(who="li", says=says, meaning=("", ""))
        done: list[Any] = []
        Deferred.fromCoroutine(self.staff.act(step, {})).addBoth(done.append)
        return done

    def act(self, says: object) -> Acted:
        (acted,) = self.begin(says)
        if not isinstance(acted, Acted):
            acted.raiseException()
        found: Acted = acted
        return found

    def later(self, seconds: float) -> None:
        for _ in range(int(seconds * 10)):
            self.clock.advance(0.1)


@pytest.fixture
def office() -> Office:
    return Office()


def seen(acted: Acted) -> Seen:
    assert isinstance(acted.answer, Seen)
    return acted.answer


def test_they_ask_and_see_what_became_of_it(office: Office) -> None:
    acted = office.act(Ask("HHIT", IllRequest(note="x")))
    assert office.desk.told == [("HHIT", IllRequest(note="x"))]
    assert seen(acted) == Seen(id="0", state=State.PENDING)
    assert (acted.lines, acted.outcome[0]) == ((), "待答复")


def test_they_wait_until_it_stands_where_they_expect_it(office: Office) -> None:
    office.act(Ask("HHIT", IllRequest()))
    waiting = office.begin(Do(State.SHIPPED, Cancel()))
    office.later(1)
    assert waiting == []
    office.desk.goes(State.SHIPPED)
    office.later(1)
    assert seen(waiting[0]).state is State.SHIPPED
    assert office.desk.told[-1] == ("0", Cancel())


def test_they_wait_until_it_is_over(office: Office) -> None:
    office.act(Ask("HHIT", IllRequest()))
    waiting = office.begin(See(State.PENDING, over=True))
    office.later(1)
    assert waiting == []
    office.desk.goes(State.PENDING, closed=NOW + timedelta(days=1))
    office.later(1)
    assert seen(waiting[0]).closed


def test_they_do_not_wait_for_ever(office: Office) -> None:
    office.act(Ask("HHIT", IllRequest()))
    waiting = office.begin(See(State.SHIPPED))
    office.later(PATIENCE_SECONDS + 1)
    with pytest.raises(Silence, match="did not come to SHIPPED"):
        waiting[0].raiseException()
    assert office.clock.getDelayedCalls() == []


def test_what_the_gateway_declines_is_seen(office: Office) -> None:
    office.act(Ask("HHIT", IllRequest()))
    office.desk.declines = "not now"
    assert seen(office.act(Do(State.PENDING, Cancel()))).refused == "not now"


def test_everything_that_they_see(office: Office) -> None:
    office.act(Ask("HHIT", IllRequest()))
    office.desk.goes(
        State.NOT_SUPPLIED,
        entry(Direction.OUT, Service.ILL_REQUEST),
        entry(Direction.LOCAL, Service.MESSAGE),
        entry(Direction.IN, Service.ILL_ANSWER),
        entry(Direction.IN, Service.ILL_ANSWER, repeat=True),
        title="唐诗",
        due=date(2027, 1, 1),
        course={"results": Results.UNFILLED, "reason": Reason.LOST},
    )
    acted = office.act(See(State.NOT_SUPPLIED))
    assert seen(acted) == Seen(
        id="0",
        state=State.NOT_SUPPLIED,
        title="唐诗",
        heard=("ILL-ANSWER", "ILL-ANSWER"),
        results="unfilled",
        reason="lost",
        repeats=1,
        cases=("lost",),
    )
    assert [line.way for line in acted.lines] == [SENT, RECEIVED, RECEIVED]
    assert office.act(See(State.NOT_SUPPLIED)).lines == ()  # they have been shown


def test_they_find_what_a_partner_asks_for(office: Office) -> None:
    waiting = office.begin(Find())
    office.later(1)
    assert waiting == []
    office.desk.opened(State.IN_PROCESS)
    office.later(1)
    assert seen(waiting[0]).state is State.IN_PROCESS
    again = office.begin(Find())
    office.later(PATIENCE_SECONDS + 1)
    with pytest.raises(Silence, match="nobody has asked"):
        again[0].raiseException()


def test_they_do_not_do_everything(office: Office) -> None:
    with pytest.raises(TypeError, match="can't 'dance'"):
        office.act("dance")
    assert office.begin("dance")[0].type is TypeError


def test_they_have_no_lines_to_end(office: Office) -> None:
    left: list[object] = []
    Deferred.fromCoroutine(office.staff.leave()).addBoth(left.append)
    assert left == [None]
