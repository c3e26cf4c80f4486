"""Leaving no copy of what was deleted in SQLite's files.

A deleted row's bytes are overwritten where they stood (``PRAGMA secure_delete``, set on every connection that
writes), but the write-ahead log may still hold pages from before. `wipe` empties it.
"""

from contextlib import closing
from pathlib import Path

from gateway.store.connection import writing


def wipe(path: Path) -> bool:
    """Copy the log into the database and empty it; False where others were at it for too long.

    What can be copied without holding anybody up is copied first, so that the writer waits for little.
    """
    with closing(writing(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not busy
