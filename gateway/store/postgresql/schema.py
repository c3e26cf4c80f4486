"""A PostgreSQL database: filled, checked, upgraded. Its administrator makes it, and gives it its owner."""

from collections.abc import Callable
from contextlib import closing

import psycopg

from gateway.store.errors import StoreError
from gateway.store.postgresql.connection import WRITING, Session, connector, shown
from gateway.store.schema import mismatch

#: Orders in which text sorts by its code points, as it does in SQLite.
PLAIN_ORDERS = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8", "C.UTF8"})

Password = Callable[[], str]


def ready(url: str, password: Password | None = None) -> None:
    """Make sure that the database is one that this release works with; where it has no tables, make them.

    Raises `StoreError` for everything that somebody must do something about first.
    """
    with closing(_reached(url, password)) as session:
        _check_order(session, shown(url))
        empty, found = _look(session)
    if empty:
        upgrade(url, password)
        return
    complaint = mismatch(shown(url), found)
    if complaint:
        raise StoreError(complaint)


def upgrade(url: str, password: Password | None = None) -> None:
    """Bring a database to the newest revision, in one transaction: it succeeds whole or changes nothing."""
    # Alembic takes as long to import as everything else of the store; a server that starts does without.
    from gateway.store.migrations import migrate_postgresql  # noqa: PLC0415

    connect = connector(url, password)
    try:
        migrate_postgresql(lambda: _migrating(connect()))
    except psycopg.Error as error:
        raise StoreError(f"{shown(url)} could not be upgraded and is as it was: {error}") from error


def revision(url: str, password: Password | None = None) -> str | None:
    """The revision that a database is of; None for one that is not ours, or is empty."""
    with closing(_reached(url, password)) as session:
        return _look(session)[1]


def _migrating(session: Session) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection for Alembic: it may take its time, but nobody writes meanwhile."""
    session.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
    session.execute(f"SELECT pg_advisory_lock({WRITING})")  # until the connection is closed
    session.connection.autocommit = False
    return session.connection


def _reached(url: str, password: Password | None) -> Session:
    try:
        return connector(url, password)()
    except psycopg.Error as error:
        raise StoreError(
            f"{shown(url)} can't be reached ({' '.join(str(error).split())}): see that PostgreSQL "
            "runs there, that the database was made and that its user may connect"
        ) from error


def _check_order(session: Session, where: str) -> None:
    ((encoding, order),) = session.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
    ).fetchall()
    if encoding != "UTF8" or order not in PLAIN_ORDERS:
        raise StoreError(
            f"{where} is kept in {encoding} and sorted as {order}: make it anew with createdb "
            "--template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME"
        )


def _look(session: Session) -> tuple[bool, str | None]:
    """Whether there is no table at all, and the revision if the tables are ours."""
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    ((count,),) = session.execute(tables).fetchall()
    ((ours,),) = session.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchall()
    rows = session.execute("SELECT version_num FROM alembic_version").fetchall() if ours else []
    return count == 0, rows[0][0] if rows else None
