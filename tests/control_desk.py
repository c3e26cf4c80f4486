"""A library's control API on a store in memory, with the real dispatcher, engine and kiosks behind it."""

from collections.abc import Awaitable, Iterable
from datetime import datetime
from typing import TypeVar

from prometheus_client import CollectorRegistry
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from adapters.embedded import EmbeddedEngine
from gateway.circulation.situation import Setting
from gateway.dispatch import Auditor, Dispatcher
from gateway.loading.intake import Intake
from gateway.model.changes import Changes, Record
from gateway.model.identity import PatronId
from gateway.model.wording import Tongue
from gateway.net.kiosks import KioskBoard
from gateway.net.lockout import LockoutRules, Lockouts
from gateway.ports import CirculationEngine
from gateway.store.keys import KeyedDigest
from gateway.web.api import ControlApi, Watch
from gateway.web.health import Health, Physician
from gateway.web.interlending import Interlending
from gateway.web.metrics import Metrics
from gateway.web.service import Desk, Reading
from tests import library, web_client
from tests.memory_store import MemoryStore
from tests.stand_in_keeper import StandInKeeper

T = TypeVar("T")


class StoppedClock:
    """`gateway.ports.Clock` that stands still."""

    def now(self) -> datetime:
        return library.NOW


def digest(patron: PatronId, pin: str) -> bytes:
    return f"{patron}:{pin}".encode()


class Numbers:
    """Ids that count up: m1, m2 …."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> str:
        self._last += 1
        return f"m{self._last}"


class ControlDesk:
    """The API as `api`, and what stands behind it."""

    interlending: Interlending | None = None

    def __init__(
        self,
        *,
        records: Iterable[Record] = (),
        setting: Setting | None = None,
        engine: CirculationEngine | None = None,
        tongue: Tongue = Tongue.EN,
    ) -> None:
        self.clock, self.timers = StoppedClock(), Clock()
        self.store = MemoryStore()
        everything = tuple(records) or standard_records()
        done(self.store.commit(lambda ledger: ledger.save(Changes(records=everything))))
        engine = engine or EmbeddedEngine(self.store, setting or library.setting(), self.clock, digest)
        self.auditor = Auditor(self.store, KeyedDigest(b"k" * 32).seal)
        self.lockouts = Lockouts(LockoutRules(), self.timers.seconds)
        self.dispatcher = Dispatcher(
            store=self.store, engines={library.HOME: engine}, timers=self.timers, auditor=self.auditor
        )
        self.board = KioskBoard(("kiosk1", "kiosk2"), store=self.store, clock=self.clock)
        self.metrics = Metrics(CollectorRegistry())
        self.keeper = StandInKeeper()
        self.api = ControlApi(
            dispatcher=self.dispatcher,
            store=self.store,
            kiosks=self.board,
            desk=Desk(
                agency=library.HOME,
                tongue=tongue,
                locations={"kiosk1": "hall"},
                logins={"kiosk1": "acs1", "kiosk2": "kiosk1"},
            ),
            clock=self.clock,
            new_id=Numbers(),
            watch=Watch(auditor=self.auditor, meter=self.metrics, seconds=self.timers.seconds),
            service=self,
        )
        self.intake = Intake(self.store, setting or library.setting(), self.clock, digest)
        self.resource = self.api.resource()

    async def reload(self, actor: str) -> Reading:
        """`gateway.web.service.Service`: a file of which one part waits, unless nobody asks for it."""
        if not actor:
            return Reading(faults=(("第一处", "the first"), ("第二处", "the second")))
        return Reading(applied=("policy.rules",), restart=(f"listen.{actor}",))

    async def health(self) -> Health:
        """The same."""
        return await Physician(
            store=self.store,
            kiosks=self.board,
            clock=self.clock,
            timers=self.timers,
            seconds=self.timers.seconds,
            version="1",
        ).look()

    def post(self, path: str, body: object = None, **headers: str) -> web_client.Reply:
        return web_client.ask(self.resource, "POST", path, body, **headers)

    def get(self, path: str, **headers: str) -> web_client.Reply:
        return web_client.ask(self.resource, "GET", path, **headers)


def standard_records() -> tuple[Record, ...]:
    """Readers P0001 and P0002 and the books B000001 to B000003, none of them lent."""
    return (
        library.patron(1),
        library.patron(2),
        *(library.item(number) for number in (1, 2, 3)),
    )


def done(awaitable: Awaitable[T]) -> T:
    """The result of what has nothing left to wait for."""

    async def wait() -> T:
        return await awaitable

    results: list[T] = []
    Deferred.fromCoroutine(wait()).addCallback(results.append)
    (result,) = results
    return result
