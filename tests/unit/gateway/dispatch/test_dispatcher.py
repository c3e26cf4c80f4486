from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from twisted.python.failure import Failure

from gateway.dispatch.dispatcher import Dispatcher, Limits, Refused, Served, word
from gateway.model.commands import AskItem, AskPatron, Checkin, Command
from gateway.model.identity import AgencyId
from gateway.model.inbound import Inbound
from gateway.model.outcomes import CheckinOutcome, ItemView, Outcome, PatronView
from gateway.model.problems import Problem, ProblemCode
from gateway.ports import EngineDown, Journal, Overtaken, StoreDown
from tests.library import HOME, KIOSK, NOW, OTHER, item_ref, patron_ref
from tests.memory_store import MemoryStore

replace = msgspec.structs.replace

BODY = Checkin(at=NOW, item=item_ref(), returned=NOW)
DONE = CheckinOutcome()


def message(text: str = "a", terminal: str = "kiosk1", **changes: Any) -> Inbound:  # noqa: ANN401
    """A message that changes something; equal texts are repeats."""
    origin = replace(KIOSK, terminal=terminal)
    own = Inbound(ref=f"m-{text}", at=NOW, origin=origin, body=BODY, kind="sip2 09", key=text.encode())
    return replace(own, **changes)


class Engine:
    """Settles when it is told to; counts what was asked of it."""

    def __init__(self) -> None:
        self.calls: list[Deferred[None]] = []
        self.hangs = False
        self.raises: Exception | None = None
        self.settles = True

    async def _turn(self) -> None:
        call: Deferred[None] = Deferred()
        self.calls.append(call)
        if self.raises is not None:
            raise self.raises
        if self.hangs:
            await call

    async def perform(self, _inbound: Inbound, _command: Command, journal: Journal) -> Outcome:
        await self._turn()
        return await journal.settle(lambda _ledger: DONE) if self.settles else DONE

    async def ask_patron(self, _query: AskPatron) -> PatronView:
        await self._turn()
        return PatronView(found=True)

    async def ask_item(self, _query: AskItem) -> ItemView:
        await self._turn()
        return ItemView(queue=3)


class House:
    """A dispatcher with two engines and a virtual clock."""

    def __init__(self, **limits: Any) -> None:  # noqa: ANN401 - fields of Limits
        self.clock = Clock()
        self.store = MemoryStore()
        self.engine, self.other = Engine(), Engine()
        self.dispatcher = Dispatcher(
            store=self.store,
            engines={HOME: self.engine, OTHER: self.other},
            timers=self.clock,
            limits=Limits(**limits),
        )
        self.renders = 0

    def render(self, _outcome: Outcome) -> str:
        self.renders += 1
        return f"reply {self.renders}"

    def perform(self, inbound: Inbound) -> "Heard":
        return Heard(self.dispatcher.perform(inbound, BODY, self.render))


class Heard:
    """What came back, as soon as it did: the reply's text, the problem of a refusal, or nothing yet."""

    def __init__(self, coroutine: Coroutine[Any, Any, object]) -> None:
        self.said: Any = None
        Deferred.fromCoroutine(coroutine).addBoth(self._hear)

    @property
    def waits(self) -> bool:
        return self.said is None

    def _hear(self, result: object) -> None:
        if isinstance(result, Failure):
            error = result.value
            self.said = error.problem.code if isinstance(error, Refused) else error
        else:
            self.said = result.reply if isinstance(result, Served) else result


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    observer = cast("ILogObserver", events.append)
    globalLogPublisher.addObserver(observer)
    yield events
    globalLogPublisher.removeObserver(observer)


# --- the path ----------------------------------------------------------------------------------------------


def test_a_command_is_carried_out_and_answered(house: House) -> None:
    assert house.perform(message()).said == "reply 1"
    assert [kept.reply for kept in house.store.tables.inbox] == ["reply 1"]
    assert house.dispatcher.waiting() == 0


def test_a_repeat_gets_the_answer_it_had(house: House) -> None:
    house.perform(message(link="line1"))
    assert house.perform(message(link="line2")).said == "reply 1"
    assert len(house.store.tables.inbox) == 1


@pytest.mark.parametrize(("dated", "seconds"), [(True, 600), (False, 120)])
def test_how_long_a_repeat_is_one(house: House, *, dated: bool, seconds: int) -> None:
    def later(ref: str, after: int) -> object:
        return house.perform(message(ref=ref, dated=dated, at=NOW + timedelta(seconds=after))).said

    house.perform(message(dated=dated))
    assert later("m2", seconds) == "reply 1"
    assert later("m3", seconds + 1) == "reply 2"


