"""Who works off what is asked of the store, and how the answers come home.

`ThreadRunner` has one thread that takes everything that waits as one batch and comes back with one hop;
`InlineRunner` does the same in the caller's thread, for tests and for commands that run once.
"""

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple, Protocol

import msgspec
from twisted.internet.defer import Deferred, fail

from gateway.ports import StoreDown

#: Units that may wait for the thread. At 10 000 a second a unit that comes last waits one second, which a
#: kiosk bears; beyond that it is kinder to say at once that it should try again, and memory stays bounded.
WAITING_LIMIT: Final = 10_000

#: Units taken as one batch: enough that the fsync hardly counts for any of them, few enough that the first of
#: them waits no longer than a few milliseconds for the last.
BATCH_LIMIT: Final = 256

Unit = Callable[[Any], Any]
"""A function of a Ledger or a Shelf."""

CallFromThread = Callable[..., object]
"""Calls a function with arguments in the thread that the answers belong to: `reactor.callFromThread`."""


class Answer(NamedTuple):
    """What came of one unit: its value, or its error."""

    value: Any = None
    error: Exception | None = None


class Served(NamedTuple):
    """What came of a batch, unit by unit, and how long its commits took in all."""

    answers: Sequence[Answer]
    commit_seconds: float = 0.0


class BatchStats(msgspec.Struct, frozen=True, kw_only=True):
    """What one batch was like, for metrics.

    How many units it took and how many of them failed, how many stayed behind waiting; how many seconds it
    took in all, and how many of those its commit.
    """

    units: int
    failed: int
    waiting: int
    seconds: float
    commit_seconds: float


Observe = Callable[[BatchStats], None]


