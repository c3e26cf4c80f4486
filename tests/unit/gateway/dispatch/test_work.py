from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from gateway.dispatch.work import DeadlinePassed, DelayedCall, SharedTimer, Work


class Watched:
    """A piece of work, and what became of it for those who waited."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.engine: Deferred[str] = Deferred()
        self.ends = 0
        self.unheard: list[Failure] = []
        self.work = Work(self.engine, self.clock, self.end, self.unheard.append)

    def end(self) -> None:
        self.ends += 1

    def wait(self, seconds: float = 8.0) -> list[Any]:
        heard: list[Any] = []
        self.work.wait(seconds).addBoth(
            lambda result: heard.append(result.value if isinstance(result, Failure) else result)
        )
        return heard


def test_everybody_who_waits_hears_the_result() -> None:
    watched = Watched()
    one, another = watched.wait(), watched.wait()
    watched.engine.callback("done")
    assert (one, another, watched.ends) == (["done"], ["done"], 1)
    assert watched.clock.getDelayedCalls() == []


def test_everybody_who_waits_hears_the_failure() -> None:
    watched = Watched()
    error = ValueError("no")
    one, another = watched.wait(), watched.wait()
    watched.engine.errback(error)
    assert (one, another, watched.ends) == ([error], [error], 1)
    assert watched.unheard == []


def test_each_waits_until_his_own_deadline_and_the_work_goes_on() -> None:
    watched = Watched()
    one = watched.wait(8)
    watched.clock.advance(5)
    another = watched.wait(8)
    watched.clock.advance(3)
    assert isinstance(one[0], DeadlinePassed)
    assert another == []
    assert watched.ends == 0
    watched.engine.callback("done")
    assert another == ["done"]


def test_a_late_success_needs_no_listener() -> None:
    watched = Watched()
    watched.wait(8)
    watched.clock.advance(8)
    watched.engine.callback("done")
    assert (watched.ends, watched.unheard) == (1, [])


def test_a_late_failure_is_not_lost() -> None:
    watched = Watched()
    watched.wait(8)
    watched.clock.advance(8)
    watched.engine.errback(ValueError("no"))
    assert watched.ends == 1
    assert [failure.type for failure in watched.unheard] == [ValueError]


def test_a_late_failure_may_be_nobody_s_business() -> None:
    engine: Deferred[str] = Deferred()
    ends: list[bool] = []
    Work(engine, Clock(), lambda: ends.append(True))
    engine.errback(ValueError("no"))
    assert ends == [True]


class Bell:
    """A shared timer on a virtual clock, and who was called when."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.timer = SharedTimer(self.clock)
        self.rung: list[tuple[str, float]] = []

    def at(self, name: str, delay: float) -> DelayedCall:
        return self.timer.callLater(delay, lambda: self.rung.append((name, self.timer.seconds())))


def test_one_timer_serves_all_who_wait_equally_long() -> None:
    bell = Bell()
    bell.at("first", 8)
    bell.clock.advance(1)
    bell.at("second", 8)
    assert len(bell.clock.getDelayedCalls()) == 1
    bell.clock.pump([7, 1])
    assert bell.rung == [("first", 8), ("second", 9)]
    assert bell.clock.getDelayedCalls() == []


def test_who_comes_later_but_is_due_earlier_is_called_in_time() -> None:
    bell = Bell()
    bell.at("late", 8)
    bell.at("early", 2)
    bell.clock.pump([2, 6])
    assert bell.rung == [("early", 2), ("late", 8)]


def test_a_call_that_is_cancelled_is_not_made() -> None:
    bell = Bell()
    first, second = bell.at("first", 8), bell.at("second", 8)
    bell.at("third", 8)
    first.cancel()
    first.cancel()
    bell.clock.advance(8)
    assert bell.rung == [("second", 8), ("third", 8)]
    second.cancel()
    assert bell.clock.getDelayedCalls() == []


def test_when_all_are_cancelled_nothing_is_left() -> None:
    bell = Bell()
    for call in [bell.at("one", 8), bell.at("another", 8)]:
        call.cancel()
    assert bell.clock.getDelayedCalls() == []
    bell.at("new", 3)
    bell.clock.advance(3)
    assert bell.rung == [("new", 3)]


def test_a_call_may_ask_for_the_next() -> None:
    bell = Bell()
    bell.timer.callLater(1, lambda: bell.at("next", 1))
    bell.at("beside", 1)
    bell.clock.pump([1, 1])
    assert bell.rung == [("beside", 1), ("next", 2)]


def test_who_asks_for_another_while_it_is_called_does_not_put_off_the_next() -> None:
    bell = Bell()
    bell.timer.callLater(8, lambda: bell.at("asked", 8))
    bell.clock.advance(1)
    bell.at("next", 8)
    bell.clock.pump([7, 1, 7])
    assert bell.rung == [("next", 9), ("asked", 16)]


def test_a_call_that_raises_takes_no_other_with_it() -> None:
    bell = Bell()

    def fail() -> None:
        raise LookupError

    bell.timer.callLater(1, fail)
    bell.at("same moment", 1)
    bell.at("later", 2)
    with pytest.raises(LookupError):
        bell.clock.advance(1)
    bell.clock.pump([0, 1])
    assert bell.rung == [("same moment", 1), ("later", 2)]


def test_who_cancels_the_last_while_they_are_called() -> None:
    bell = Bell()
    calls: list[DelayedCall] = []
    bell.timer.callLater(1, lambda: [call.cancel() for call in calls])
    calls.append(bell.at("gone", 1))
    bell.clock.advance(1)
    assert bell.rung == []
    assert bell.clock.getDelayedCalls() == []
