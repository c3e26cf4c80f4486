from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import capturedLogs, formatEvent

from gateway.model.kiosks import KioskState
from gateway.ports import Also, Ledger, Store, StoreDown
from gateway.web.health import ConfigCheck, Health, Physician
from tests.control_desk import StoppedClock, done
from tests.memory_store import Done, Failed, MemoryLedger, MemoryStore

T = TypeVar("T")


class Kiosks:
    """Three kiosks, of which two are connected."""

    def states(self) -> tuple[tuple[KioskState, int], ...]:
        return (
            (KioskState(name="a", paper_out=True), 1),
            (KioskState(name="b", paused=True), 2),
            (KioskState(name="c", paused=True), 0),
        )

    async def pause(self, name: str, *, actor: str, why: str = "", also: Also | None = None) -> KioskState:
        raise NotImplementedError

    async def resume(self, name: str, *, actor: str, also: Also | None = None) -> KioskState:
        raise NotImplementedError


class HangingStore(MemoryStore):
    """Answers when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Deferred[Any]] = []

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:  # noqa: ARG002 - never run
        answer: Deferred[T] = Deferred()
        self.asked.append(answer)
        return answer


class BrokenStore(MemoryStore):
    """Fails with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:  # noqa: ARG002 - never run
        return Failed(self._error)


def physician(store: Store, clock: Clock | None = None) -> Physician:
    timers = clock or Clock()
    return Physician(
        store=store,
        kiosks=Kiosks(),
        clock=StoppedClock(),
        timers=timers,
        seconds=timers.seconds,
        version="1.2.3",
        deadline=2.0,
    )


def test_a_store_that_commits_is_well() -> None:
    health = done(physician(MemoryStore()).look())
    assert (health.status, health.version) == ("ok", "1.2.3")
    assert health.checks.store.ok
    assert health.checks.store.why == ""


def test_the_check_writes_one_thing_and_touches_nobody_s_books() -> None:
    store = MemoryStore()
    before = store.tables.copy()
    done(physician(store).look())
    assert store.tables.touched == {"": StoppedClock().now()}
    before.touched = store.tables.touched
    assert store.tables == before


class Unwritable(MemoryLedger):
    """Reads and begins, but writes nothing: a full disk."""

    def touch(self, at: datetime) -> None:
        raise StoreDown(f"disk full at {at}")


def test_a_store_that_only_reads_is_down() -> None:
    class Full(MemoryStore):
        def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:  # noqa: ARG002
            try:
                return Done(work(Unwritable(self.tables)))
            except StoreDown as error:
                return Failed(error)

    health = done(physician(Full()).look())
    assert (health.status, health.checks.store.why) == ("failing", "down")


def test_kiosks_are_counted_and_fail_nothing() -> None:
    health = done(physician(MemoryStore()).look())
    kiosks = health.checks.kiosks
    assert (kiosks.configured, kiosks.connected, kiosks.paused, kiosks.paper_out) == (3, 2, 2, 1)
    assert health.status == "ok"


@pytest.mark.parametrize(
    ("error", "why"), [(StoreDown("disk full"), "down"), (RuntimeError("a mistake"), "failed")]
)
def test_a_store_that_fails_is_told_without_its_words(error: Exception, why: str) -> None:
    health = done(physician(BrokenStore(error)).look())
    assert health.status == "failing"
    assert health.checks.store.why == why
    assert "disk" not in repr(health)


def test_a_store_that_hangs_is_slow_after_the_deadline_and_asked_once() -> None:
    store, clock = HangingStore(), Clock()
    doctor = physician(store, clock)
    seen: list[Health] = []
    for _ in range(3):
        Deferred.fromCoroutine(doctor.look()).addCallback(seen.append)
    clock.advance(1.9)
    assert seen == []
    clock.advance(0.2)
    assert [health.checks.store.why for health in seen] == ["slow"] * 3
    assert seen[0].checks.store.seconds == pytest.approx(2.1)
    assert len(store.asked) == 1


def test_a_store_that_comes_back_is_well_again_and_asked_anew() -> None:
    store, clock = HangingStore(), Clock()
    doctor = physician(store, clock)
    seen: list[Health] = []
    Deferred.fromCoroutine(doctor.look()).addCallback(seen.append)
    clock.advance(0.5)
    store.asked[0].callback(None)
    assert [health.status for health in seen] == ["ok"]
    Deferred.fromCoroutine(doctor.look()).addCallback(seen.append)
    assert len(store.asked) == 2
    store.asked[1].callback(None)
    assert [health.status for health in seen] == ["ok", "ok"]


def test_a_configuration_that_was_refused_is_told_and_fails_nothing() -> None:
    timers = Clock()
    doctor = Physician(
        store=MemoryStore(),
        kiosks=Kiosks(),
        clock=StoppedClock(),
        timers=timers,
        seconds=timers.seconds,
        version="1",
        config=lambda: ConfigCheck(ok=False, waits=True),
    )
    health = done(doctor.look())
    assert (health.status, health.checks.config.ok, health.checks.config.waits) == ("ok", False, True)
    assert done(physician(MemoryStore()).look()).checks.config.ok


def test_when_the_store_begins_to_fail_and_when_it_ends_is_logged_once_each() -> None:
    class Now(MemoryStore):
        error: Exception | None = None

        def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:  # noqa: ARG002
            return Failed(self.error) if self.error else super().commit(work)

    store = Now()
    doctor = physician(store)
    full, slow = StoreDown("disk full"), RuntimeError("a mistake")
    with capturedLogs() as logs:
        for error in (None, full, full, slow, None, None):
            store.error = error
            done(doctor.look())
    said = [formatEvent(event) for event in logs if not event.get("log_failure")]
    assert said == [
        "the store does not write (down): disk full",
        "the store does not write (failed): a mistake",
        "the store writes again",
    ]
