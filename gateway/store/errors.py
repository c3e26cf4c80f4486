"""What goes wrong with a database, and how it is told."""

import sqlite3


class StoreError(Exception):
    """A database or key file that can't be used; the message says what to do about it."""


# SQLite's primary result codes for what lies outside us and may pass: the disk, its rights, another process.
# Every other code (a wrong statement, a broken constraint) is the unit's own fault and goes to its caller.
_DOWN = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

#: The low byte of an extended result code is the primary one (sqlite.org/rescode.html).
_PRIMARY = 0xFF

_UNIQUE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


def is_down(error: BaseException) -> bool:
    """Whether an error says that the database can't be used now, rather than that a unit was wrong."""
    if not isinstance(error, sqlite3.Error):
        return False
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by the driver itself: an OperationalError is the database's, anything else the caller's.
        return isinstance(error, sqlite3.OperationalError)
    return code & _PRIMARY in _DOWN


def is_duplicate(error: BaseException) -> bool:
    """Whether an error says that a row with the same unique key is there already."""
    return getattr(error, "sqlite_errorcode", None) in _UNIQUE
