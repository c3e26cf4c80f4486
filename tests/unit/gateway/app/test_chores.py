from collections.abc import Iterator
from typing import Any, cast

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher

from gateway.app.chores import Chore


class Work:
    """Something to do: each turn waits until it is told how it ended."""

    def __init__(self) -> None:
        self.turns: list[Deferred[None]] = []

    async def __call__(self) -> None:
        turn: Deferred[None] = Deferred()
        self.turns.append(turn)
        await turn


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    observer = cast("ILogObserver", events.append)
    globalLogPublisher.addObserver(observer)
    yield events
    globalLogPublisher.removeObserver(observer)


def chore(work: Work, clock: Clock) -> Chore:
    return Chore("sweeping", work, seconds=10, clock=clock)


def test_it_is_done_at_once_and_again_when_its_time_has_come() -> None:
    work, clock = Work(), Clock()
    chore(work, clock).start()
    assert len(work.turns) == 1
    work.turns[0].callback(None)
    clock.advance(9)
    assert len(work.turns) == 1
    clock.advance(1)
    assert len(work.turns) == 2


def test_no_turn_begins_before_the_last_has_ended() -> None:
    work, clock = Work(), Clock()
    chore(work, clock).start()
    clock.advance(35)
    assert len(work.turns) == 1
    work.turns[0].callback(None)
    clock.advance(5)
    assert len(work.turns) == 2


def test_a_turn_that_fails_is_logged_and_the_next_comes(logged: list[LogEvent]) -> None:
    work, clock = Work(), Clock()
    chore(work, clock).start()
    work.turns[0].errback(OSError("disk full"))
    (event,) = [one for one in logged if one.get("name") == "sweeping"]
    assert "disk full" in str(event["log_failure"].value)
    clock.advance(10)
    assert len(work.turns) == 2


def ended(stopping: Any) -> list[object]:  # noqa: ANN401 - a coroutine
    end: list[object] = []
    Deferred.fromCoroutine(stopping).addCallback(end.append)
    return end


def test_stopping_waits_for_the_turn_in_hand() -> None:
    work, clock = Work(), Clock()
    going = chore(work, clock)
    going.start()
    end = ended(going.stop())
    assert end == []
    work.turns[0].callback(None)
    assert end == [None]
    clock.advance(60)
    assert len(work.turns) == 1


def test_what_waits_or_never_began_stops_at_once() -> None:
    work, clock = Work(), Clock()
    going = chore(work, clock)
    assert ended(going.stop()) == [None]
    going.start()
    work.turns[0].callback(None)
    assert ended(going.stop()) == [None]
    assert clock.getDelayedCalls() == []
