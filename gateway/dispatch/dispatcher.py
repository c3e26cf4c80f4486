"""The dispatcher: every inbound message walks through `perform` or `ask`, whatever language brought it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec
from twisted.logger import Logger
from twisted.python.failure import Failure

from gateway.dispatch.audit import Auditor
from gateway.dispatch.carried import Carried
from gateway.dispatch.journal import AlreadyAnswered, MessageJournal
from gateway.dispatch.lane import Lane, LaneFull
from gateway.dispatch.work import DeadlinePassed, SharedTimer, Timers, Work
from gateway.model.commands import AskItem, AskPatron, Command, Origin
from gateway.model.identity import AgencyId
from gateway.model.inbound import Inbound
from gateway.model.outcomes import ItemView, Outcome, PatronView
from gateway.model.problems import Problem, ProblemCode
from gateway.ports import CirculationEngine, EngineDown, Overtaken, Store, StoreDown

T = TypeVar("T")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how much the dispatcher waits.

    `deadline`: seconds after which a terminal is told to try again, counted from when its message came in;
    below the time-out that 98 announces, so that the answer comes before the kiosk gives up. `lane`: messages
    of one terminal that may wait behind the one at work; a kiosk has one outstanding, a sorter with several
    lines a handful; and its calls that may be in hand, those past their deadline included, so that what hangs
    for one terminal is refused to it alone. `in_hand`: the same for all terminals of one engine;
    beyond it new ones are refused at once, so that an engine that is gone costs bounded memory and a quick
    answer. `repeat_window`: how long a repeat over another connection gets the stored answer; a kiosk that
    lost its line retries within seconds, and after ten minutes the same text is somebody doing the same thing
    again. `undated_window`: the same for a text without a date, which says the same thing done again in the
    same words; two minutes are a kiosk's time-out with all its retries.
    """

    deadline: float = 8.0
    lane: int = 16
    in_hand: int = 256
    repeat_window: timedelta = timedelta(minutes=10)
    undated_window: timedelta = timedelta(seconds=120)


class Served(NamedTuple):
    """A reply that may leave, and what came of the message: None where a stored answer is repeated."""

    reply: str
    outcome: Outcome | None


def word(outcome: Outcome | None) -> str:
    """What a message is counted under: ``ok``, the first reason for a refusal, or ``repeat``."""
    if outcome is None:
        return "repeat"
    return "ok" if outcome.ok else outcome.problems[0].code


