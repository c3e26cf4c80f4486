import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any, TypeVar

import pytest
from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

from gateway.ports import StoreDown
from gateway.store.runner import Answer, BatchStats, InlineRunner, Served, ThreadRunner, Unit

T = TypeVar("T")

#: Long enough for any machine; nothing waits that long unless it is broken.
PATIENCE = 30.0


class Echo:
    """A worker that gives each unit its own batch to see."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.closed = 0
        self.threads: set[int] = set()

    def work_off(self, units: Sequence[Unit]) -> Served:
        self.batches.append(len(units))
        self.threads.add(threading.get_ident())
        return Served([self._answer(unit) for unit in units], commit_seconds=0.25)

    def _answer(self, unit: Unit) -> Answer:
        try:
            return Answer(unit(None))
        except ValueError as error:
            return Answer(error=error)

    def close(self) -> None:
        self.closed += 1


class Broken(Echo):
    def work_off(self, units: Sequence[Unit]) -> Served:
        raise MemoryError(len(units))


class Home:
    """The thread that asked, to which answers come home; a reactor in so far."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
        self.hops = 0

    def call(self, function: Callable[..., None], *args: object) -> None:
        self._calls.put((function, *args))

    def until(self, deferred: Deferred[T]) -> T | Failure:
        found: list[T | Failure] = []
        deferred.addBoth(found.append)
        while not found:
            function, *args = self._calls.get(timeout=PATIENCE)
            self.hops += 1
            function(*args)
        return found[0]


def value(number: int) -> Unit:
    return lambda _: number


def wrong(_: object) -> None:
    raise ValueError("wrong")


def clock() -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += 1.0


def outcome(deferred: Deferred[Any]) -> list[Any]:
    found: list[Any] = []
    deferred.addCallbacks(found.append, lambda failure: found.append(failure.type))
    return found


# --------------------------------------------------------------------------------------- in the same thread


def test_inline_units_are_run_when_asked_for() -> None:
    runner = InlineRunner(Echo())
    assert outcome(runner.ask(value(1))) == [1]
    assert outcome(runner.ask(wrong)) == [ValueError]


def test_inline_held_units_are_one_batch() -> None:
    worker, seen = Echo(), list[BatchStats]()
    ticks = clock()
    runner = InlineRunner(worker, observe=seen.append, monotonic=lambda: next(ticks), held=True)
    answers = [outcome(runner.ask(unit)) for unit in (value(1), wrong, value(3))]
    assert answers == [[], [], []]
    runner.run()
    runner.run()
    assert answers == [[1], [ValueError], [3]]
    assert worker.batches == [3]
    assert seen == [BatchStats(units=3, failed=1, waiting=0, seconds=1.0, commit_seconds=0.25)]


def test_inline_closing_finishes_what_waits() -> None:
    worker = Echo()
    runner = InlineRunner(worker, held=True)
    answer = outcome(runner.ask(value(1)))
    assert outcome(runner.close()) == [None]
    assert outcome(runner.close()) == [None]
    assert answer == [1]
    assert worker.closed == 1
    assert outcome(runner.ask(value(2))) == [StoreDown]


def test_a_worker_that_breaks_answers_everybody() -> None:
    runner = InlineRunner(Broken(), held=True)
    answers = [outcome(runner.ask(value(n))) for n in range(2)]
    runner.run()
    assert answers == [[MemoryError], [MemoryError]]


# ---------------------------------------------------------------------------------------- in one of its own


@pytest.fixture
def home() -> Home:
    return Home()


def gate(runner: ThreadRunner) -> threading.Event:
    """Keep the thread busy until the event is set, so that what is asked meanwhile waits together."""
    entered, opened = threading.Event(), threading.Event()

    def unit(_: object) -> None:
        entered.set()
        assert opened.wait(PATIENCE)

    runner.ask(unit)
    assert entered.wait(PATIENCE)
    return opened


def test_what_waits_is_one_batch_and_one_hop(home: Home) -> None:
    worker, seen = Echo(), list[BatchStats]()
    runner = ThreadRunner(worker, home.call, name="test", observe=seen.append)
    opened = gate(runner)
    answers = [runner.ask(value(n)) for n in range(5)]
    opened.set()
    assert home.until(answers[-1]) == 4
    assert [answer.result for answer in answers[:-1]] == [0, 1, 2, 3]
    assert worker.batches == [1, 5]
    assert home.hops == 2
    assert [(stats.units, stats.commit_seconds) for stats in seen] == [(1, 0.25), (5, 0.25)]
    home.until(runner.close())
    assert worker.closed == 1
    assert worker.threads.isdisjoint({threading.get_ident()})


def test_a_batch_is_no_larger_than_its_limit(home: Home) -> None:
    worker, seen = Echo(), list[BatchStats]()
    runner = ThreadRunner(worker, home.call, name="test", observe=seen.append, batch_limit=2)
    opened = gate(runner)
    answers = [runner.ask(value(n)) for n in range(5)]
    opened.set()
    home.until(answers[-1])
    assert worker.batches == [1, 2, 2, 1]
    assert [stats.waiting for stats in seen] == [0, 3, 1, 0]
    home.until(runner.close())


def test_too_many_waiting_units_are_refused_at_once(home: Home) -> None:
    runner = ThreadRunner(Echo(), home.call, name="test", waiting_limit=2)
    opened = gate(runner)
    waits = runner.ask(value(1))
    assert outcome(runner.ask(value(2))) == [StoreDown]
    opened.set()
    assert home.until(waits) == 1
    assert home.until(runner.ask(value(3))) == 3
    home.until(runner.close())


def test_closing_finishes_what_waits_and_takes_no_more(home: Home) -> None:
    worker = Echo()
    runner = ThreadRunner(worker, home.call, name="test")
    opened = gate(runner)
    waits = runner.ask(value(1))
    first, second = runner.close(), runner.close()
    assert outcome(runner.ask(value(2))) == [StoreDown]
    opened.set()
    assert home.until(first) is None
    assert outcome(second) == [None]
    assert waits.result == 1
    assert worker.closed == 1
    assert outcome(runner.close()) == [None]


def test_a_thread_outlives_a_worker_that_breaks(home: Home) -> None:
    runner = ThreadRunner(Broken(), home.call, name="test")
    for _ in range(2):
        failure = home.until(runner.ask(value(1)))
        assert isinstance(failure, Failure)
        assert failure.type is MemoryError
    home.until(runner.close())


def test_who_gives_up_waiting_disturbs_nobody(home: Home) -> None:
    worker = Echo()
    runner = ThreadRunner(worker, home.call, name="test")
    opened = gate(runner)
    given_up, waits = runner.ask(value(1)), runner.ask(value(2))
    given_up.cancel()
    assert outcome(given_up) == [CancelledError]
    opened.set()
    assert home.until(waits) == 2
    assert worker.batches == [1, 2]
    home.until(runner.close())
