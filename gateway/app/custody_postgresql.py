"""`gateway.app.custody.Custody` of a PostgreSQL database, by PostgreSQL's own programs."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import psycopg

from gateway.app.copies import PutBack, refuse_beside_keys, stamp
from gateway.app.keeping import reapply
from gateway.config.declare import Config
from gateway.model.keeping import Erased
from gateway.store.backup import Copied, Progress, Proved, Unfit, Why
from gateway.store.erased import beside
from gateway.store.erasure import erasures
from gateway.store.errors import StoreError
from gateway.store.postgresql import backup
from gateway.store.postgresql import schema as shared
from gateway.store.postgresql.connection import POSTGRESQL, Session, connector, shown
from gateway.store.shelf import SqlShelf
from gateway.store.status import Status


class PostgresqlCustody:
    """What is replaced is dumped first, into the folder of the configuration's key file's parent.

    Several servers may use the database: none may while its tables are changed.
    """

    suffix = ".pgdump"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._url = str(config.database)
        self._password = config.database_password.read if config.database_password else None

    def status(self, *, check: bool = True) -> Status:
        """How it stands; PostgreSQL looks after its own pages, so that `check` asks for nothing more."""
        del check
        with self._reached():
            return backup.status(self._url, self._password)

    def copy(self, file: Path, now: datetime, progress: Progress) -> Copied:
        """Dump it beside whatever writes it."""
        refuse_beside_keys(file, self._config)
        with self._reached():
            copied = backup.copy(self._url, file, self._password, progress=progress)
        with suppress(psycopg.Error):  # a database that can't be written can be dumped all the same
            backup.note_copy(self._url, now.isoformat(), self._password)
        return copied

    def prove(self, file: Path) -> Proved:
        """Look whether a file is a whole dump of ours."""
        return backup.prove(file)

    def put_back(self, file: Path, now: datetime, progress: Progress) -> PutBack:
        """Make a dump the database; what it replaces is dumped beside it."""
        self.prove(file)
        kept = self._kept(file, now, progress) if self.status().revision else None
        with self._reached():
            beside(self._config.keys).complete(self._erasures())
            backup.put_back(self._url, file, self._password, allowed=self._alone)
        shared.upgrade(self._url, self._password)
        reapply(self._config)
        return PutBack(kept)

    def upgrade(self, now: datetime, progress: Progress, *, keep: bool) -> Path | None:
        """Bring it to the newest revision; what was there before is dumped where this is run."""
        found = self.status()
        if not found.needs_upgrade:
            return None
        with self._reached():
            backup.look(self._url, self._password, self._alone)
        copied = None
        if keep and found.revision:
            before = Path(f"guanji-before-{found.revision}-{stamp(now)}{self.suffix}").absolute()
            copied = self.copy(before, now, progress).file
        shared.upgrade(self._url, self._password)
        return copied

    def _kept(self, file: Path, now: datetime, progress: Progress) -> Path:
        kept = file.absolute().with_name(f"guanji-replaced-{stamp(now)}{self.suffix}")
        return self.copy(kept, now, progress).file

    def _erasures(self) -> tuple[Erased, ...]:
        """Who was erased from what is to be replaced, through whichever server."""
        with closing(connector(self._url, self._password)()) as session:
            ((table,),) = session.execute("SELECT to_regclass('erased')").fetchall()
            return erasures(SqlShelf(session, POSTGRESQL)) if table else ()

    def _alone(self, session: Session) -> None:
        connections = backup.others(session)
        if connections:
            raise Unfit(Why.BUSY, file=shown(self._url), connections=connections)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise StoreError(f"{shown(self._url)} can't be used ({str(error).strip()})") from error