class Refused(Exception):
    """The message could not be served; `problem` says why, and nothing of it was written so far."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


_PROBLEMS: Mapping[type[Exception], ProblemCode] = {
    StoreDown: ProblemCode.STORE_DOWN,
    EngineDown: ProblemCode.ENGINE_DOWN,
    LaneFull: ProblemCode.BUSY,
    Overtaken: ProblemCode.BUSY,
    DeadlinePassed: ProblemCode.ENGINE_SLOW,
}


class Dispatcher:
    """Takes inbound messages to the engine of their agency and brings the durable reply back."""

    log = Logger()

    def __init__(
        self,
        *,
        store: Store,
        engines: Mapping[AgencyId, CirculationEngine],
        timers: Timers,
        limits: Limits | None = None,
        auditor: Auditor | None = None,
    ) -> None:
        self._store = store
        self._engines = engines
        self._timers = SharedTimer(timers)
        self._limits = limits or Limits()
        self._auditor = auditor
        self._lanes: dict[str, Lane] = {}
        self._under_way: dict[bytes, Work[Any]] = {}
        self._in_hand: Counter[AgencyId | str] = Counter()  # of an agency, of a terminal

    def adopt(self, limits: Limits) -> None:
        """Wait by other limits from now on; who waits already does so by the old ones."""
        self._limits = limits
        for lane in self._lanes.values():
            lane.allow(limits.lane)

    def waiting(self) -> int:
        """How many messages are in the lanes."""
        return sum(len(lane) for lane in self._lanes.values())

    async def perform(self, inbound: Inbound, command: Command, render: Callable[[Outcome], str]) -> Served:
        """Carry out a command and return its reply, rendered within the commit that made it durable.

        A repeat of a message that was answered within the last minutes returns that answer. Raises `Refused`.
        """

        async def call(engine: CirculationEngine) -> Served:
            window = self._limits.repeat_window if inbound.dated else self._limits.undated_window
            journal = MessageJournal(
                self._store, inbound, command, render, repeat_window=window, auditor=self._auditor
            )
            try:
                outcome = await engine.perform(inbound, command, journal)
            except AlreadyAnswered as known:
                return Served(known.reply, None)
            if journal.reply is None:
                raise RuntimeError("an engine answered without settling")
            return Served(journal.reply, outcome)

        return await self._serve(inbound, call)

    async def ask_patron(self, inbound: Inbound, query: AskPatron) -> PatronView:
        """Look a patron up. Raises `Refused`."""
        return await self._serve(inbound, lambda engine: engine.ask_patron(query))

    async def ask_item(self, inbound: Inbound, query: AskItem) -> ItemView:
        """Look an item up. Raises `Refused`."""
        return await self._serve(inbound, lambda engine: engine.ask_item(query))

    async def _serve(self, inbound: Inbound, call: Callable[[CirculationEngine], Awaitable[T]]) -> T:
        """Order per terminal, deadline, and one problem for each thing that can go wrong."""
        try:
            return await self._within_deadline(inbound, call)
        except Refused:
            raise
        except tuple(_PROBLEMS) as error:
            code = next(code for kind, code in _PROBLEMS.items() if isinstance(error, kind))
            raise Refused(Problem(code, value=str(error))) from error
        except Exception:  # noqa: BLE001 - whatever an engine raises, the terminal gets its answer
            self.log.failure("message {ref} ({kind}) failed", ref=inbound.ref, kind=inbound.kind)
            raise Refused(Problem(ProblemCode.ENGINE_DOWN)) from None

    async def _within_deadline(
        self, inbound: Inbound, call: Callable[[CirculationEngine], Awaitable[T]]
    ) -> T:
        """The result of the call, or of the same message that is under way already."""
        seconds = self._limits.deadline
        # A repeat needs no turn of its own: what it waits for has had its turn.
        work: Work[T] | None = self._repeated(inbound)
        if work is not None:
            return await work.wait(seconds)
        lane = self._lane(inbound.origin.terminal)
        if not lane.go_in():
            until = self._timers.seconds() + seconds
            await lane.enter(seconds)
            seconds = max(0.0, until - self._timers.seconds())
            # Its original may have begun, and gone on beyond its deadline, while this one waited.
            work = self._repeated(inbound)
        try:
            if work is None:
                called = call(self._engine(inbound.origin))
                under_way: Carried[T] = Carried(
                    called if isinstance(called, Coroutine) else _coroutine(called)
                )
                if under_way.over:
                    return under_way.get()
                work = self._work(inbound, under_way)
            return await work.wait(seconds)
        finally:
            lane.leave()

    def _repeated(self, inbound: Inbound) -> Work[Any] | None:
        """What is under way for the same message from the same terminal."""
        return self._under_way.get(inbound.key) if inbound.key else None

    def _engine(self, origin: Origin) -> CirculationEngine:
        """The engine of a terminal's agency, if it may be asked one more thing."""
        agency, limits = origin.agency, self._limits
        engine = self._engines.get(agency)
        if engine is None:
            raise Refused(Problem(ProblemCode.ENGINE_DOWN, element="agency", value=str(agency)))
        if self._in_hand[agency] >= limits.in_hand or self._in_hand[origin.terminal] >= limits.lane:
            raise Refused(Problem(ProblemCode.ENGINE_SLOW))
        return engine

    def _work(self, inbound: Inbound, under_way: Carried[T]) -> Work[T]:
        """Note what is under way: a terminal that repeats it waits for it instead of doing it twice."""
        origin, key = inbound.origin, inbound.key
        self._in_hand[origin.agency] += 1
        self._in_hand[origin.terminal] += 1

        def finished() -> None:
            self._in_hand[origin.agency] -= 1
            self._in_hand[origin.terminal] -= 1
            self._under_way.pop(key, None)

        def unheard(failure: Failure) -> None:
            what = "message {ref} ({kind}) failed after its deadline"
            self.log.failure(what, failure, ref=inbound.ref, kind=inbound.kind)

        work = Work(under_way, self._timers, finished, unheard)
        if key:
            self._under_way[key] = work
        return work

    def _lane(self, terminal: str) -> Lane:
        lane = self._lanes.get(terminal)
        if lane is None:
            lane = self._lanes[terminal] = Lane(self._limits.lane, self._timers)
        return lane


async def _coroutine(awaitable: Awaitable[T]) -> T:
    return await awaitable
