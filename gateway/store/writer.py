"""The writer: group commit. All units that wait share one transaction and one fsync, a SAVEPOINT each."""

from typing import Final

from gateway.ports import Overtaken
from gateway.store.driver import Connection
from gateway.store.ledger import SqlLedger
from gateway.store.runner import Answer, Unit
from gateway.store.transactions import Transactions

#: How often a unit is run that finds itself overtaken. Inside one transaction nobody can overtake a unit that
#: reads what it writes, so a second run always decides on what is there; a third failure is a mistake in it.
ATTEMPTS: Final = 3


class Writer(Transactions):
    """Commits batches of units over one writing connection."""

    @property
    def begin(self) -> str:
        """Begin writing."""
        return self._driver.write

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        ledger = SqlLedger(connection, self._driver)
        run = connection.execute
        overtaken: Exception | None = None
        for _ in range(ATTEMPTS):
            run("SAVEPOINT unit")
            try:
                value = unit(ledger)
            except Exception as error:
                # What a unit raises is its caller's; only a database that is down concerns the whole batch.
                if self._driver.is_down(error):
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
