from typing import cast

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from gateway.dispatch.lane import Lane, LaneFull
from gateway.dispatch.work import DeadlinePassed

PATIENCE = 8.0


def entering(lane: Lane) -> Deferred[None]:
    return Deferred.fromCoroutine(lane.enter(PATIENCE))


def failed(deferred: Deferred[None]) -> type[BaseException] | None:
    found: list[Failure] = []
    deferred.addBoth(lambda result: found.append(cast("Failure", result)))
    return found[0].type


def test_the_first_goes_in_at_once_and_the_others_in_their_order() -> None:
    lane = Lane(16, Clock())
    first, second, third = entering(lane), entering(lane), entering(lane)
    assert [turn.called for turn in (first, second, third)] == [True, False, False]
    assert len(lane) == 3
    lane.leave()
    assert [turn.called for turn in (second, third)] == [True, False]
    lane.leave()
    assert third.called
    lane.leave()
    assert len(lane) == 0
    assert entering(lane).called


def test_a_full_lane_takes_nobody() -> None:
    lane = Lane(1, Clock())
    entering(lane)
    waiting = entering(lane)
    assert failed(entering(lane)) is LaneFull
    assert len(lane) == 2
    lane.leave()
    assert waiting.called


def test_who_waits_too_long_gives_up_his_place() -> None:
    clock = Clock()
    lane = Lane(16, clock)
    entering(lane)
    impatient = entering(lane)
    clock.advance(1)
    patient = entering(lane)
    clock.advance(PATIENCE - 1)
    assert failed(impatient) is DeadlinePassed
    assert len(lane) == 2
    lane.leave()
    assert patient.called


def test_no_timer_is_left_behind() -> None:
    clock = Clock()
    lane = Lane(16, clock)
    entering(lane)
    second = entering(lane)
    lane.leave()
    assert second.called
    assert clock.getDelayedCalls() == []


@pytest.mark.parametrize("most", [0, 1, 3])
def test_so_many_may_wait(most: int) -> None:
    lane = Lane(most, Clock())
    entering(lane)
    for _ in range(most):
        assert not entering(lane).called
    assert failed(entering(lane)) is LaneFull


def test_a_lane_that_may_hold_less_keeps_who_waits() -> None:
    lane = Lane(2, Clock())
    turns = [entering(lane), entering(lane), entering(lane)]
    lane.allow(1)
    assert failed(entering(lane)) is LaneFull
    lane.leave()
    assert turns[1].called
    lane.allow(2)
    assert not entering(lane).called
