"""Whether the server is fit to serve."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gateway.dispatch.work import DeadlinePassed, Timers, Work
from gateway.ports import Clock, Kiosks, Store, StoreDown

#: Seconds that the store may take: what asks for our health (a load balancer, a container's probe) commonly
#: waits 3 to 10, and a store this slow keeps readers waiting at the kiosks.
DEADLINE: Final = 2.0


class StoreCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the store writes: `ok`, how many seconds one took, and if not ok, `why`."""

    ok: bool
    seconds: float
    why: str = ""


class KiosksCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How many kiosks there are, how many are connected, paused by staff, out of paper.

    `locked` counts logins and addresses that are locked out after wrong logins.
    A kiosk that is switched off at night is no reason for the server to be failing.
    """

    configured: int
    connected: int
    paused: int
    paper_out: int
    locked: int = 0


class ConfigCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How the configuration stands: `ok` where the file was taken when it was last read.

    `read` is when the one in force was, `waits` whether something of it holds from the next start only. A
    file that was refused fails nothing: the one before it is in force.
    """

    ok: bool = True
    read: datetime | None = None
    waits: bool = False


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at."""

    store: StoreCheck
    kiosks: KiosksCheck
    config: ConfigCheck = ConfigCheck()


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What ``/healthz`` says: `status` is ``ok`` or ``failing``."""

    status: str
    checks: Checks
    version: str


class Physician:
    """Looks at the store and the kiosks. `seconds` is a monotonic clock."""

    log = Logger()

    def __init__(
        self,
        *,
        store: Store,
        kiosks: Kiosks,
        clock: Clock,
        timers: Timers,
        seconds: Callable[[], float],
        version: str,
        deadline: float = DEADLINE,
        config: Callable[[], ConfigCheck] = ConfigCheck,
    ) -> None:
        self._store = store
        self._kiosks = kiosks
        self._clock = clock
        self._timers = timers
        self._seconds = seconds
        self._version = version
        self._deadline = deadline
        self._config = config
        #: How many lockouts hold now.
        self.locked: Callable[[], int] = int
        self._under_way: Work[None] | None = None
        self._ailing = ""

    async def look(self) -> Health:
        """How things stand now; comes within the deadline."""
        store = await self._look_at_store()
        return Health(
            status="ok" if store.ok else "failing",
            checks=Checks(store=store, kiosks=self._look_at_kiosks(), config=self._config()),
            version=self._version,
        )

    async def _look_at_store(self) -> StoreCheck:
        began, why, said = self._seconds(), "", ""
        try:
            await self._touched()
        except DeadlinePassed:
            why, said = "slow", f"it took longer than {self._deadline:g} s"
        except StoreDown as down:
            why, said = "down", str(down)
        except Exception as error:  # noqa: BLE001 - whatever it is, the store is not well
            self.log.failure("the store's health check failed")
            why, said = "failed", str(error)
        self._note(why, said)
        return StoreCheck(ok=not why, seconds=round(self._seconds() - began, 6), why=why)

    def _note(self, why: str, said: str) -> None:
        """Log what the store turned to: when it began to fail is asked for afterwards."""
        if why and why != self._ailing:
            self.log.error("the store does not write ({why}): {said}", why=why, said=said)
        elif self._ailing and not why:
            self.log.warn("the store writes again")
        self._ailing = why

    async def _touched(self) -> None:
        """One small row written, for all who ask meanwhile: a store that hangs is not asked ever more."""
        work = self._under_way
        if work is None:
            asked = Deferred.fromCoroutine(self._commit())
            if asked.called:
                return await asked
            work = self._under_way = Work(asked, self._timers, self._done)
        return await work.wait(self._deadline)

    async def _commit(self) -> None:
        now = self._clock.now()
        await self._store.commit(lambda ledger: ledger.touch(now))

    def _done(self) -> None:
        self._under_way = None

    def _look_at_kiosks(self) -> KiosksCheck:
        states = self._kiosks.states()
        return KiosksCheck(
            configured=len(states),
            connected=sum(connections > 0 for _, connections in states),
            paused=sum(state.paused for state, _ in states),
            paper_out=sum(state.paper_out for state, _ in states),
            locked=self.locked(),
        )
