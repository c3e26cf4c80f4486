from datetime import timedelta

import pytest
from twisted.internet.task import Clock

from gateway.app.duty import Duty
from gateway.model.leases import Lease
from gateway.ports import StoreDown
from tests.memory_store import Failed, MemoryStore, result


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def duty(store: MemoryStore, holder: str, clock: Clock, seconds: int = 60) -> Duty:
    return Duty("chores", holder=holder, store=store, seconds=clock.seconds, term=timedelta(seconds=seconds))


def kept(store: MemoryStore) -> Lease:
    return store.tables.leases["chores"]


def test_one_has_it_and_renews_it_three_times_a_term(store: MemoryStore) -> None:
    clock = Clock()
    first, second = duty(store, "a", clock), duty(store, "b", clock)
    assert (first.held, first.every) == (False, 20.0)
    for each in (first, second, first):
        result(each.renew())
    assert (first.held, second.held) == (True, False)
    assert (kept(store).holder, kept(store).term) == ("a", 1)


def test_who_can_not_renew_it_stops_by_his_own_clock(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    mine = duty(store, "a", clock)
    result(mine.renew())
    with monkeypatch.context() as away:
        away.setattr(store, "commit", lambda _: Failed(StoreDown()))
        clock.advance(59)
        with pytest.raises(StoreDown):
            result(mine.renew())
        seen = [mine.held]
        clock.advance(2)
        seen.append(mine.held)
    result(mine.renew())
    assert [*seen, mine.held] == [True, False, True]


def test_long_work_can_see_in_the_midst_of_it_that_the_duty_is_over(store: MemoryStore) -> None:
    clock = Clock()
    mine = duty(store, "a", clock)
    result(mine.renew())
    seen: list[bool] = []

    async def long() -> None:
        seen.append(mine.over())
        clock.advance(61)
        seen.append(mine.over())

    result(mine.only(long)())
    assert seen == [False, True]


def test_who_lost_it_to_another_stops_at_once(store: MemoryStore) -> None:
    clock = Clock()
    mine, other = duty(store, "a", clock, 0), duty(store, "b", clock)
    result(mine.renew())
    result(other.renew())
    result(mine.renew())
    assert (mine.held, other.held) == (False, True)


def test_who_leaves_gives_it_up(store: MemoryStore) -> None:
    clock = Clock()
    mine, other = duty(store, "a", clock), duty(store, "b", clock)
    result(mine.leave())
    result(mine.renew())
    result(mine.leave())
    assert not mine.held
    result(other.renew())
    assert (other.held, kept(store).term) == (True, 2)


def test_work_for_all_is_done_by_the_one_who_has_it(store: MemoryStore) -> None:
    clock = Clock()
    mine = duty(store, "a", clock)
    done: list[str] = []

    async def work() -> None:
        done.append("work")

    only = mine.only(work)
    result(only())
    assert done == []
    result(mine.renew())
    result(only())
    assert done == ["work"]
