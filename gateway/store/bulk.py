"""Loading many records at once: a demonstration's library, or a library's export."""

import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from gateway.model.changes import Record
from gateway.ports import Overtaken
from gateway.store.connection import writing
from gateway.store.errors import StoreError
from gateway.store.ledger import SqlLedger
from gateway.store.schema import path_of, ready

#: Records in one transaction: some tens of milliseconds, in which a running server waits and does not fail.
CHUNK: Final = 2000


def load(where: str | Path, records: Iterable[Record]) -> int:
    """Write records into a database, which may be new; returns how many.

    A record takes the place of the one with the same id, whatever its version. Each chunk is committed as a
    whole: what fails (`StoreError`, which tells how many records are in) may be loaded again from the start.
    """
    path = path_of(where)
    ready(path)
    connection = writing(path)
    ledger = SqlLedger(connection)
    loaded = 0
    left = iter(records)
    try:
        while chunk := tuple(islice(left, CHUNK)):
            connection.execute("BEGIN IMMEDIATE")
            for record in chunk:
                ledger.force(record)
            connection.execute("COMMIT")
            loaded += len(chunk)
    except (sqlite3.Error, Overtaken) as error:
        raise StoreError(f"{path}: {error}; {loaded} records are in, the rest can be loaded again") from error
    finally:
        connection.close()
    return loaded
