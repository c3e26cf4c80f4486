"""The writer on one SQLite file, which knows when the file under it is another one, or none.

An open file stays open when its name is deleted or given to another. SQLite goes on with it, and whatever is
committed then is gone with the process; SQLite itself looks only in a mode that we don't use
(sqlite.org/howtocorrupt.html, sections 2.4 and 4).
"""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from gateway.ports import StoreDown
from gateway.store.connection import writing
from gateway.store.driver import Connection
from gateway.store.writer import Woken, Writer


class _File(NamedTuple):
    """What makes a file that file, whatever its name."""

    device: int
    number: int


def _file(path: Path) -> _File | None:
    """The file that bears this name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _File(found.st_dev, found.st_ino)


class SqliteWriter(Writer):
    """Commits batches of units, as long as database and log are the files that they were.

    It looks before each batch and again before its answers leave; two looks take some microseconds. The
    connection is kept meanwhile: a database that was moved away serves again once it is back.
    """

    def __init__(self, path: Path, *, woken: Woken) -> None:
        super().__init__(partial(writing, path), woken=woken)
        self._path = path
        self._path_of_log = path.with_name(path.name + "-wal")
        self._database = _file(path)
        self._log: _File | None = None
        self._saved = False

    def _begun(self) -> Connection:
        if not self._held.open:
            self._log = None
        self._look()
        connection = super()._begun()
        if self._log is None:
            self._log = _file(self._path_of_log)
        return connection

    def _seal(self, connection: Connection) -> None:
        super()._seal(connection)
        self._look()

    def _look(self) -> None:
        if _file(self._path) != self._database:
            raise StoreDown(
                f"{self._path} is no longer the file that was opened: put that one back, or stop the server"
            )
        if self._log is not None and _file(self._path_of_log) != self._log:
            self._save()
            raise StoreDown(f"{self._path_of_log} was removed while it was in use: start the server again")

    def _save(self) -> None:
        """Copy what only the log holds into the database, so that nothing that was answered is lost with it.

        To go on with a new log would be wrong: the reader still stands on the old one.
        """
        if not self._saved:
            found = self._held.get().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._saved = found[0] == 0
