"""What is done to a database as a whole, of whichever kind: look, bring up to date, copy, put a copy back.

Looking and copying go on beside a server that serves; what replaces or changes the tables holds the database
against every server first.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from gateway.app.copies import Custody, PutBack, refuse_beside_keys, stamp
from gateway.app.keeping import reapply
from gateway.app.occupancy import Occupancy
from gateway.config.database import Database
from gateway.config.declare import Config
from gateway.model.keeping import Erased
from gateway.store import backup, schema
from gateway.store.backup import Copied, Progress, Proved, Unfit, Why
from gateway.store.connection import reading
from gateway.store.erased import beside
from gateway.store.erasure import erasures
from gateway.store.keys import KeyedDigest, load_key
from gateway.store.shelf import SqlShelf
from gateway.store.status import Status, status


#: How an instant is written into a file's name.
def custody(config: Config) -> Custody:
    """The database that a configuration names."""
    path = config.database.path
    if path is None:
        # psycopg takes longer to import than a command may take that needs none.
        from gateway.app.custody_postgresql import PostgresqlCustody  # noqa: PLC0415

        return PostgresqlCustody(config)
    return SqliteCustody(config, path)


class SqliteCustody:
    """`Custody` of one SQLite file."""

    suffix = ".sqlite"

    def __init__(self, config: Config, database: Path) -> None:
        self._config = config
        self._database = database

    def status(self, *, check: bool = True) -> Status:
        """How it stands."""
        self._there()
        try:
            return status(self._database, check=check)
        except sqlite3.Error as error:
            raise Unfit(Why.DAMAGED, file=self._database, reason=error) from error

    def copy(self, file: Path, now: datetime, progress: Progress) -> Copied:
        """Copy it beside whatever writes it."""
        self._there()
        refuse_beside_keys(file, self._config)
        copied = backup.copy(self._database, file, progress=progress)
        with suppress(sqlite3.Error):  # a database that can't be written can be copied all the same
            backup.note_copy(self._database, now.isoformat())
        return copied

    def prove(self, file: Path) -> Proved:
        """Look whether a file could be put back, and was made with our key."""
        proved = backup.prove(file)
        ours = KeyedDigest(load_key(self._config.keys)).fingerprint
        if proved.key and proved.key != ours:
            raise Unfit(Why.OTHER_KEY, file=file, keys=self._config.keys)
        return proved

    def put_back(self, file: Path, now: datetime, progress: Progress) -> PutBack:
        """Make a copy the database."""
        with self._held():
            self.prove(file)
            known = self._erasures()
            beside(self._config.keys).complete(known or ())
            kept = backup.put_back(
                file, self._database, stamp=stamp(now), ready=self._bring_up_to_date, progress=progress
            )
            return PutBack(kept, unread=known is None)

    def upgrade(self, now: datetime, progress: Progress, *, keep: bool) -> Path | None:
        """Bring it to the newest revision."""
        self._there()
        with self._held():
            found = self.status(check=False)
            if not found.needs_upgrade:
                return None
            copied = None
            if keep:
                name = f"{self._database.name}.before-{found.revision or 'tables'}-{stamp(now)}"
                before = self._database.with_name(name)
                copied = backup.copy(self._database, before, progress=progress).file
            schema.upgrade(self._database)
            return copied

    def _erasures(self) -> tuple[Erased, ...] | None:
        """Who was erased from what is to be replaced; None where it can't be asked."""
        if not self._database.exists():
            return None
        try:
            with closing(reading(self._database)) as connection:
                if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased'").fetchall():
                    return ()
                return erasures(SqlShelf(connection))
        except sqlite3.Error:
            return None

    def _bring_up_to_date(self, copy: Path) -> None:
        """What this release changed, who was erased since, and what is due to go."""
        schema.upgrade(copy)
        reapply(msgspec.structs.replace(self._config, database=Database(copy)))

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The database without a server."""
        occupancy = Occupancy(self._database)
        occupancy.take()
        try:
            yield
        finally:
            occupancy.leave()

    def _there(self) -> None:
        if not self._database.exists():
            raise Unfit(Why.GONE, file=self._database)
