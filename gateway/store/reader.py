"""The reader: look-ups beside the writer, all that wait in one snapshot.

The snapshot is taken after the look-ups were asked for, so each sees every unit committed before.
"""

from gateway.store.driver import Connection
from gateway.store.runner import Answer, Unit
from gateway.store.shelf import SqlShelf
from gateway.store.transactions import Transactions


class Reader(Transactions):
    """Runs look-ups over one connection that can't write."""

    @property
    def begin(self) -> str:
        """Begin reading."""
        return self._driver.read

    def _attempt(self, connection: Connection, unit: Unit) -> Answer:
        try:
            return Answer(unit(SqlShelf(connection, self._driver)))
        except Exception as error:
            # What a look-up raises is its caller's; only a database that is down concerns the whole batch.
            if self._driver.is_down(error):
                raise
            return Answer(error=error)
