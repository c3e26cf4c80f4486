"""A batch of units in one transaction: what the writer and the reader have in common.

Where the batch as a whole breaks (the disk is full, the commit fails), each unit is run again in a
transaction of its own, so that only the guilty one pays.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from gateway.ports import StoreDown
from gateway.store.connection import SQLITE, Held
from gateway.store.driver import Connect, Connection, Driver
from gateway.store.runner import Answer, Served, Unit


class Transactions(ABC):
    """Works units off, a batch in one transaction, over one connection that is opened when needed."""

    def __init__(
        self,
        connect: Connect,
        driver: Driver = SQLITE,
        *,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._driver = driver
        self._held = Held(connect)
        self._monotonic = monotonic
        self._commit_seconds = 0.0

    def work_off(self, units: Sequence[Unit]) -> Served:
        """Run the units, together if that goes, else one by one."""
        self._commit_seconds = 0.0
        try:
            answers = self._together(units)
        except StoreDown as down:
            answers = _all_down(units, down)
        except self._driver.error:
            self._roll_back()
            answers = self._singly(units)
        return Served(answers, self._commit_seconds)

    def close(self) -> None:
        """Close the connection."""
        self._held.drop()

    @property
    @abstractmethod
    def begin(self) -> str:
        """The statement that begins such a transaction."""

    @abstractmethod
    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        """Run one unit in the transaction. Raises the driver's error where the transaction is in doubt."""

    def _together(self, units: Sequence[Unit]) -> list[Answer]:
        connection = self._begin()
        answers = [self._attempt(connection, unit) for unit in units]
        began = self._monotonic()
        self._commit(connection)
        self._commit_seconds += self._monotonic() - began
        return answers

    def _commit(self, connection: Connection) -> None:
        connection.execute("COMMIT")

    def _begin(self) -> Connection:
        # No unit is to blame where a transaction can't even begin, so none is tried again: each attempt might
        # wait for another process's lock. Only a connection that was lost since its last use is made anew.
        kept = self._held.open
        try:
            return self._begun()
        except self._driver.error as error:
            stale = kept and self._driver.lost(self._held.get())
            self._held.drop()
            if not stale:
                raise _down(error) from error
        try:
            return self._begun()
        except self._driver.error as error:
            self._held.drop()
            raise _down(error) from error

    def _begun(self) -> Connection:
        connection = self._held.get()
        connection.execute(self.begin)
        return connection

    def _singly(self, units: Sequence[Unit]) -> list[Answer]:
        answers: list[Answer] = []
        for unit in units:
            try:
                answers += self._together([unit])
            except StoreDown as down:
                return answers + _all_down(units[len(answers) :], down)
            except self._driver.error as error:
                self._held.drop()  # it may be the connection: the next one is a new one
                answers.append(Answer(error=self._told(error)))
        return answers

    def _roll_back(self) -> None:
        # The connection is kept if that goes: it knows what of the log counts, a new one would read it again.
        try:
            self._driver.roll_back(self._held.get())
        except self._driver.error:
            self._held.drop()

    def _told(self, error: Exception) -> Exception:
        if not self._driver.is_down(error):
            return error
        down = _down(error)
        down.__cause__ = error
        return down


def _down(error: Exception) -> StoreDown:
    return StoreDown(f"the database can't be used: {error}")


def _all_down(units: Sequence[Unit], down: StoreDown) -> list[Answer]:
    return [Answer(error=StoreDown(*down.args)) for _ in units]
