"""Whether a SQLite database could be written now, and the latest instant that stands in it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from gateway.store.connection import reading, writing

#: Where instants of what happened stand; each is the last row's.
_LATEST: Final = (
    "SELECT at FROM inbox ORDER BY seq DESC LIMIT 1",
    "SELECT at FROM event ORDER BY seq DESC LIMIT 1",
)


class Pulse(msgspec.Struct, frozen=True):
    """`why` it can't be written, empty where it can; `latest` is None where nothing happened yet."""

    why: str = ""
    latest: datetime | None = None


def pulse(database: Path | None) -> Pulse:
    """Feel it, without writing anything. None is a server's database, of which that server tells."""
    if database is None:
        return Pulse()
    try:
        with closing(reading(database)) as connection:
            rows = [row[0] for statement in _LATEST for row in connection.execute(statement)]
    except sqlite3.Error as error:
        return Pulse(str(error))
    latest = max(map(datetime.fromisoformat, rows), default=None)
    try:
        with closing(writing(database)) as connection:
            # Takes the lock that a writer needs, which a database that is read only refuses.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return Pulse(str(error), latest)
    return Pulse("", latest)
