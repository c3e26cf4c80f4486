"""The whole server of one configuration, put together and taken apart again."""

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from datetime import timedelta
from importlib.metadata import version
from random import SystemRandom
from socket import gethostname
from typing import Any

from prometheus_client import CollectorRegistry
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.logger import Logger

from adapters.embedded import EmbeddedEngine
from gateway.app.arrangement import Arrangement, Surroundings, arrange
from gateway.app.chores import Chore
from gateway.app.doors import Doors, Unable
from gateway.app.duty import Duty, Work
from gateway.app.keeping import Keeping, keeping
from gateway.app.lending import LendingService
from gateway.app.means import SystemClock, TimeOrderedIds
from gateway.app.occupancy import tenancy
from gateway.app.reload import Reloader, Sources
from gateway.config.declare import Config
from gateway.dispatch import Auditor, Dispatcher
from gateway.loading.intake import Intake
from gateway.model.changes import Changes
from gateway.net.kiosks import KIOSKS, KioskBoard
from gateway.net.lockout import Lockouts, one_address
from gateway.net.sip2 import KioskListener, Means
from gateway.ports import StoreDown
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.opening import is_shared, open_store
from gateway.web.api import ControlApi, Watch
from gateway.web.health import Health, Physician
from gateway.web.interlending import Interlending
from gateway.web.kept import Kept
from gateway.web.loading import MOST_BATCH
from gateway.web.metrics import Metrics
from gateway.web.public import PublicPages
from gateway.web.service import Reading
from gateway.web.site import site

#: How often silent lines are looked for; their limits are minutes.
SWEEP_SECONDS = 5.0

#: How often holds past their dates are settled. Dates are days, and every rule looks at them itself: this is
#: for those who look at the hold shelf.
EXPIRE_SECONDS = 600.0

#: How often signs of life of the kiosks are written: what a crash forgets of them is a minute at most.
FLUSH_SECONDS = 60.0

#: How often it is looked whether acts of staff have been kept for as long as they are to be; that is years.
LET_GO_SECONDS = 6 * 3600.0

#: How often that is let go of which readers need not be known by any longer: an hour's worth is soon done.
KEEP_SECONDS = 3600.0

#: How often it is tried whether the store writes, and the kiosks are told what was found when they ask.
PULSE_SECONDS = 5.0

#: How often a stopping server looks whether the messages in hand are answered.
DRAIN_STEP_SECONDS = 0.05


