"""`gateway.ports.Store` on a database: a group-commit writer, and a reader beside it."""

from collections.abc import Callable
from typing import TypeVar, cast

from twisted.internet.defer import Deferred

from gateway.ports import Ledger, Shelf
from gateway.store.runner import (
    CallFromThread,
    InlineRunner,
    Observe,
    Runner,
    ThreadRunner,
    Worker,
)
from gateway.store.turns import TurnRunner, TwoStep
from gateway.store.wakes import WakeBook

T = TypeVar("T")


def nothing(_: object) -> None:
    """Observe nothing, and hear no complaint."""


class SqlStore:
    """Durable memory. `stop` it before the process ends; `wakes` tells of what was committed.

    `node` names this server among several on one database; empty where there can be no other.
    """

    node = ""

    def __init__(self, writer: Runner, reader: Runner, wakes: WakeBook) -> None:
        self.wakes = wakes
        self._writer = writer
        self._reader = reader

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Deferred[T]:
        """Run a unit of work; its result comes after the commit that makes it durable.

        Fails with what `work` raised, in which case nothing of it is kept, or with `StoreDown`. One that is
        long is run `aside`, where it holds up nothing but the units behind it.
        """
        return cast("Deferred[T]", self._writer.ask(work, aside=aside))

    def read(self, work: Callable[[Shelf], T]) -> Deferred[T]:
        """Run a look-up beside the writer; it sees every unit whose result came before it was asked for."""
        return cast("Deferred[T]", self._reader.ask(work))

    def stop(self) -> Deferred[None]:
        """Take nothing more, finish what waits, close the database."""
        return self._reader.close().addCallback(lambda _: self._writer.close())


def runner(worker: Worker, name: str, call_from_thread: CallFromThread | None, observe: Observe) -> Runner:
    """What runs a worker: a thread, or the caller where there is no way home from one."""
    if call_from_thread is None:
        return InlineRunner(worker, observe=observe)
    return ThreadRunner(worker, call_from_thread, name=name, observe=observe)


def turns(worker: TwoStep, name: str, call_from_thread: CallFromThread | None, observe: Observe) -> Runner:
    """What runs a worker whose units need not wait: the reactor's turn, and a thread for the disk."""
    if call_from_thread is None:
        return InlineRunner(worker, observe=observe)
    return TurnRunner(worker, call_from_thread, name=name, observe=observe)


def waker(wakes: WakeBook, call_from_thread: CallFromThread | None) -> Callable[[frozenset[str]], object]:
    """What a writer tells of its topics, so that the listeners hear of them at home."""
    if call_from_thread is None:
        return wakes.wake
    return lambda topics: call_from_thread(wakes.wake, topics)
