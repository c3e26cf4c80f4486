"""The writer on PostgreSQL: group commit, node after node, and no doubt about a COMMIT that was lost."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import psycopg
from psycopg import sql

from gateway.ports import StoreDown
from gateway.store.compiled import POSTGRESQL_TEXTS
from gateway.store.driver import Connect, Connection
from gateway.store.postgresql.connection import POSTGRESQL, write_within
from gateway.store.statements import CLOCK
from gateway.store.writer import Woken, Writer

#: For how long a server that went away in the middle of a COMMIT is asked what became of it: about as long as
#: PostgreSQL takes to start. A try that was begun within it may last as long as one connection may take to
#: come about (`gateway.store.postgresql.connection.PATIENCE`); together that is shorter than a kiosk waits.
ASKING_SECONDS: Final = 3.0

#: How long is waited between two tries; the least, too, that the writers' lock is waited for.
PAUSE_SECONDS: Final = 0.25

#: What nodes tell each other of what they committed.
CHANNEL: Final = "guanji"

_CLOCK: Final = POSTGRESQL_TEXTS[CLOCK].removeprefix("SELECT ").rpartition(" AS ")[0]


class PostgresqlWriter(Writer):
    """Commits batches of units, each with a mark of this node's.

    `node` is unique to this process, as its mark in the database tells which batch it committed last.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        node: str,
        monotonic: Callable[[], float] = time.perf_counter,
        pause: Callable[[float], object] = time.sleep,
        woken: Woken,
    ) -> None:
        super().__init__(connect, POSTGRESQL, monotonic=monotonic, woken=woken)
        self._node = sql.Literal(node).as_string(None)
        self._name = node
        self._pause = pause
        self._numbers = count(1)

    def _seal(self, connection: Connection) -> None:
        """Commit, with the mark and what the other nodes are to hear, in one round trip."""
        number = next(self._numbers)
        try:
            connection.execute("; ".join((self._marked(number), *self._notices(), "COMMIT")))
        except psycopg.Error:
            # Where the server answered, it answered that nothing was kept.
            if not POSTGRESQL.lost(connection):
                raise
            self._held.drop()
            if not self._was_kept(number):
                raise

    def _marked(self, number: int) -> str:
        return (
            f"INSERT INTO node (name, batch, at) VALUES ({self._node}, {number}, {_CLOCK}) "  # noqa: S608
            "ON CONFLICT (name) DO UPDATE SET batch = excluded.batch, at = excluded.at"
        )

    def _notices(self) -> list[str]:
        payloads = (sql.Literal(f"{topic} {self._name}").as_string(None) for topic in sorted(self._topics))
        return [f"SELECT pg_notify('{CHANNEL}', {payload})" for payload in payloads]

    def _was_kept(self, number: int) -> bool:
        """Whether the batch whose COMMIT got no answer is in the database.

        Asked under the writers' lock, which is free only once the lost connection's transaction has ended in
        one way or the other. Raises `StoreDown` where it can't be asked: then nobody is answered, and whoever
        repeats his message is told from the inbox what became of it.
        """
        end = self._monotonic() + ASKING_SECONDS
        while self._monotonic() < end:
            try:
                connection: Any = self._held.get()
                connection.execute(write_within(max(end - self._monotonic(), PAUSE_SECONDS)))
                found = connection.execute(f"SELECT batch FROM node WHERE name = {self._node}").fetchall()  # noqa: S608
                connection.execute("ROLLBACK")
            except psycopg.Error:
                self._held.drop()
                self._pause(PAUSE_SECONDS)
            else:
                return bool(found) and found[0][0] == number
        raise StoreDown("the database went away in the middle of a commit")
