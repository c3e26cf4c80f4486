"""Units of work run in the reactor's turn, and only their commit beside it.

A unit takes a fraction of a millisecond, and nearly all of it is Python: in a thread of its own it would wait
for the reactor's thread, and the reactor for it, at every statement. So everything that waits is run as one
batch in one turn of the reactor, and a thread does what takes long: it waits for the disk. While it does,
the reactor goes on, and what comes in is the next batch (docs/adr/0013).
"""

import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, Final, NamedTuple, Protocol

from twisted.internet.defer import Deferred, fail

from gateway.ports import StoreDown
from gateway.store.runner import (
    WAITING_LIMIT,
    Answer,
    BatchStats,
    CallFromThread,
    Observe,
    Served,
    Unit,
    Worker,
    deliver,
    unobserved,
)

#: Units taken in one turn: some ten milliseconds, after which the reactor sees to everybody else.
TURN_LIMIT: Final = 64


class TwoStep(Worker, Protocol):
    """A worker that can run units without waiting, and then wait for the disk."""

    def start(self, units: Sequence[Unit]) -> list[Answer] | None:
        """Run the units without waiting for anybody; None where that does not go."""
        ...

    def finish(self, units: Sequence[Unit], answers: list[Answer] | None) -> Served:
        """Make durable what was run, or do it all; one answer for each unit."""
        ...


class _Batch(NamedTuple):
    units: Sequence[Unit]
    asked: Sequence[Deferred[Any]]
    answers: list[Answer] | None
    began: float


class TurnRunner:
    """Runs what waits in the thread that asks, turn by turn, and commits it in another.

    A caller that cancels its Deferred gives up waiting; the unit is run all the same. `aside` are units that
    take longer than a turn may: the thread does them whole, each by itself.
    """

    def __init__(
        self,
        worker: TwoStep,
        call_from_thread: CallFromThread,
        *,
        name: str,
        observe: Observe = unobserved,
        monotonic: Callable[[], float] = time.perf_counter,
        waiting_limit: int = WAITING_LIMIT,
        turn_limit: int = TURN_LIMIT,
    ) -> None:
        self._worker = worker
        self._call_from_thread = call_from_thread
        self._observe = observe
        self._monotonic = monotonic
        self._waiting_limit = waiting_limit
        self._turn_limit = turn_limit
        # All but the queue is touched only in the thread that asks. None in the queue ends the other.
        self._waiting: list[tuple[Unit, Deferred[Any]]] = []
        self._aside: list[tuple[Unit, Deferred[Any]]] = []
        self._at_work = False
        self._long_one_comes = False
        self._turn_comes = False
        self._closed = False
        self._ended = False
        self._closers: list[Deferred[None]] = []
        self._queue: SimpleQueue[_Batch | None] = SimpleQueue()
        # A daemon: what was not committed when the interpreter goes was not answered either.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def ask(self, unit: Unit, *, aside: bool = False) -> Deferred[Any]:
        """Have a unit run in the next turn, or `aside` in the other thread."""
        waiting = len(self._waiting) + len(self._aside)
        if self._closed:
            return fail(StoreDown("the store is closed"))
        if waiting >= self._waiting_limit:
            return fail(StoreDown(f"{waiting} units of work are waiting already"))
        answer: Deferred[Any] = Deferred()
        (self._aside if aside else self._waiting).append((unit, answer))
        if not self._at_work:
            self._turn_soon()
        return answer

    def close(self) -> Deferred[None]:
        """Finish what waits, then end the thread; fires once it has let go of the database."""
        done: Deferred[None] = Deferred()
        self._closers.append(done)
        if self._ended:
            self._end()
        elif not self._closed:
            self._closed = True
            if not (self._at_work or self._turn_comes):
                self._queue.put(None)
        return done

    def _turn_soon(self) -> None:
        """Run a batch in the reactor's next turn: what else comes in this one goes into it."""
        if not self._turn_comes:
            self._turn_comes = True
            self._call_from_thread(self._turn)

    def _turn(self) -> None:
        self._turn_comes = False
        answers: list[Answer] | None = None
        began = self._monotonic()
        if self._aside and (self._long_one_comes or not self._waiting):
            waiting, self._aside = self._aside[:1], self._aside[1:]
            self._long_one_comes = False
        else:
            limit = self._turn_limit
            waiting, self._waiting = self._waiting[:limit], self._waiting[limit:]
            answers = self._worker.start([unit for unit, _ in waiting])
            # They take turns: a kiosk waits for one long one at most, and no load keeps the long ones out.
            self._long_one_comes = True
        self._at_work = True
        units, asked = zip(*waiting, strict=True)
        self._queue.put(_Batch(units, asked, answers, began))

    def _work(self) -> None:
        """The thread."""
        while (batch := self._queue.get()) is not None:
            try:
                served = self._worker.finish(batch.units, batch.answers)
            except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
                served = Served([Answer(error=error)] * len(batch.units))
            self._call_from_thread(self._come_home, batch, served)
        self._worker.close()
        self._call_from_thread(self._end)

    def _come_home(self, batch: _Batch, served: Served) -> None:
        self._at_work = False
        # First the answers, which somebody waits for; what those who have them ask next is in the next batch.
        deliver(batch.asked, served.answers)
        if self._waiting or self._aside:
            self._turn_soon()
        elif self._closed:
            self._queue.put(None)
        stats = BatchStats(
            units=len(batch.units),
            failed=sum(answer.error is not None for answer in served.answers),
            waiting=len(self._waiting) + len(self._aside),
            seconds=self._monotonic() - batch.began,
            commit_seconds=served.commit_seconds,
        )
        self._observe(stats)

    def _end(self) -> None:
        self._ended = True
        closers, self._closers = self._closers, []
        for done in closers:
            done.callback(None)