class House:
    """One gateway. `open` it once; `close` it when asked to stop.

    `sources` is where `config` came from, to be asked again. To make one takes hold of its database: raises
    `InUse` where another server has it.
    """

    log = Logger()

    def __init__(
        self,
        config: Config,
        reactor: Any,  # noqa: ANN401 - Twisted's reactor is many interfaces
        sources: Sources | None = None,
    ) -> None:
        self.config = config
        self.reactor = reactor
        self.doors = Doors(reactor)
        self.clock = SystemClock()
        self.new_id = TimeOrderedIds()
        self._occupancy = tenancy(config.database)
        with suppress(FileNotFoundError):  # no folder: what to do then, the store says below
            self._occupancy.take()
        key = load_key(config.keys)
        self.digests = KeyedDigest(key)
        self._registry = CollectorRegistry()
        self.metrics = Metrics(self._registry, version=version("guanji"))
        self.store = open_store(
            config.database,
            password=config.database_password.read if config.database_password else None,
            node=config.node or gethostname(),
            call_from_thread=reactor.callFromThread,
            observe_commits=self.metrics.committed,
            observe_reads=self.metrics.looked_up,
            key_fingerprint=self.digests.fingerprint,
            complain=self._deaf,
        )
        around = Surroundings(self.clock, self.new_id, reactor.seconds, key)
        self.reloader = Reloader(self, sources, around)
        arranged = arrange(config, around)
        self.engine = EmbeddedEngine(self.store, arranged.setting, self.clock, self.digests.pin)
        self.intake = Intake(self.store, arranged.setting, self.clock, self.digests.pin)
        self.auditor = Auditor(self.store, self.digests.seal)
        self.dispatcher = Dispatcher(
            store=self.store,
            engines={config.agency_id: self.engine},
            timers=reactor,
            limits=arranged.dispatch,
            auditor=self.auditor,
        )
        self.keeper = self._keeping()
        self.board = KioskBoard(arranged.names, store=self.store, clock=self.clock)
        self.duty = (
            Duty("chores", holder=self.store.node, store=self.store, seconds=reactor.seconds)
            if is_shared(config.database)
            else None
        )
        self.store.wakes.listen(KIOSKS, self._kiosks_changed)
        self.metrics.watch(kiosks=self.board, waiting=self.dispatcher.waiting, config=self.reloader.check)
        self.metrics.locked = self.locked
        self.kiosks = self._listener(arranged)
        self.lending = LendingService(
            arranged.lending,
            self.store,
            clock=self.clock,
            new_id=self.new_id,
            reactor=reactor,
            meter=self.metrics,
            chance=SystemRandom().random,
        )
        self.physician = Physician(
            store=self.store,
            kiosks=self.board,
            clock=self.clock,
            timers=reactor,
            seconds=reactor.seconds,
            version=version("guanji"),
            config=self.reloader.check,
        )
        self.physician.locked = self.locked
        self._public = site(self._pages(arranged).resource(), one=one_address)
        self._control = site(self._api(arranged).resource(), most_body=MOST_BATCH)
        self._chores = self._day()

    async def open(self) -> None:
        """Open every door. Raises `Unable` where one can't be opened; those that were are closed again."""
        await self.keeper.caretaker.catch_up()  # the database may have come back from a backup
        await self.board.load()
        try:
            for listener in self.config.listen:
                behind = self.kiosks if listener.protocol == "sip2" else self.lending.door(listener.name)
                await self.doors.open(listener.name, listener.endpoint, behind, listener.tls)
            await self.doors.open("http", self.config.http.endpoint, self._public, self.config.http.tls)
            await self.doors.open_private("control", self.config.control.socket, self._control)
        except BaseException:
            await self.close()
            raise
        await self._begin_duty()
        self.lending.start()
        for chore in self._chores:
            chore.start()

    async def close(self) -> None:
        """Take nothing new, answer what is in hand, close the lines, then the store."""
        self.keeper.caretaker.stop()
        for chore in self._chores:
            await chore.stop()
        await self._end_duty()
        await self.doors.shut()
        self.kiosks.drain()
        await self.lending.stop_sending()
        left = float(self.config.deadlines.drain_seconds)
        while self.kiosks.busy and left > 0:
            await deferLater(self.reactor, DRAIN_STEP_SECONDS)
            left -= DRAIN_STEP_SECONDS
        self.kiosks.close_all()
        await self.lending.close(left)
        await self._last_words()
        await self.store.stop()
        self._occupancy.leave()

    @property
    def tidings(self) -> str:
        """In one line what runs, and whether its configuration was taken when it was last read."""
        check = self.reloader.check()
        state = (
            "" if check.ok else "; its configuration was refused when it was read again, the old one holds"
        )
        waits = "; part of its configuration waits for a restart" if check.waits else ""
        return f"serving {self.config.agency}, kiosks: {len(self.config.kiosks)}{state}{waits}"

    # --- another configuration (gateway.app.reload) ---------------------------------------------------

    async def adopt(self, arranged: Arrangement) -> None:
        """Go by another configuration from now on. Raises what the store raises, with nothing changed."""
        await self.board.adopt(arranged.names)
        self.config = arranged.config
        self.engine.adopt(arranged.setting)
        self.intake.adopt(arranged.setting)
        self.dispatcher.adopt(arranged.dispatch)
        self.kiosks.adopt(
            accounts=arranged.accounts,
            stranger=arranged.stranger,
            limits=arranged.lines,
            wire_limits=arranged.wire,
        )
        self.lending.adopt(arranged.lending)
        # What answers HTTP keeps nothing between two requests: it is made anew behind the same door.
        self._public.resource = self._pages(arranged).resource()
        self._control.resource = self._api(arranged).resource()

    def renew(self) -> Sequence[Unable]:
        """Read certificates again; those that can't be read are told, and the old ones stay."""
        return self.doors.renew()

    def write(self, changes: Changes) -> Awaitable[None]:
        """Write something down."""
        return self.store.commit(lambda ledger: ledger.save(changes))

    @property
    def lockouts(self) -> Lockouts:
        """Who is locked out after wrong logins."""
        return self.kiosks.lockouts

    @property
    def interlending(self) -> Interlending:
        """Interlibrary loan."""
        return self.lending.interlending(self.config)

    def locked(self) -> int:
        """How many lockouts hold now."""
        return sum(1 for _ in self.lockouts.locked())

    async def reload(self, actor: str) -> Reading:
        """Read the configuration again, for `actor` (`gateway.web.service.Service`)."""
        return await self.reloader.reload(actor)

    async def health(self) -> Health:
        """How things stand."""
        return await self.physician.look()

    async def _last_words(self) -> None:
        try:
            await self.board.flush()
        except Exception:  # noqa: BLE001 - the store is to be closed whatever its last unit met
            self.log.failure("when kiosks were last seen was not written")

    # --- what it does by itself ----------------------------------------------------------------------

    def _day(self) -> tuple[Chore, ...]:
        """What is done again and again; each line a name, the work, and how often."""
        work: tuple[tuple[str, Work, float], ...] = (
            ("closing silent lines", self._swept, SWEEP_SECONDS),
            ("settling lapsed holds", self._for_all(self.engine.expire_holds), EXPIRE_SECONDS),
            ("writing when kiosks were last seen", self._seen, FLUSH_SECONDS),
            ("feeling the store's pulse", self._felt, PULSE_SECONDS),
            ("letting go of what is held about readers", self._for_all(self._forget), KEEP_SECONDS),
            # Each server its own list: a backup may be put back beside any of them.
            ("writing down who was erased", self.keeper.caretaker.note_down, KEEP_SECONDS),
            ("letting go of what staff did long ago", self._for_all(self._let_go), LET_GO_SECONDS),
        )
        work += self.lending.chores(self._for_all)
        if self.duty is not None:
            work += (("keeping what one server does for all", self.duty.renew, self.duty.every),)
        return tuple(Chore(name, do, seconds=seconds, clock=self.reactor) for name, do, seconds in work)

    def _for_all(self, work: Work) -> Work:
        """Work that one server does for all those on its database."""
        return self.duty.only(work) if self.duty is not None else work

    async def _begin_duty(self) -> None:
        if self.duty is not None:
            with suppress(StoreDown):  # it is asked for again within a minute
                await self.duty.renew()

    async def _end_duty(self) -> None:
        if self.duty is not None:
            with suppress(StoreDown):  # then it runs out by itself
                await self.duty.leave()

    async def _seen(self) -> None:
        await self.board.flush()
        if self.duty is not None:
            await self.board.refresh()

    def _deaf(self, why: str) -> None:
        self.log.warn("other servers can't be heard ({why}); it is tried again", why=why)

    def _kiosks_changed(self) -> None:
        """A kiosk's state was written, here or by another server."""
        Deferred.fromCoroutine(self.board.refresh()).addErrback(
            lambda failure: self.log.error("kiosks were not looked at: {why}", why=failure.getErrorMessage())
        )

    async def _felt(self) -> None:
        health = await self.physician.look()
        self.board.writable = health.checks.store.ok

    async def _forget(self) -> None:
        await self.keeper.chore(self._relieved)

    async def _let_go(self) -> None:
        now = self.clock.now()
        await self.auditor.let_go(now - timedelta(days=self.config.audit.days), now, self._relieved)

    def _relieved(self) -> bool:
        """Whether what one server does for all is another one's now."""
        return self.duty is not None and self.duty.over()

    async def _swept(self) -> None:
        self.kiosks.sweep()

    # --- parts ---------------------------------------------------------------------------------------

    def _listener(self, arranged: Arrangement) -> KioskListener:
        return KioskListener(
            dispatcher=self.dispatcher,
            accounts=arranged.accounts,
            board=self.board,
            stranger=arranged.stranger,
            means=Means(
                clock=self.clock,
                seconds=self.reactor.seconds,
                soon=lambda call: self.reactor.callLater(0, call),
                later=self.reactor.callLater,
                new_id=self.new_id,
                repeat_key=self.digests.replay,
                meter=self.metrics,
            ),
            limits=arranged.lines,
            wire_limits=arranged.wire,
        )

    def _keeping(self) -> Keeping:
        return keeping(
            lambda: self.config,
            self.store,
            digests=self.digests,
            clock=self.clock,
            new_id=self.new_id,
            reactor=self.reactor,
            counted=Kept(self._registry, self.clock).count,
        )

    def _pages(self, arranged: Arrangement) -> PublicPages:
        config = arranged.config
        return PublicPages(
            physician=self.physician,
            registry=self._registry,
            library=config.library_zh or config.library_en or config.agency,
            watches=arranged.watches,
            tongue=arranged.desk.tongue,
        )

    def _api(self, arranged: Arrangement) -> ControlApi:
        """The control API: who may open its socket may command."""
        return ControlApi(
            dispatcher=self.dispatcher,
            store=self.store,
            kiosks=self.board,
            desk=arranged.desk,
            clock=self.clock,
            new_id=self.new_id,
            watch=Watch(auditor=self.auditor, meter=self.metrics, seconds=self.reactor.seconds),
            service=self,
        )
