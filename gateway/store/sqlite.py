"""The store on one SQLite file."""

from functools import partial
from pathlib import Path

from gateway.store import statements as sql
from gateway.store.compiled import SQLITE_TEXTS
from gateway.store.connection import reading, writing
from gateway.store.errors import StoreError
from gateway.store.footing import SqliteWriter
from gateway.store.reader import Reader
from gateway.store.runner import CallFromThread, Observe, Runner
from gateway.store.schema import path_of, ready
from gateway.store.sql_store import SqlStore, nothing, runner, turns, waker
from gateway.store.wakes import WakeBook


class SqliteStore(SqlStore):
    """Durable memory in one file. Made by `open_store`; `stop` it before the process ends."""

    def __init__(self, path: Path, writer: Runner, reader: Runner, wakes: WakeBook) -> None:
        super().__init__(writer, reader, wakes)
        self.path = path


def open_store(
    where: str | Path,
    *,
    call_from_thread: CallFromThread | None = None,
    observe_commits: Observe = nothing,
    observe_reads: Observe = nothing,
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
    wakes = WakeBook()
    writer = SqliteWriter(path, woken=waker(wakes, call_from_thread))
    reader = Reader(partial(reading, path))
    return SqliteStore(
        path,
        turns(writer, "store-writer", call_from_thread, observe_commits),
        runner(reader, "store-reader", call_from_thread, observe_reads),
        wakes,
    )


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
