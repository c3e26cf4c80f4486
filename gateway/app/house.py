"""The whole server of one configuration, put together and taken apart again."""

import errno
import os
from contextlib import suppress
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from OpenSSL import SSL, crypto
from prometheus_client import CollectorRegistry
from twisted.internet import endpoints
from twisted.internet.defer import maybeDeferred
from twisted.internet.error import CannotListenError
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.logger import Logger

from adapters.embedded import EmbeddedEngine
from gateway.app import terminals
from gateway.app.chores import Chore
from gateway.app.means import SystemClock, TimeOrderedIds
from gateway.app.occupancy import Occupancy
from gateway.circulation.situation import Setting
from gateway.config.calendar import open_days
from gateway.config.declare import Config
from gateway.dispatch import Dispatcher
from gateway.dispatch import Limits as DispatchLimits
from gateway.net.kiosks import KioskBoard
from gateway.net.passwords import Passwords
from gateway.net.sip2 import Accounts, KioskListener, ListenerLimits, Means
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.schema import path_of
from gateway.store.sqlite import open_store
from gateway.web.api import ControlApi, Desk, Watch
from gateway.web.health import Physician
from gateway.web.metrics import Metrics
from gateway.web.public import PublicPages
from gateway.web.site import site
from protocols.sip2 import Limits as WireLimits

#: How often silent lines are looked for; their limits are minutes.
SWEEP_SECONDS = 5.0

#: How often holds past their dates are settled. Dates are days, and every rule looks at them itself: this is
#: for those who look at the hold shelf.
EXPIRE_SECONDS = 600.0

#: How often signs of life of the kiosks are written: what a crash forgets of them is a minute at most.
FLUSH_SECONDS = 60.0

#: How often it is tried whether the store writes, and the kiosks are told what was found when they ask.
PULSE_SECONDS = 5.0

#: How often a stopping server looks whether the messages in hand are answered.
DRAIN_STEP_SECONDS = 0.05

#: National holidays are known to the calendar for this year and so many after it: no loan runs longer.
CALENDAR_YEARS = 3

#: What Twisted raises for an endpoint string that opens nothing: an unknown kind, a missing part, a file that
#: is not there or holds no key.
UNUSABLE = (OSError, ValueError, TypeError, OverflowError, SSL.Error, crypto.Error)


class Unable(Exception):
    """A door can't be opened: `name`, `endpoint`, the `reason`; `taken` where another program has it."""

    def __init__(self, name: str, endpoint: str, reason: str, *, taken: bool = False) -> None:
        self.name = name
        self.endpoint = endpoint
        self.reason = reason
        self.taken = taken
        super().__init__(f"{name}: {endpoint} can't be opened ({reason})")


class Listening(msgspec.Struct, frozen=True):
    """One open door: its name, and the endpoint string behind which it listens."""

    name: str
    endpoint: str


