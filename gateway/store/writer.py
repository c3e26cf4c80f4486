"""The writer: group commit. All units that wait share one transaction and one fsync, a SAVEPOINT each."""

import time
from collections.abc import Callable
from typing import Final

from gateway.ports import Overtaken
from gateway.store.connection import SQLITE
from gateway.store.driver import Connect, Connection, Driver
from gateway.store.ledger import SqlLedger
from gateway.store.runner import Answer, Unit
from gateway.store.transactions import Transactions

#: How often a unit is run that finds itself overtaken. Inside one transaction nobody can overtake a unit that
#: reads what it writes, so a second run always decides on what is there; a third failure is a mistake in it.
ATTEMPTS: Final = 3

Woken = Callable[[frozenset[str]], object]
"""Told of the topics that the units of a committed batch would have others wake up to."""


def _nobody(_: frozenset[str]) -> None:
    """Wake nobody."""


class Writer(Transactions):
    """Commits batches of units over one writing connection."""

    def __init__(
        self,
        connect: Connect,
        driver: Driver = SQLITE,
        *,
        monotonic: Callable[[], float] = time.perf_counter,
        woken: Woken = _nobody,
    ) -> None:
        super().__init__(connect, driver, monotonic=monotonic)
        self._woken = woken
        self._topics: frozenset[str] = frozenset()

    @property
    def begin(self) -> str:
        """Begin writing."""
        return self._driver.write

    def _begun(self) -> Connection:
        self._topics = frozenset()
        return super()._begun()

    def _commit(self, connection: Connection) -> None:
        self._seal(connection)
        if self._topics:
            self._woken(self._topics)

    def _seal(self, connection: Connection) -> None:
        super()._commit(connection)

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        ledger = SqlLedger(connection, self._driver)
        run = connection.execute
        overtaken: Exception | None = None
        for _ in range(ATTEMPTS):
            run("SAVEPOINT unit")
            try:
                value = unit(ledger)
            except Exception as error:
                # What a unit raises is its caller's; only a database that is down concerns the whole batch.
                if self._driver.is_down(error):
                    raise
                run("ROLLBACK TO unit")
                run("RELEASE unit")
                if not isinstance(error, Overtaken):
                    return Answer(error=error)
                overtaken, ledger.topics = error, frozenset()
            else:
                run("RELEASE unit")
                self._topics |= ledger.topics
                return Answer(value)
        return Answer(error=overtaken)
