"""The writer: group commit. All units that wait share one transaction and one fsync.

A unit that fails before it wrote anything, as nearly every one does that fails, leaves nothing behind. One
that fails later spoils the transaction: it is rolled back and run again with a SAVEPOINT for each unit. That
rare case costs everybody a few milliseconds; savepoints at all times would cost each unit two statements.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from gateway.ports import Overtaken
from gateway.store.connection import SQLITE
from gateway.store.driver import Connect, Connection, Driver
from gateway.store.recall import Recall, RecallingLedger
from gateway.store.runner import Answer, Unit
from gateway.store.transactions import Run, Spoiled, Transactions

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
        self._recall = Recall()
        self._ledger: RecallingLedger  # of the transaction that runs

    @property
    def begin(self) -> str:
        """Begin writing."""
        return self._driver.write

    def _begun(self) -> Connection:
        self._topics = frozenset()
        return super()._begun()

    def _run(self, connection: Connection, units: Sequence[Unit], run: Run) -> list[Answer]:
        version = self._driver.version
        # A connection tells what others wrote since it was opened. Where nobody can tell, somebody has.
        seen = (self._held.opened, connection.execute(version).fetchall()) if version else object()
        self._recall.begin(seen)
        self._ledger = RecallingLedger(connection, self._recall, self._driver)
        return super()._run(connection, units, run)

    def _commit(self, connection: Connection) -> None:
        self._seal(connection)
        self._recall.settle()
        if self._topics:
            self._woken(self._topics)

    def _seal(self, connection: Connection) -> None:
        super()._commit(connection)

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:  # noqa: ARG002 - the ledger has it
        ledger, overtaken = self._ledger, None
        for _ in range(ATTEMPTS):
            ledger.turn_over()
            try:
                value = unit(ledger)
            except Exception as error:
                # What a unit raises is its caller's; only a database that is down concerns the whole batch.
                if self._driver.is_down(error):
                    raise
                if ledger.wrote:
                    raise Spoiled from error
                if not isinstance(error, Overtaken):
                    return Answer(error=error)
                overtaken = error
            else:
                self._topics |= ledger.topics
                return Answer(value)
        return Answer(error=overtaken)

    def _guarded(self, connection: Connection, unit: Unit) -> Answer:
        run = connection.execute
        ledger, overtaken = self._ledger, None
        for _ in range(ATTEMPTS):
            ledger.turn_over()
            run("SAVEPOINT unit")
            try:
                value = unit(ledger)
            except Exception as error:
                # Whatever it is, it is this unit's alone: what it wrote is undone, the others' stays.
                if self._driver.is_down(error):
                    raise
                run("ROLLBACK TO unit")
                run("RELEASE unit")
                self._recall.forget()
                if not isinstance(error, Overtaken):
                    return Answer(error=error)
                overtaken = error
            else:
                run("RELEASE unit")
                self._topics |= ledger.topics
                return Answer(value)
        return Answer(error=overtaken)