def test_a_message_is_counted_by_what_came_of_it() -> None:
    assert word(None) == "repeat"
    assert word(DONE) == "ok"
    assert word(CheckinOutcome(problems=(Problem(ProblemCode.ITEM_UNKNOWN),))) == ProblemCode.ITEM_UNKNOWN


def test_look_ups_are_answered_and_not_kept(house: House) -> None:
    inbound = message(key=b"")
    patron = Heard(house.dispatcher.ask_patron(inbound, AskPatron(patron=patron_ref())))
    item = Heard(house.dispatcher.ask_item(inbound, AskItem(item=item_ref())))
    assert (patron.said, item.said) == (PatronView(found=True), ItemView(queue=3))
    assert house.store.tables.inbox == []


# --- a slow engine -----------------------------------------------------------------------------------------


def test_a_hanging_engine_costs_its_own_kiosk_the_deadline_and_nobody_else(house: House) -> None:
    house.engine.hangs = True
    hanging = house.perform(message("a"))
    house.engine.hangs = False
    assert house.perform(message("b", terminal="kiosk2")).said == "reply 1"
    house.clock.advance(7.9)
    assert hanging.waits
    house.clock.advance(0.1)
    assert hanging.said is ProblemCode.ENGINE_SLOW
    assert house.perform(message("c")).said == "reply 2"


def test_what_finishes_late_is_the_answer_to_a_repeat(house: House) -> None:
    house.engine.hangs = True
    house.perform(message())
    house.clock.advance(8)
    house.engine.calls[0].callback(None)
    assert [kept.reply for kept in house.store.tables.inbox] == ["reply 1"]
    house.engine.hangs = False
    assert house.perform(message(link="line2")).said == "reply 1"
    assert len(house.engine.calls) == 2  # asked again, it found the answer and did nothing
    assert len(house.store.tables.inbox) == 1


def test_a_repeat_joins_what_is_under_way(house: House) -> None:
    house.engine.hangs = True
    first = house.perform(message(link="line1"))
    house.clock.advance(5)
    second = house.perform(message(link="line2"))
    house.clock.advance(3)
    assert (first.said, second.said) == (ProblemCode.ENGINE_SLOW, None)
    house.engine.calls[0].callback(None)
    assert second.said == "reply 1"
    assert len(house.engine.calls) == 1


def test_a_repeat_after_the_deadline_joins_too(house: House) -> None:
    house.engine.hangs = True
    house.perform(message())
    house.clock.advance(8)
    again = house.perform(message())
    house.clock.advance(8)
    assert again.said is ProblemCode.ENGINE_SLOW
    assert len(house.engine.calls) == 1


def test_a_repeat_that_waited_its_turn_joins_when_it_comes(house: House) -> None:
    house.engine.hangs = True
    house.perform(message("before"))
    house.clock.advance(4)
    first = house.perform(message("x", link="line1"))
    house.clock.advance(2)
    second = house.perform(message("x", link="line2"))
    house.clock.advance(2)  # the one before gives up, and the first begins
    house.clock.advance(4)  # the first gives up, and the second finds it under way
    assert (first.said, second.said) == (ProblemCode.ENGINE_SLOW, None)
    house.engine.calls[1].callback(None)
    assert second.said == "reply 1"
    assert len(house.engine.calls) == 2


def test_the_deadline_counts_from_when_the_message_came(house: House) -> None:
    house.engine.hangs = True
    house.perform(message("a"))
    house.clock.advance(6)
    behind = house.perform(message("b"))
    house.clock.advance(7.9)
    assert behind.waits
    assert len(house.engine.calls) == 2
    house.clock.advance(0.1)
    assert behind.said is ProblemCode.ENGINE_SLOW


def test_who_waits_in_the_lane_is_told_in_time_as_well() -> None:
    house = House(deadline=8.0)
    house.engine.hangs = True
    house.perform(message("a"))
    waiting = house.perform(message("b"))
    house.clock.advance(8)
    assert waiting.said is ProblemCode.ENGINE_SLOW


def test_one_terminal_is_served_one_at_a_time_and_in_order(house: House) -> None:
    house.engine.hangs = True
    first, second = house.perform(message("a")), house.perform(message("b"))
    assert len(house.engine.calls) == 1
    house.engine.calls[0].callback(None)
    assert (first.said, second.said) == ("reply 1", None)
    house.engine.calls[1].callback(None)
    assert second.said == "reply 2"
    assert house.clock.getDelayedCalls() == []


