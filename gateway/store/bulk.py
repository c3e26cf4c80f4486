"""Loading many records at once: a demonstration's library."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from gateway.model.changes import Record
from gateway.ports import Overtaken
from gateway.store import opening, schema
from gateway.store.connection import SQLITE, writing
from gateway.store.driver import Connect, Driver
from gateway.store.errors import StoreError
from gateway.store.ledger import SqlLedger

#: Records in one transaction: some tens of milliseconds, in which a running server waits and does not fail.
CHUNK: Final = 2000


def load(where: str | Path, records: Iterable[Record], password: Callable[[], str] | None = None) -> int:
    """Write records into a database, which may be new; returns how many.

    A record takes the place of the one with the same id, whatever its version. Each chunk is committed as a
    whole: what fails (`StoreError`, which tells how many records are in) may be loaded again from the start.
    """
    opening.ready(where, password)
    connect, driver, name = _means(where, password)
    connection = connect()
    ledger = SqlLedger(connection, driver)
    loaded = 0
    left = iter(records)
    try:
        while chunk := tuple(islice(left, CHUNK)):
            connection.execute(driver.write)
            for record in chunk:
                ledger.force(record)
            connection.execute("COMMIT")
            loaded += len(chunk)
    except (driver.error, Overtaken) as error:
        raise StoreError(f"{name}: {error}; {loaded} records are in, the rest can be loaded again") from error
    finally:
        connection.close()
    return loaded


def _means(where: str | Path, password: Callable[[], str] | None) -> tuple[Connect, Driver, str]:
    if not opening.is_shared(where):
        path = schema.path_of(where)
        return partial(writing, path), SQLITE, str(path)
    from gateway.store.postgresql import connection as shared  # noqa: PLC0415 - psycopg is for its users

    url = str(where)
    return shared.connector(url, password), shared.POSTGRESQL, shared.shown(url)