class Worker(Protocol):
    """What a runner runs: works units off together, but each for itself."""

    def work_off(self, units: Sequence[Unit]) -> Served:
        """Run the units in order; one answer each."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Runner(Protocol):
    """A way to have units worked off."""

    def ask(self, unit: Unit, *, aside: bool = False) -> Deferred[Any]:
        """Have a unit run, `aside` where it is long.

        Fails with `StoreDown` at once where too many wait or the runner was closed.
        """
        ...

    def close(self) -> Deferred[None]:
        """Take nothing more, finish what waits, then close the worker."""
        ...


class _Batch(NamedTuple):
    served: Served
    stats: BatchStats


def _serve(worker: Worker, units: Sequence[Unit], waiting: int, monotonic: Callable[[], float]) -> _Batch:
    began = monotonic()
    try:
        served = worker.work_off(units)
    except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
        served = Served([Answer(error=error)] * len(units))
    failed = sum(answer.error is not None for answer in served.answers)
    stats = BatchStats(
        units=len(units),
        failed=failed,
        waiting=waiting,
        seconds=monotonic() - began,
        commit_seconds=served.commit_seconds,
    )
    return _Batch(served, stats)


def deliver(asked: Sequence[Deferred[Any]], answers: Sequence[Answer]) -> None:
    """Give each who asked his answer."""
    for deferred, answer in zip(asked, answers, strict=True):
        if answer.error is not None:
            deferred.errback(answer.error)
        else:
            deferred.callback(answer.value)


def unobserved(_: BatchStats) -> None:
    """Observe nothing."""


class InlineRunner:
    """Runs each unit when it is asked for; while `held`, only when `run` is called, all as one batch."""

    def __init__(
        self,
        worker: Worker,
        *,
        observe: Observe = unobserved,
        monotonic: Callable[[], float] = time.perf_counter,
        held: bool = False,
    ) -> None:
        self._worker = worker
        self._observe = observe
        self._monotonic = monotonic
        self.held = held
        self._waiting: list[tuple[Unit, Deferred[Any]]] = []
        self._closed = False

    def ask(self, unit: Unit, *, aside: bool = False) -> Deferred[Any]:  # noqa: ARG002 - there is one place
        """Run a unit, now or at the next `run`."""
        if self._closed:
            return fail(StoreDown("the store is closed"))
        answer: Deferred[Any] = Deferred()
        self._waiting.append((unit, answer))
        if not self.held:
            self.run()
        return answer

    def run(self) -> None:
        """Run everything that waits as one batch."""
        batch, self._waiting = self._waiting, []
        if batch:
            served, stats = _serve(self._worker, [unit for unit, _ in batch], 0, self._monotonic)
            deliver([deferred for _, deferred in batch], served.answers)
            self._observe(stats)

    def close(self) -> Deferred[None]:
        """Run what waits and close the worker."""
        done: Deferred[None] = Deferred()
        if not self._closed:
            self._closed = True
            self.run()
            self._worker.close()
        done.callback(None)
        return done


class ThreadRunner:
    """One thread that works off whatever waits, batch after batch, and hops back once for each batch.

    A caller that cancels its Deferred gives up waiting; the unit is run all the same.
    """

    def __init__(
        self,
        worker: Worker,
        call_from_thread: CallFromThread,
        *,
        name: str,
        observe: Observe = unobserved,
        monotonic: Callable[[], float] = time.perf_counter,
        waiting_limit: int = WAITING_LIMIT,
        batch_limit: int = BATCH_LIMIT,
    ) -> None:
        self._worker = worker
        self._call_from_thread = call_from_thread
        self._observe = observe
        self._monotonic = monotonic
        self._waiting_limit = waiting_limit
        self._batch_limit = batch_limit
        # None ends the thread. A SimpleQueue needs no lock of ours, and its get() sleeps in C.
        self._queue: SimpleQueue[tuple[Unit, Deferred[Any]] | None] = SimpleQueue()
        self._unanswered = 0  # touched only in the thread that asks
        self._closed: Deferred[None] | None = None
        self._closers: list[Deferred[None]] = []
        # A daemon: what was not committed when the interpreter goes was not answered either.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def ask(self, unit: Unit, *, aside: bool = False) -> Deferred[Any]:  # noqa: ARG002 - there is one place
        """Put a unit into the queue."""
        if self._closed is not None:
            return fail(StoreDown("the store is closed"))
        if self._unanswered >= self._waiting_limit:
            return fail(StoreDown(f"{self._unanswered} units of work are waiting already"))
        self._unanswered += 1
        answer: Deferred[Any] = Deferred()
        self._queue.put((unit, answer))
        return answer

    def close(self) -> Deferred[None]:
        """Finish what waits, then end the thread; fires once it has let go of the database."""
        done: Deferred[None] = Deferred()
        self._closers.append(done)
        if self._closed is None:
            self._closed = done
            self._queue.put(None)
        elif self._closed.called:
            self._end()
        return done

    def _work(self) -> None:
        """The thread."""
        more = True
        while more:
            batch, more = self._take()
            if batch:
                served, stats = _serve(
                    self._worker, [unit for unit, _ in batch], self._queue.qsize(), self._monotonic
                )
                asked = [deferred for _, deferred in batch]
                self._call_from_thread(self._come_home, asked, served.answers, stats)
        self._worker.close()
        self._call_from_thread(self._end)

    def _take(self) -> tuple[list[tuple[Unit, Deferred[Any]]], bool]:
        """The first unit that comes and all that wait behind it, and whether more may come."""
        batch: list[tuple[Unit, Deferred[Any]]] = []
        entry = self._queue.get()
        while entry is not None:
            batch.append(entry)
            if len(batch) == self._batch_limit:
                return batch, True
            try:
                entry = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _come_home(
        self, asked: Sequence[Deferred[Any]], answers: Sequence[Answer], stats: BatchStats
    ) -> None:
        self._unanswered -= len(asked)
        deliver(asked, answers)
        self._observe(stats)

    def _end(self) -> None:
        closers, self._closers = self._closers, []
        for done in closers:
            done.callback(None)
