"""The store on a PostgreSQL database, for one of the nodes that share it."""

import os
from collections.abc import Callable
from contextlib import closing
from typing import Any

from twisted.internet.defer import Deferred

from gateway.store import statements as sql
from gateway.store.compiled import POSTGRESQL_TEXTS
from gateway.store.errors import StoreError
from gateway.store.postgresql.connection import POSTGRESQL, Session, connector, shown
from gateway.store.postgresql.listening import Listening
from gateway.store.postgresql.schema import ready
from gateway.store.postgresql.writer import PostgresqlWriter
from gateway.store.reader import Reader
from gateway.store.runner import CallFromThread, Observe, Runner
from gateway.store.sql_store import SqlStore, nothing, runner, waker
from gateway.store.wakes import WakeBook

#: After so long the mark of a node that committed nothing any more is swept away.
FORGOTTEN = "7 days"


class PostgresqlStore(SqlStore):
    """Durable memory in a database that other nodes may share; `node` is this one's name there."""

    def __init__(
        self, node: str, writer: Runner, reader: Runner, wakes: WakeBook, listening: Listening | None
    ) -> None:
        super().__init__(writer, reader, wakes)
        self.node = node
        self._listening = listening

    def stop(self) -> Deferred[None]:
        """Take nothing more, finish what waits, close every connection."""
        if self._listening is not None:
            self._listening.stop()
        return super().stop()


def open_store(
    url: str,
    *,
    password: Callable[[], str] | None = None,
    node: str = "",
    call_from_thread: CallFromThread | None = None,
    observe_commits: Observe = nothing,
    observe_reads: Observe = nothing,
    key_fingerprint: str = "",
    complain: Callable[[str], object] = nothing,
) -> PostgresqlStore:
    """Open a database by its ``postgresql://`` URL; one without tables becomes an empty database of ours.

    As `gateway.store.sqlite.open_store`; `password` reads it where libpq's own means are not to be used,
    `node` names this server to people. Without `call_from_thread` nothing is heard of other nodes; `complain`
    is told where they can't be heard for a time. Raises `StoreError`.
    """
    ready(url, password)
    connect = connector(url, password)
    _introduce(connect, shown(url), key_fingerprint)
    # A name that no other process has had, whatever people call the node: its mark must be its own.
    name = f"{node}/{os.getpid()}/{os.urandom(6).hex()}"
    wakes = WakeBook()
    writer = PostgresqlWriter(connect, node=name, woken=waker(wakes, call_from_thread))
    listening = (
        Listening(connect, wakes, call_from_thread, node=name, complain=complain)
        if call_from_thread is not None
        else None
    )
    return PostgresqlStore(
        name,
        runner(writer, "store-writer", call_from_thread, observe_commits),
        runner(Reader(connect, POSTGRESQL), "store-reader", call_from_thread, observe_reads),
        wakes,
        listening,
    )


def _introduce(connect: Callable[[], Session], where: str, fingerprint: str) -> None:
    """Compare the key's fingerprint with the one that the database was first opened with; tidy up."""
    with closing(connect()) as session:
        session.execute(POSTGRESQL.write)
        session.execute(f"DELETE FROM node WHERE at::timestamptz < now() - interval '{FORGOTTEN}'")  # noqa: S608
        found = _meta(session, "key")
        if fingerprint and not found:
            session.cursor().execute(POSTGRESQL_TEXTS[sql.META_INSERT], ("key", fingerprint))
        session.execute("COMMIT")
    if fingerprint and found and found[0][0] != fingerprint:
        raise StoreError(
            f"the PINs in {where} were made with another key file: give every node the same one (or bring "
            "its backup back); without it every reader needs a new PIN"
        )


def _meta(session: Session, name: str) -> list[Any]:
    return session.cursor().execute(POSTGRESQL_TEXTS[sql.META], (name,)).fetchall()