class House:
    """One gateway. `open` it once; `close` it when asked to stop.

    To make one takes hold of its database: raises `InUse` where another server has it.
    """

    log = Logger()

    def __init__(self, config: Config, reactor: Any) -> None:  # noqa: ANN401 - Twisted's reactor is many interfaces
        self._config = config
        self.reactor = reactor
        self._ports: list[Any] = []  # of IListeningPort, which says nothing to the type checker
        self.doors: list[Listening] = []
        self.clock = SystemClock()
        self.new_id = TimeOrderedIds()
        self._occupancy = Occupancy(path_of(config.database))
        with suppress(FileNotFoundError):  # no folder: what to do then, the store says below
            self._occupancy.take()
        key = load_key(config.keys)
        self.digests = KeyedDigest(key)
        registry = CollectorRegistry()
        self.metrics = Metrics(registry, version=version("guanji"))
        self.store = open_store(
            config.database,
            call_from_thread=reactor.callFromThread,
            observe_commits=self.metrics.committed,
            observe_reads=self.metrics.looked_up,
            key_fingerprint=self.digests.fingerprint,
        )
        engine = EmbeddedEngine(self.store, self._setting(), self.clock, self.digests.pin)
        self.dispatcher = Dispatcher(
            store=self.store,
            engines={config.agency_id: engine},
            timers=reactor,
            limits=DispatchLimits(
                deadline=config.deadlines.answer_seconds,
                lane=config.limits.waiting_per_kiosk,
                repeat_window=timedelta(seconds=config.replay.window_seconds),
            ),
        )
        accounts = terminals.accounts(config)
        self.board = KioskBoard((account.name for account in accounts), store=self.store, clock=self.clock)
        self.metrics.watch(kiosks=self.board, waiting=self.dispatcher.waiting)
        self.kiosks = self._listener(Accounts(accounts, self._passwords(key)))
        self._sweep = Chore("closing silent lines", self._swept, seconds=SWEEP_SECONDS, clock=reactor)
        self._expire = Chore(
            "settling lapsed holds", engine.expire_holds, seconds=EXPIRE_SECONDS, clock=reactor
        )
        self._flush = Chore(
            "writing when kiosks were last seen", self.board.flush, seconds=FLUSH_SECONDS, clock=reactor
        )
        self.physician = Physician(
            store=self.store,
            kiosks=self.board,
            clock=self.clock,
            timers=reactor,
            seconds=reactor.seconds,
            version=version("guanji"),
        )
        self._pulse = Chore("feeling the store's pulse", self._felt, seconds=PULSE_SECONDS, clock=reactor)
        self._registry = registry

    async def open(self) -> None:
        """Open every door. Raises `Unable` where one can't be opened; those that were are closed again."""
        await self.board.load()
        try:
            for listener in self._config.listen:
                await self._listen(listener.name, listener.endpoint, self.kiosks)
            await self._listen("http", self._config.http.endpoint, self._public())
            await self._listen_for_control()
        except BaseException:
            await self.close()
            raise
        self._sweep.start()
        self._expire.start()
        self._flush.start()
        self._pulse.start()

    async def close(self) -> None:
        """Take nothing new, answer what is in hand, close the lines, then the store."""
        await self._sweep.stop()
        await self._expire.stop()
        await self._flush.stop()
        await self._pulse.stop()
        for port in self._ports:
            await maybeDeferred(port.stopListening)
        self._ports.clear()
        self.kiosks.drain()
        left = float(self._config.deadlines.drain_seconds)
        while self.kiosks.busy and left > 0:
            await deferLater(self.reactor, DRAIN_STEP_SECONDS)
            left -= DRAIN_STEP_SECONDS
        self.kiosks.close_all()
        await self._last_words()
        await self.store.stop()
        self._occupancy.leave()

    async def _last_words(self) -> None:
        try:
            await self.board.flush()
        except Exception:  # noqa: BLE001 - the store is to be closed whatever its last unit met
            self.log.failure("when kiosks were last seen was not written")

    async def _felt(self) -> None:
        health = await self.physician.look()
        self.board.writable = health.checks.store.ok

    async def _swept(self) -> None:
        self.kiosks.sweep()

    # --- parts ---------------------------------------------------------------------------------------

    def _setting(self) -> Setting:
        config = self._config
        this_year = self.clock.now().year
        return Setting(
            agency=config.agency_id,
            zone=ZoneInfo(config.zone),
            new_id=self.new_id,
            policy=config.policy,
            calendar=open_days(config.calendar, range(this_year - 1, this_year + CALENDAR_YEARS)),
            branch_of={place.code: place.branch for place in config.locations},
            second_press=timedelta(seconds=config.replay.second_press_seconds),
        )

    def _passwords(self, key: bytes) -> Passwords:
        return Passwords(
            {kiosk.login: kiosk.password.read() for kiosk in self._config.kiosks},
            off_reactor=deferToThread,
            now=self.reactor.seconds,
            key=key,
            remembered_seconds=self._config.deadlines.password_minutes * 60,
        )

    def _listener(self, accounts: Accounts) -> KioskListener:
        limits = self._config.limits
        return KioskListener(
            dispatcher=self.dispatcher,
            accounts=accounts,
            board=self.board,
            stranger=terminals.stranger(self._config),
            means=Means(
                clock=self.clock,
                seconds=self.reactor.seconds,
                soon=lambda call: self.reactor.callLater(0, call),
                new_id=self.new_id,
                repeat_key=self.digests.replay,
                meter=self.metrics,
            ),
            limits=ListenerLimits(
                connections=limits.connections,
                per_address=limits.connections_per_address,
                login_seconds=limits.login_seconds,
                idle_seconds=limits.idle_seconds,
            ),
            wire_limits=WireLimits(
                message=limits.message_bytes,
                garbage=limits.garbage,
                replay_seconds=self._config.replay.connection_seconds,
            ),
        )

    def _public(self) -> Any:  # noqa: ANN401 - a twisted.web Site
        config = self._config
        pages = PublicPages(
            physician=self.physician,
            registry=self._registry,
            library=config.library_zh or config.library_en or config.agency,
            version=version("guanji"),
            tongue=terminals.tongue_of(config),
        )
        return site(pages.resource())

    # --- doors ---------------------------------------------------------------------------------------

    async def _listen(self, name: str, endpoint: str, factory: Any) -> None:  # noqa: ANN401 - any Twisted factory
        try:
            # Twisted's endpoint strings are not typed yet.
            server = endpoints.serverFromString(self.reactor, endpoint)  # type: ignore[no-untyped-call]
            self._ports.append(await server.listen(factory))
        except CannotListenError as error:
            cause = error.socketError
            reason = getattr(cause, "strerror", None) or str(cause)
            # A socket file that a living server has locked is told as text, everything else as an OSError.
            taken = isinstance(cause, str) or cause.errno == errno.EADDRINUSE
            raise Unable(name, endpoint, reason, taken=taken) from None
        except UNUSABLE as error:
            raise Unable(name, endpoint, str(error)) from None
        self.doors.append(Listening(name, endpoint))

    async def _listen_for_control(self) -> None:
        """The control socket: who may open the file may command, so nobody but the service's user can."""
        path = self._config.control.socket
        api = ControlApi(
            dispatcher=self.dispatcher,
            store=self.store,
            kiosks=self.board,
            desk=Desk(
                agency=self._config.agency_id,
                zone=ZoneInfo(self._config.zone),
                tongue=terminals.tongue_of(self._config),
                locations={kiosk.name: kiosk.location for kiosk in self._config.kiosks},
                logins={kiosk.name: kiosk.login for kiosk in self._config.kiosks},
            ),
            clock=self.clock,
            new_id=self.new_id,
            watch=Watch(meter=self.metrics, seconds=self.reactor.seconds),
        )
        before = os.umask(0o177)
        try:
            await self._listen("control", f"unix:{path}:mode=600", site(api.resource()))
        finally:
            os.umask(before)
