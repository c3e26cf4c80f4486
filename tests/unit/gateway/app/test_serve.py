"""How long a stopping server waits; the rest is tried with real processes."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gateway.app.serve import in_time


def asked() -> tuple[Clock, Deferred[None], list[object]]:
    clock, work = Clock(), Deferred[None]()
    came: list[object] = []
    in_time(work, 5, clock).addBoth(came.append)
    return clock, work, came


def test_what_ends_in_time_leaves_no_timer() -> None:
    clock, work, came = asked()
    clock.advance(4)
    work.callback(None)
    assert (came, clock.getDelayedCalls()) == ([True], [])


def test_what_fails_in_time_fails() -> None:
    clock, work, came = asked()
    work.errback(ValueError("the disk"))
    (failure,) = came
    assert failure.check(ValueError)  # type: ignore[attr-defined]
    assert clock.getDelayedCalls() == []


def test_what_does_not_end_is_waited_for_no_longer() -> None:
    clock, work, came = asked()
    clock.advance(5)
    assert came == [False]
    work.errback(ValueError("at last, and nobody cares"))
    assert came == [False]
