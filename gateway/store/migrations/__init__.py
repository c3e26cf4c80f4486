"""The steps by which a database comes from one release to the next (Alembic), run by `migrate`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool


def migrate(connect: Callable[[], sqlite3.Connection], revision: str = "head") -> None:
    """Run every step up to `revision` in one transaction. Raises `sqlite3.Error`, having changed nothing.

    The write-ahead log is switched on here, once: the file remembers it.
    """
    with _connected("sqlite://", connect) as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        # The driver begins nothing by itself for such a connection: we do, so that DDL is undone as well,
        # and two processes that find the same old file upgrade it one after the other.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(configuration(connection), revision)
        connection.commit()


def migrate_postgresql(connect: Callable[[], Any], revision: str = "head") -> None:
    """The same on PostgreSQL, over a connection of psycopg's that keeps others from writing meanwhile."""
    with _connected("postgresql+psycopg://", connect) as connection:
        command.upgrade(configuration(connection), revision)
        connection.commit()


@contextmanager
def _connected(dialect: str, connect: Callable[[], Any]) -> Iterator[sa.Connection]:
    engine = sa.create_engine(dialect, creator=connect, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise (error.orig or error) from error
    finally:
        engine.dispose()


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for one connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
