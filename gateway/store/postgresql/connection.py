"""Connections to PostgreSQL (psycopg 3), each set up for its task, and what its errors mean.

Nothing here is imported where the database is SQLite: psycopg takes longer to import than a command may take.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown

from gateway.store.compiled import POSTGRESQL_TEXTS
from gateway.store.driver import Driver

#: The advisory lock that whoever writes holds from BEGIN to COMMIT; any number will do, of Guanji's own.
WRITING: Final = 0x6775616E6A69

#: What is set for every connection. Times are milliseconds: how long a writer waits for another node's batch,
#: which takes some tens of milliseconds; how long one statement may take; and after how long the server takes
#: the lock away from a node that stands still within a batch. All below the deadline of a kiosk's answer
#: (8 s). A database may be set to answer before the disk has it: ours must not.
SETTINGS: Final = (
    "SET lock_timeout = 3000; SET statement_timeout = 5000; "
    "SET idle_in_transaction_session_timeout = 5000; SET synchronous_commit = on; "
    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on"
)

#: How a connection finds out that the other end is gone: seconds for a new one, and for a silent one probes
#: after ten seconds, three of them, two seconds apart; milliseconds for what was sent and not acknowledged.
PATIENCE: Final[Mapping[str, Any]] = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

# What lies outside us and may pass, by SQLSTATE class (PostgreSQL, appendix A): a lost connection, resources,
# an operator's hand, the server's own system, its own errors, a deadlock with somebody else's statement.
_DOWN_CLASSES: Final = frozenset({"08", "40", "53", "57", "58", "F0", "XX"})

# The same of single codes: a standby that can't be written, a lock not to be had in time, a transaction ended
# for standing still, rights that were taken away.
_DOWN: Final = frozenset({"25006", "25P03", "55P03", "42501"})

_DUPLICATE: Final = "23505"

_PASSWORD: Final = re.compile(r"(?<=://)([^/@]*?):[^/@]*(?=@)")


class _Text(StrDumperUnknown):
    """Text as PostgreSQL can hold it: a NUL becomes its symbol ␀, when it is kept and when it is looked for.

    A kiosk that reads a tag badly may well send one.
    """

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\u2400") if "\0" in obj else obj)


class Session:
    """One connection, which leaves BEGIN and COMMIT to us: `gateway.store.driver.Connection`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def cursor(self) -> psycopg.RawCursor[Any]:
        """A cursor that has each statement prepared when it first runs it."""
        return psycopg.RawCursor(self.connection)

    def execute(self, text: str, /) -> psycopg.Cursor[Any]:
        """Run one or more statements without values, in one round trip."""
        return self.connection.execute(text.encode(), prepare=False)

    def close(self) -> None:
        """Close it."""
        self.connection.close()

    @property
    def lost(self) -> bool:
        """Whether the server is gone: what it was last asked may have been done or not."""
        return self.connection.closed


def connect(url: str, password: str | None = None) -> Session:
    """A connection to the database of that URL. Raises `psycopg.Error`.

    Without a `password` libpq's own means hold: ``PGPASSWORD``, ``~/.pgpass``, or none at all.
    """
    given: dict[str, Any] = {} if password is None else {"password": password}
    connection = psycopg.connect(
        url,
        autocommit=True,  # the driver begins nothing of itself
        prepare_threshold=0,
        application_name="guanji",
        **PATIENCE,
        **given,
    )
    connection.adapters.register_dumper(str, _Text)
    try:
        connection.execute(SETTINGS.encode(), prepare=False)
    except psycopg.Error:
        connection.close()
        raise
    return Session(connection)


def connector(url: str, password: Callable[[], str] | None = None) -> Callable[[], Session]:
    """What opens such connections; the password is read anew for each."""
    return lambda: connect(url, None if password is None else read(password))


def read(password: Callable[[], str]) -> str:
    """The password now. Where it can't be had, the database can't: raises `psycopg.OperationalError`."""
    try:
        return password()
    except UnicodeDecodeError as error:
        # Nothing of what it holds is told, not even which byte was wrong.
        raise psycopg.OperationalError("the file of the database's password is not UTF-8") from error
    except (OSError, KeyError) as error:
        raise psycopg.OperationalError(f"the database's password can't be read: {error}") from error


def shown(url: str) -> str:
    """A URL as it may be told: without what might be a password in it."""
    return _PASSWORD.sub(r"\1", url)


def write_within(seconds: float) -> str:
    """What begins a batch, as `POSTGRESQL.write` does, where its lock may be waited for only so long."""
    patience = f"SET LOCAL lock_timeout = {seconds * 1000:.0f}"
    return f"BEGIN ISOLATION LEVEL READ COMMITTED; {patience}; SELECT pg_advisory_xact_lock({WRITING})"


def is_down(error: BaseException) -> bool:
    """Whether an error says that the database can't be used now, rather than that a unit was wrong."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:
        # Raised by the driver itself: an OperationalError is the connection's, anything else the caller's.
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate[:2] in _DOWN_CLASSES or error.sqlstate in _DOWN


def is_duplicate(error: BaseException) -> bool:
    """Whether an error says that a row with the same unique key is there already."""
    return isinstance(error, psycopg.Error) and error.sqlstate == _DUPLICATE


def _roll_back(session: Session) -> None:
    if session.connection.info.transaction_status is not pq.TransactionStatus.IDLE:
        session.execute("ROLLBACK")


POSTGRESQL = Driver(
    texts=POSTGRESQL_TEXTS,
    error=psycopg.Error,
    is_down=is_down,
    is_duplicate=is_duplicate,
    # One batch at a time in the whole database, whichever node it is of, as SQLite has it: what a unit reads
    # can't change until it is committed (docs/adr/0009). Each statement sees what was committed before it,
    # and the lock is there before the first.
    write=f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITING})",
    read="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    roll_back=_roll_back,
    lost=lambda session: session.lost,
)
