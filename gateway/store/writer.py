"""The writer: group commit. All units that wait share one transaction and one fsync, a SAVEPOINT each."""

import sqlite3
from typing import ClassVar, Final

from gateway.ports import Overtaken
from gateway.store.errors import is_down
from gateway.store.ledger import SqliteLedger
from gateway.store.runner import Answer, Unit
from gateway.store.transactions import Transactions

#: How often a unit is run that finds itself overtaken. Inside one transaction nobody can overtake a unit that
#: reads what it writes, so a second run always decides on what is there; a third failure is a mistake in it.
ATTEMPTS: Final = 3


class Writer(Transactions):
    """Commits batches of units over one writing connection."""

    # IMMEDIATE takes the write lock at once: what a unit reads can't be changed by another process before the
    # unit writes.
    begin: ClassVar[str] = "BEGIN IMMEDIATE"

    def _attempt(self, connection: sqlite3.Connection, unit: Unit) -> Answer:
        ledger = SqliteLedger(connection)
        run = connection.execute
        overtaken: Exception | None = None
        for _ in range(ATTEMPTS):
            run("SAVEPOINT unit")
            try:
                value = unit(ledger)
            except Exception as error:
                # What a unit raises is its caller's; only a database that is down concerns the whole batch.
                if is_down(error):
                    raise
                run("ROLLBACK TO unit")
                run("RELEASE unit")
                if not isinstance(error, Overtaken):
                    return Answer(error=error)
                overtaken = error
            else:
                run("RELEASE unit")
                return Answer(value)
        return Answer(error=overtaken)
