"""The reader: look-ups beside the writer, all that wait in one snapshot.

The snapshot is taken after the look-ups were asked for, so each sees every unit committed before.
"""

from gateway.store.audit import AuditShelf
from gateway.store.driver import Connection
from gateway.store.ill import IllReading
from gateway.store.runner import Answer, Unit
from gateway.store.transactions import Transactions


class WholeShelf(AuditShelf, IllReading):
    """All that can be looked up."""


class Reader(Transactions):
    """Runs look-ups over one connection that can't write."""

    @property
    def begin(self) -> str:
        """Begin reading."""
        return self._driver.read

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        try:
            return Answer(unit(WholeShelf(connection, self._driver)))
        except self._driver.error:
            # Each is then run by itself: after an error PostgreSQL runs nothing more in a transaction.
            raise
        except Exception as error:  # noqa: BLE001 - what a look-up raises is its caller's
            return Answer(error=error)
