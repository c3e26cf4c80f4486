import time
from datetime import UTC, datetime, timedelta

import pytest
from twisted.internet.epollreactor import EPollReactor

from gateway.app.means import SystemClock, TimeOrderedIds, never_back


def test_the_clock_is_the_machine_s_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_ids_are_in_the_order_in_which_they_were_made() -> None:
    new_id = TimeOrderedIds()
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {len(one) for one in made} == {26}


def test_ids_never_go_back_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([5_000_000, 1_000_000, 6_000_000])
    monkeypatch.setattr(time, "time_ns", lambda: next(times))
    new_id = TimeOrderedIds()
    assert [int(new_id()[:16], 16) for _ in range(3)] == [5000, 5001, 6000]


def test_two_processes_ids_differ_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 5_000_000)
    assert TimeOrderedIds()() != TimeOrderedIds()()


def test_a_reactor_s_calls_do_not_heed_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    reactor = EPollReactor()  # type: ignore[no-untyped-call]
    never_back(reactor)
    call = reactor.callLater(60, lambda: None)
    before = reactor.timeout()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    after = reactor.timeout()
    assert before is not None
    assert after is not None
    assert 59 < after <= before <= 60
    assert call.getTime() - time.monotonic() <= 60
    call.cancel()
    reactor.disconnectAll()
