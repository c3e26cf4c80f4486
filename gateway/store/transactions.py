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

Run = Callable[[Connection, Unit], Answer]
"""A way to run one unit in a transaction."""


class Spoiled(Exception):
    """A unit failed that had written something: the transaction holds what nobody wants."""


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
            answers = self._together(units, self._attempt)
        except StoreDown as down:
            answers = _all_down(units, down)
        except Spoiled:
            self._roll_back()
            answers = self._guardedly(units)
        except self._driver.error:
            self._roll_back()
            answers = self._singly(units)
        return Served(answers, self._commit_seconds)

    def start(self, units: Sequence[Unit]) -> list[Answer] | None:
        """Run the units together without waiting for anybody; `finish` then commits what they wrote.

        None where that does not go: another process is writing, the connection has to be opened first, or
        something went wrong. Nothing of it is left then, and `finish` does it all.
        """
        if not self._held.open:
            return None
        self._commit_seconds = 0.0
        try:
            return self._run(self._begun_at_once(), units, self._attempt)
        except Exception:  # noqa: BLE001 - `finish` meets it again, and then whoever asked hears of it
            self._roll_back()
            return None

    def finish(self, units: Sequence[Unit], answers: list[Answer] | None) -> Served:
        """Make durable what `start` has run, or do it all."""
        if answers is None:
            return self.work_off(units)
        try:
            self._timed_commit(self._held.get())
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
        """Run one unit in the transaction.

        Raises the driver's error where the transaction is in doubt, and `Spoiled` where a unit failed that
        had written something.
        """

    def _guarded(self, connection: Connection, unit: Unit) -> Answer:
        """Run one unit so that what it wrote can be undone without the others'."""
        return self._attempt(connection, unit)

    def _together(self, units: Sequence[Unit], run: Run) -> list[Answer]:
        connection = self._begin()
        answers = self._run(connection, units, run)
        self._timed_commit(connection)
        return answers

    def _guardedly(self, units: Sequence[Unit]) -> list[Answer]:
        try:
            return self._together(units, self._guarded)
        except StoreDown as down:
            return _all_down(units, down)
        except self._driver.error:
            self._roll_back()
            return self._singly(units)

    def _run(self, connection: Connection, units: Sequence[Unit], run: Run) -> list[Answer]:
        return [run(connection, unit) for unit in units]

    def _timed_commit(self, connection: Connection) -> None:
        began = self._monotonic()
        self._commit(connection)
        self._commit_seconds += self._monotonic() - began

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

    def _begun_at_once(self) -> Connection:
        """Begin, unless another process is writing."""
        connection = self._held.get()
        connection.execute(self._driver.hasty)
        try:
            return self._begun()
        finally:
            connection.execute(self._driver.patient)

    def _begun(self) -> Connection:
        connection = self._held.get()
        connection.execute(self.begin)
        return connection

    def _singly(self, units: Sequence[Unit]) -> list[Answer]:
        answers: list[Answer] = []
        for unit in units:
            try:
                answers += self._together([unit], self._guarded)
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
