"""`gateway.ports.Store` on one SQLite file: a group-commit writer and a reader beside it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from twisted.internet.defer import Deferred

from gateway.ports import Ledger, Shelf
from gateway.store import statements as sql
from gateway.store.compiled import SQLITE_TEXTS
from gateway.store.connection import reading, writing
from gateway.store.errors import StoreError
from gateway.store.reader import Reader
from gateway.store.runner import (
    BatchStats,
    CallFromThread,
    InlineRunner,
    Observe,
    Runner,
    ThreadRunner,
    Worker,
)
from gateway.store.schema import path_of, ready
from gateway.store.writer import Writer

T = TypeVar("T")


def _nothing(_: BatchStats) -> None:
    """Observe nothing."""


class SqliteStore:
    """Durable memory in one file. Made by `open_store`; `stop` it before the process ends."""

    def __init__(self, path: Path, writer: Runner, reader: Runner) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader

    def commit(self, work: Callable[[Ledger], T]) -> Deferred[T]:
        """Run a unit of work; its result comes after the commit that makes it durable.

        Fails with what `work` raised, in which case nothing of it is kept, or with `StoreDown`.
        """
        return cast("Deferred[T]", self._writer.ask(work))

    def read(self, work: Callable[[Shelf], T]) -> Deferred[T]:
        """Run a look-up beside the writer; it sees every unit whose result came before it was asked for."""
        return cast("Deferred[T]", self._reader.ask(work))

    def stop(self) -> Deferred[None]:
        """Take nothing more, finish what waits, close the file."""
        return self._reader.close().addCallback(lambda _: self._writer.close())


def open_store(
    where: str | Path,
    *,
    call_from_thread: CallFromThread | None = None,
    observe_commits: Observe = _nothing,
    observe_reads: Observe = _nothing,
    key_fingerprint: str = "",
) -> SqliteStore:
    """Open a database by path or ``sqlite:///`` URL; a file that is new or empty becomes an empty database.

    `call_from_thread` (`reactor.callFromThread`) brings answers home from the store's two threads; without it
    every unit runs in the caller's thread, as tests and one-off commands like it. `key_fingerprint` ties
    the database to the key file that its digests are made with (`gateway.store.keys`). Raises `StoreError`,
    whose message says what to do.
    """
    path = path_of(where).absolute()
    ready(path)
    if key_fingerprint:
        _check_key(path, key_fingerprint)
    writer, reader = Writer(partial(writing, path)), Reader(partial(reading, path))
    return SqliteStore(
        path,
        _runner(writer, "store-writer", call_from_thread, observe_commits),
        _runner(reader, "store-reader", call_from_thread, observe_reads),
    )


def _runner(worker: Worker, name: str, call_from_thread: CallFromThread | None, observe: Observe) -> Runner:
    if call_from_thread is None:
        return InlineRunner(worker, observe=observe)
    return ThreadRunner(worker, call_from_thread, name=name, observe=observe)


def _check_key(path: Path, fingerprint: str) -> None:
    """Compare the key's fingerprint with the one that the database was first opened with."""
    connection = writing(path)
    try:
        found = connection.execute(SQLITE_TEXTS[sql.META], ("key",)).fetchall()
        if not found:
            connection.execute(SQLITE_TEXTS[sql.META_INSERT], ("key", fingerprint))
        elif found[0][0] != fingerprint:
            raise StoreError(
                f"the PINs in {path} were made with another key file: bring that file back (or its backup); "
                "without it every reader needs a new PIN"
            )
    finally:
        connection.close()
