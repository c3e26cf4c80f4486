"""The reader: look-ups beside the writer, all that wait in one snapshot.

The snapshot is taken after the look-ups were asked for, so each sees every unit committed before.
"""

import sqlite3
from typing import ClassVar

from gateway.store.errors import is_down
from gateway.store.runner import Answer, Unit
from gateway.store.shelf import SqliteShelf
from gateway.store.transactions import Transactions


class Reader(Transactions):
    """Runs look-ups over one connection that can't write."""

    begin: ClassVar[str] = "BEGIN"

    def _attempt(self, connection: sqlite3.Connection, unit: Unit) -> Answer:
        try:
            return Answer(unit(SqliteShelf(connection)))
        except Exception as error:
            # What a look-up raises is its caller's; only a database that is down concerns the whole batch.
            if is_down(error):
                raise
            return Answer(error=error)
