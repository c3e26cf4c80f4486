"""What is held about readers, in one server or without one: let go of in time, told, erased, erased again."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.logger import Logger
from twisted.python.failure import Failure

from gateway.app.means import SystemClock, TimeOrderedIds
from gateway.config.declare import Config
from gateway.model.keeping import Erased, LetGo, LoanCount, Terms
from gateway.ports import Clock, NewId, Store
from gateway.store.caretaker import Caretaker, Lore
from gateway.store.erased import beside
from gateway.store.figures import loan_counts, next_month
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.opening import is_shared, open_store
from gateway.store.schema import path_of
from gateway.store.wiping import wipe
from gateway.translate.provided import own, told

T = TypeVar("T")

#: What is known of messages.
LORE: Final = Lore(told, own)

#: Seconds that one request may take to let go: a command asks again, long before it would give up waiting.
PATIENCE: Final = 20.0


class Keeping:
    """`gateway.web.keeping.Keeper`: the caretaker of a running server, one run at a time.

    `terms` are asked for at each run; `seconds` is a clock that only goes forward; `wipe` empties the
    database's log; `counted` hears what was let go of.
    """

    log = Logger()

    def __init__(
        self,
        caretaker: Caretaker,
        *,
        terms: Callable[[], Terms],
        seconds: Callable[[], float],
        wipe: Callable[[], Awaitable[object]],
        counted: Callable[[LetGo], None],
    ) -> None:
        self.caretaker = caretaker
        self.dossier = caretaker.dossier
        self._terms = terms
        self._seconds = seconds
        self._wipe = wipe
        self._counted = counted
        self._running: Deferred[None] | None = None

    async def erase(self, *reader: Any, actor: str) -> Any:  # noqa: ANN401 - as `Caretaker.erase`
        """Erase a reader, and what the database's log still has of him."""
        came = await self.caretaker.erase(*reader, actor=actor)
        if isinstance(came, Erased):
            await self._wipe()
        return came

    async def due(self) -> LetGo:
        """What is due to go."""
        return await self.caretaker.due(self._terms())

    async def let_go(self) -> LetGo:
        """Let go for as long as somebody waits; where a run is under way, for as long as that is."""
        until = self._seconds() + PATIENCE
        return await self._run(lambda: self._seconds() >= until)

    async def chore(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Let go of all that is due, until it is `enough`, and say so in the log."""
        rows = (await self._run(enough)).rows
        if any(rows.values()):
            what = ", ".join(f"{number} {name}" for name, number in rows.items() if number)
            self.log.info("let go of {what}", what=what)

    async def _run(self, enough: Callable[[], bool]) -> LetGo:
        if self._running is not None:
            return LetGo(rows={}, more=True)
        self._running = Deferred()
        try:
            resumed = await self.caretaker.resume()
            gone = await self.caretaker.let_go(self._terms(), enough)
            if resumed or any(gone.rows.values()):
                await self._wipe()
        finally:
            self._running = None
        self._counted(gone)
        return gone


def keeping(
    config: Callable[[], Config],
    store: Store,
    *,
    digests: KeyedDigest,
    clock: Clock,
    new_id: NewId,
    reactor: Any,  # noqa: ANN401 - Twisted's reactor is many interfaces
    counted: Callable[[LetGo], None],
) -> Keeping:
    """Who takes care of a running server's store; `config` is asked for what holds now."""
    database, log = config().database, beside(config().keys)

    async def wiped() -> None:
        if not is_shared(database):
            await deferToThread(wipe, path_of(database))

    return Keeping(
        Caretaker(
            store,
            digests=digests,
            log=log,
            clock=clock,
            new_id=new_id,
            lore=LORE,
            rest=lambda seconds: deferLater(reactor, seconds),
        ),
        terms=lambda: config().retention.terms(),  # noqa: PLW0108 - asked anew each time: it may be read again
        seconds=reactor.seconds,
        wipe=wiped,
        counted=counted,
    )


def reapply(config: Config) -> tuple[int, LetGo]:
    """Make a database that was brought back from a backup as if it had been there all the time.

    Who was erased since is erased again; what has become due to go goes; no copy stays in SQLite's files.
    No server may run. Gives how many were erased, and how many rows of what were let go of. Raises
    `gateway.store.errors.StoreError` where the database, the key file or the list of erasures can't be used.
    """
    digests = KeyedDigest(load_key(config.keys))
    store = open_store(
        config.database,
        password=config.database_password.read if config.database_password else None,
        key_fingerprint=digests.fingerprint,
    )
    keeper = Caretaker(
        store,
        digests=digests,
        log=beside(config.keys),
        clock=SystemClock(),
        new_id=TimeOrderedIds(),
        lore=LORE,
    )
    try:
        result_of(keeper.note_down())
        again = result_of(keeper.catch_up())
        result_of(keeper.resume())
        gone = result_of(keeper.let_go(config.retention.terms()))
    finally:
        store.stop()
    if not is_shared(config.database):
        wipe(path_of(config.database))
    return again, gone


def counted(config: Config, first: date, last: date) -> tuple[LoanCount, ...]:
    """The loans of each month from `first` to `last` (their first days), read beside a server that may run.

    Raises `gateway.store.errors.StoreError`.
    """
    months = []
    while first <= last:
        months.append(first)
        first = next_month(first)
    store = open_store(
        config.database, password=config.database_password.read if config.database_password else None
    )

    def read(shelf: Any) -> tuple[LoanCount, ...]:  # noqa: ANN401 - of this store, and so an `SqlShelf`
        return tuple(loan_counts(shelf, months, ZoneInfo(config.zone)))

    async def found() -> tuple[LoanCount, ...]:
        return await store.read(read)

    try:
        return result_of(found())
    finally:
        store.stop()


def result_of(work: Coroutine[Any, Any, T]) -> T:
    """What came of work on a store without threads, which is done already. Raises what it raised."""
    came: list[Any] = []
    Deferred.fromCoroutine(work).addBoth(came.append)
    (outcome,) = came
    if isinstance(outcome, Failure):
        outcome.raiseException()
    result: T = outcome
    return result
