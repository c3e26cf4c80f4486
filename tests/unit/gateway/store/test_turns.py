import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.ports import StoreDown
from gateway.store.runner import Answer, BatchStats, Served, Unit
from gateway.store.turns import TurnRunner

#: Long enough for any machine; nothing waits that long unless it is broken.
PATIENCE = 30.0


class Disk:
    """A worker that notes which units it was given in which thread; `blocked` keeps it from starting any."""

    def __init__(self) -> None:
        self.blocked = False
        self.breaks = False
        self.started: list[int] = []
        self.finished: list[tuple[int, bool]] = []
        self.threads: set[int] = set()
        self.closed = 0

    def start(self, units: Sequence[Unit]) -> list[Answer] | None:
        self.started.append(len(units))
        self.threads.add(threading.get_ident())
        return None if self.blocked else [self._answer(unit) for unit in units]

    def finish(self, units: Sequence[Unit], answers: list[Answer] | None) -> Served:
        if self.breaks:
            raise MemoryError
        self.finished.append((len(units), answers is None))
        return Served(answers or [self._answer(unit) for unit in units], commit_seconds=0.25)

    def work_off(self, units: Sequence[Unit]) -> Served:
        return self.finish(units, None)

    def _answer(self, unit: Unit) -> Answer:
        try:
            return Answer(unit(None))
        except ValueError as error:
            return Answer(error=error)

    def close(self) -> None:
        self.closed += 1


class Home:
    """The thread that asks: a reactor in so far."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
        self.seen: list[BatchStats] = []

    def call(self, function: Callable[..., None], *args: object) -> None:
        self._calls.put((function, *args))

    def turn(self) -> None:
        """Do the next thing there is to do."""
        function, *args = self._calls.get(timeout=PATIENCE)
        function(*args)

    def until(self, deferred: Deferred[Any]) -> Any:  # noqa: ANN401 - whatever comes
        """What comes of it: a value, or the type of an error."""
        found: list[Any] = []
        deferred.addBoth(found.append)
        while not found:
            self.turn()
        return found[0].type if isinstance(found[0], Failure) else found[0]


def numbered(number: int, _: object) -> int:
    """A unit of work that gives its number."""
    return number


def where(_: object) -> int:
    """A unit of work that gives the thread it runs in."""
    return threading.get_ident()


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def runner(home: Home, disk: Disk) -> Iterator[TurnRunner]:
    runner = TurnRunner(disk, home.call, name="disk", observe=home.seen.append, waiting_limit=5, turn_limit=3)
    yield runner
    home.until(runner.close())
    assert disk.closed == 1


def test_what_comes_in_one_turn_is_one_batch_run_where_it_was_asked(
    home: Home, disk: Disk, runner: TurnRunner
) -> None:
    asked = [runner.ask(partial(numbered, n)) for n in range(3)]
    assert [home.until(answer) for answer in asked] == [0, 1, 2]
    assert disk.started == [3]
    assert disk.finished == [(3, False)]
    assert disk.threads == {threading.get_ident()}
    (stats,) = home.seen
    assert (stats.units, stats.failed, stats.waiting, stats.commit_seconds) == (3, 0, 0, 0.25)


def test_what_comes_while_the_disk_works_is_the_next_batch(
    home: Home, disk: Disk, runner: TurnRunner
) -> None:
    first = runner.ask(lambda _: "first")
    home.turn()  # the first is run, and the disk has it
    later = [runner.ask(partial(numbered, n)) for n in range(2)]
    assert home.until(first) == "first"
    assert [home.until(answer) for answer in later] == [0, 1]
    assert disk.started == [1, 2]


def test_a_turn_is_no_longer_than_its_limit(home: Home, disk: Disk, runner: TurnRunner) -> None:
    asked = [runner.ask(partial(numbered, n)) for n in range(5)]
    assert [home.until(answer) for answer in asked] == [0, 1, 2, 3, 4]
    assert disk.started == [3, 2]


def test_a_failure_is_its_own_unit_s(home: Home, runner: TurnRunner) -> None:
    asked = [runner.ask(lambda _: 1), runner.ask(lambda _: int("x"))]
    assert home.until(asked[0]) == 1
    assert home.until(asked[1]) is ValueError
    assert [stats.failed for stats in home.seen] == [1]


def test_what_can_not_be_started_is_done_by_the_thread(home: Home, disk: Disk, runner: TurnRunner) -> None:
    disk.blocked = True
    assert home.until(runner.ask(lambda _: 7)) == 7
    assert disk.finished == [(1, True)]


def test_long_units_are_never_run_in_a_turn(home: Home, disk: Disk, runner: TurnRunner) -> None:
    asked = [
        runner.ask(where, aside=True),
        runner.ask(where, aside=True),
        runner.ask(where),
    ]
    found = [home.until(answer) for answer in asked]
    assert found[0] == found[1] != found[2] == threading.get_ident()
    assert disk.finished == [(1, False), (1, True), (1, True)]


def test_long_and_short_units_take_turns(home: Home, disk: Disk, runner: TurnRunner) -> None:
    asked = [runner.ask(lambda _: None) for _ in range(1)]
    home.turn()
    asked += [runner.ask(lambda _: None, aside=True) for _ in range(2)]
    asked += [runner.ask(lambda _: None) for _ in range(2)]
    assert [home.until(answer) for answer in asked] == [None] * 5
    assert disk.finished == [(1, False), (1, True), (2, False), (1, True)]


def test_too_many_waiting_units_are_refused_at_once(home: Home, runner: TurnRunner) -> None:
    asked = [runner.ask(partial(numbered, n)) for n in range(5)]
    assert home.until(runner.ask(lambda _: 5)) is StoreDown
    assert [home.until(answer) for answer in asked] == [0, 1, 2, 3, 4]


def test_a_thread_outlives_a_worker_that_breaks(home: Home, disk: Disk, runner: TurnRunner) -> None:
    disk.breaks = True
    assert home.until(runner.ask(lambda _: 1)) is MemoryError
    disk.breaks = False
    assert home.until(runner.ask(lambda _: 2)) == 2


def test_closing_finishes_what_waits_and_takes_no_more(home: Home, disk: Disk) -> None:
    runner = TurnRunner(disk, home.call, name="disk", turn_limit=1)
    asked = [runner.ask(partial(numbered, n)) for n in range(2)]
    closed = [runner.close(), runner.close()]
    assert [home.until(answer) for answer in asked] == [0, 1]
    assert [home.until(done) for done in closed] == [None, None]
    assert home.until(runner.close()) is None
    assert home.until(runner.ask(lambda _: 2)) is StoreDown
    assert disk.closed == 1