def test_a_full_lane_is_busy() -> None:
    house = House(lane=1)
    house.engine.hangs = True
    house.perform(message("a"))
    house.perform(message("b"))
    assert house.dispatcher.waiting() == 2
    assert house.perform(message("c")).said is ProblemCode.BUSY
    assert house.perform(message("d", terminal="kiosk2")).said is None


def test_other_limits_hold_for_lanes_that_are_in_use_too() -> None:
    house = House(lane=1, deadline=8.0)
    house.engine.hangs = True
    first = house.perform(message("a"))
    house.perform(message("b"))
    house.dispatcher.adopt(Limits(lane=2, deadline=1.0))
    third = house.perform(message("c"))
    assert third.waits
    house.clock.advance(1)
    assert third.said is ProblemCode.ENGINE_SLOW
    assert first.waits


def test_an_engine_that_is_gone_has_only_so_many_calls_in_hand() -> None:
    house = House(in_hand=2)
    house.engine.hangs = True
    house.perform(message("a", terminal="kiosk1"))
    house.perform(message("b", terminal="kiosk2"))
    house.clock.advance(8)
    assert house.perform(message("c", terminal="kiosk3")).said is ProblemCode.ENGINE_SLOW
    elsewhere = message("d", terminal="kiosk4")
    theirs = replace(elsewhere, origin=replace(elsewhere.origin, agency=OTHER))
    assert house.perform(theirs).said == "reply 1"
    house.engine.calls[0].callback(None)
    house.engine.hangs = False
    assert house.perform(message("e", terminal="kiosk3")).said == "reply 3"


# --- what goes wrong ---------------------------------------------------------------------------------------


class DiskFull(StoreDown):
    """A kind of it."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StoreDown("full"), ProblemCode.STORE_DOWN),
        (DiskFull("full"), ProblemCode.STORE_DOWN),
        (EngineDown("gone"), ProblemCode.ENGINE_DOWN),
        (Overtaken("by another node"), ProblemCode.BUSY),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_what_is_down_is_told_as_such(
    house: House, error: Exception, code: ProblemCode, *, late: bool
) -> None:
    house.engine.hangs = late
    house.engine.raises = None if late else error
    heard = house.perform(message())
    if late:
        house.engine.calls[0].errback(error)
    assert heard.said is code
    house.engine.raises, house.engine.hangs = None, False
    assert house.perform(message("b")).said == "reply 1"


@pytest.mark.parametrize("late", [False, True])
def test_whatever_an_engine_raises_the_terminal_is_answered(
    house: House, logged: list[LogEvent], *, late: bool
) -> None:
    error = KeyError("a mistake of ours")
    house.engine.hangs = late
    house.engine.raises = None if late else error
    heard = house.perform(message())
    if late:
        house.engine.calls[0].errback(error)
    assert heard.said is ProblemCode.ENGINE_DOWN
    (event,) = [event for event in logged if event.get("log_failure")]
    assert event["ref"] == "m-a"
    assert house.store.tables.inbox == []


def test_a_failure_after_the_deadline_is_logged(house: House, logged: list[LogEvent]) -> None:
    house.engine.hangs = True
    house.perform(message())
    house.clock.advance(8)
    house.engine.calls[0].errback(KeyError("a mistake of ours"))
    assert [event["ref"] for event in logged if event.get("log_failure")] == ["m-a"]


def test_an_engine_must_settle(house: House, logged: list[LogEvent]) -> None:
    house.engine.settles = False
    assert house.perform(message()).said is ProblemCode.ENGINE_DOWN
    assert any("without settling" in str(event["log_failure"].value) for event in logged)


def test_a_reply_that_can_not_be_written_undoes_the_whole(house: House, logged: list[LogEvent]) -> None:
    def broken(_outcome: Outcome) -> str:
        raise ValueError("no such line")

    heard = Heard(house.dispatcher.perform(message(), BODY, broken))
    assert heard.said is ProblemCode.ENGINE_DOWN
    assert house.store.tables.inbox == []
    assert len(logged) == 1


def test_an_agency_without_an_engine_is_down(house: House) -> None:
    inbound = message()
    nowhere = replace(inbound, origin=replace(KIOSK, agency=AgencyId("NOWHERE")))
    assert house.perform(nowhere).said is ProblemCode.ENGINE_DOWN


@pytest.mark.parametrize("code", ["ask_patron", "ask_item"])
def test_a_look_up_has_its_deadline_too(house: House, code: str) -> None:
    house.engine.hangs = True
    query = AskPatron(patron=patron_ref()) if code == "ask_patron" else AskItem(item=item_ref())
    heard = Heard(getattr(house.dispatcher, code)(message(key=b""), query))
    house.clock.advance(8)
    assert heard.said is ProblemCode.ENGINE_SLOW
