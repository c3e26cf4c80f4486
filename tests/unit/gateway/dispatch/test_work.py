from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from gateway.dispatch.work import DeadlinePassed, Work


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
