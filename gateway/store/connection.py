"""Opening connections to one SQLite file, each set up for its task."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from gateway.store.compiled import SQLITE_TEXTS
from gateway.store.driver import Connect, Connection, Driver
from gateway.store.errors import is_down, is_duplicate

#: How long a connection waits for another process (`guanji load`, a backup) to finish writing: shorter than a
#: kiosk waits for its answer, longer than any transaction of ours takes.
BUSY_SECONDS = 2.0

#: The write-ahead log shrinks to this after a checkpoint, so that one large load does not leave it large.
WAL_BYTES = 64 * 1024 * 1024

#: Pages of the log (4 kB each) after which it is copied into the database. The pages that every unit touches
#: (the ends of inbox and event) are then copied once for a few thousand units; 16 MB are read at a start.
WAL_PAGES = 4000

#: Memory for pages of the database, for each connection: the circulation tables of a university fit.
CACHE_KIB = 32 * 1024

#: Prepared statements kept for each connection: all that `statements` declares, with room.
STATEMENTS = 128


def writing(path: Path) -> sqlite3.Connection:
    """A connection that writes durably: each COMMIT waits until the disk has it.

    `isolation_level=None` leaves BEGIN and COMMIT to us. The file must exist: a database that vanished is an
    error to report, and not to be replaced by an empty one.
    """
    return _open(
        path,
        "PRAGMA synchronous=FULL",
        # What is deleted was somebody's: its bytes are overwritten, and not only forgotten.
        "PRAGMA secure_delete=ON",
        f"PRAGMA wal_autocheckpoint={WAL_PAGES}",
        f"PRAGMA journal_size_limit={WAL_BYTES}",
    )


def reading(path: Path) -> sqlite3.Connection:
    """A connection that can't write, though it may open the log's shared memory."""
    return _open(path, "PRAGMA query_only=ON")


def _open(path: Path, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        cached_statements=STATEMENTS,
        check_same_thread=False,  # opened in one thread, closed in another; used by one at a time
    )
    try:
        # What a SAVEPOINT keeps for undoing goes to memory: a temporary file is a third of a unit's cost.
        for pragma in ("PRAGMA temp_store=MEMORY", f"PRAGMA cache_size=-{CACHE_KIB}", *pragmas):
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _roll_back(connection: sqlite3.Connection) -> None:
    # An error may have ended the transaction already, and there is none to roll back then.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


SQLITE = Driver(
    texts=SQLITE_TEXTS,
    error=sqlite3.Error,
    is_down=is_down,
    is_duplicate=is_duplicate,
    # IMMEDIATE takes the write lock at once: what a unit reads can't be changed by another process before the
    # unit writes.
    write="BEGIN IMMEDIATE",
    read="BEGIN",
    roll_back=_roll_back,
    lost=lambda _: False,  # there is no other end
    version="PRAGMA data_version",
    hasty="PRAGMA busy_timeout=0",
    patient=f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}",
)


class Held:
    """One connection, opened when it is first needed and opened afresh after it was dropped."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: Connection | None = None
        #: How many connections there have been: what one of them says of itself does not hold for the next.
        self.opened = 0

    def get(self) -> Connection:
        """The connection; raises the driver's error where none can be opened."""
        if self._connection is None:
            self._connection = self._connect()
            self.opened += 1
        return self._connection

    @property
    def open(self) -> bool:
        """Whether there is a connection already."""
        return self._connection is not None

    def drop(self) -> None:
        """Close the connection, which rolls back what it had in hand."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
