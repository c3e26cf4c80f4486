"""How a SQLite database stands, without changing it and beside a server that writes it."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from gateway.store.backup import Unfit, Why
from gateway.store.connection import reading
from gateway.store.schema import REVISION

#: What Alembic and SQLite keep for themselves.
_NOT_OURS: Final = ("alembic_version", "sqlite_")


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A database: its revision and the one that this release works with, sizes in bytes, rows of each table.

    `wal` is the size of the log that is not yet in the file, `sound` what the quick check says (empty where
    it was not asked), `copied` when it was last copied, as it was noted.
    """

    where: str
    kind: str
    revision: str
    known: str = REVISION
    size: int
    wal: int = 0
    rows: Mapping[str, int] = {}
    copied: str = ""
    sound: str = ""

    @property
    def needs_upgrade(self) -> bool:
        """Whether it is of an older release, or empty. Raises `Unfit` for what no upgrade makes ours."""
        if not self.revision and self.rows:
            raise Unfit(Why.NOT_OURS, file=self.where, reason="no tables of Guanji")
        if self.revision > self.known:
            raise Unfit(Why.NEWER, file=self.where, found=self.revision, known=self.known)
        return self.revision < self.known


def status(database: Path, *, check: bool = True) -> Status:
    """Look at it; `check` reads every page, a second for each gigabyte. Raises `sqlite3.Error`."""
    log = database.with_name(f"{database.name}-wal")
    with closing(reading(database)) as connection:
        connection.execute("BEGIN")
        tables = _tables(connection)
        return Status(
            where=str(database),
            kind="sqlite",
            revision=_one(connection, tables, "alembic_version", "SELECT version_num FROM alembic_version"),
            size=database.stat().st_size,
            wal=log.stat().st_size if log.exists() else 0,
            rows={name: _count(connection, name) for name in tables if not name.startswith(_NOT_OURS)},
            copied=_one(connection, tables, "meta", "SELECT value FROM meta WHERE name = 'backup'"),
            sound=_sound(connection) if check else "",
        )


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row[0] for row in found]


def _one(connection: sqlite3.Connection, tables: list[str], table: str, statement: str) -> str:
    rows = connection.execute(statement).fetchall() if table in tables else []
    return rows[0][0] if rows else ""


def _count(connection: sqlite3.Connection, table: str) -> int:
    # A name that the database itself gave.
    ((number,),) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()  # noqa: S608
    return int(number)


def _sound(connection: sqlite3.Connection) -> str:
    return "; ".join(row[0] for row in connection.execute("PRAGMA quick_check(5)"))
