"""The database file: made, checked, upgraded."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from gateway.store.connection import writing
from gateway.store.errors import StoreError

#: The newest revision in `migrations/versions`: what this release works with.
REVISION: Final = "0005"

#: Readers' loans are nobody else's business: the file is its owner's alone (and SQLite gives its log the same
#: rights).
MODE: Final = 0o600

#: What of a mode lets others at the database; with any of it the server does not start.
OTHERS: Final = 0o077

_SCHEME: Final = "sqlite:///"


def path_of(where: str | Path) -> Path:
    """The file that a path or an SQLAlchemy-style URL (``sqlite:///guanji.db``) names."""
    text = str(where)
    if text.startswith(_SCHEME):
        return Path(text.removeprefix(_SCHEME))
    if "://" in text:
        scheme = text.partition("://")[0]
        raise StoreError(f"a {scheme} database is no file: give a path, or {_SCHEME}PATH")
    return Path(where)


def ready(where: str | Path) -> None:
    """Make sure that the file is a database that this release works with; where none is, make an empty one.

    Raises `StoreError` for everything that somebody must do something about first.
    """
    path = path_of(where)
    try:
        empty = not path.exists() or path.stat().st_size == 0
    except OSError as error:
        raise StoreError(
            f"{path} can't be reached ({error.strerror}): let its user into {path.parent}"
        ) from error
    if empty:
        create(path)
        return
    _check_rights(path)
    complaint = mismatch(path, revision(path))
    if complaint:
        raise StoreError(complaint)


def mismatch(where: object, found: str | None) -> str:
    """What is to be done about a database of that revision; nothing, if it is the one we work with."""
    if found == REVISION:
        return ""
    if found is None:
        return f"{where} is a database, but not one of Guanji's: name another one"
    if found < REVISION:
        return f"{where} is older ({found}) than this release ({REVISION}): run guanji db upgrade"
    return (
        f"{where} was written by a newer release ({found}; this one knows {REVISION}): install that release"
    )


def create(path: Path) -> None:
    """A new, empty database of the newest revision. Where another process makes it first, that one counts."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, MODE))
    except FileNotFoundError:
        raise StoreError(f"the folder {path.parent} is not there: create it, or run guanji init") from None
    except OSError as error:
        raise StoreError(
            f"{path} can't be made ({error.strerror}): let the user who runs Guanji write in {path.parent}"
        ) from error
    upgrade(path)


def upgrade(where: str | Path) -> None:
    """Bring a database to the newest revision, in one transaction: it succeeds whole or changes nothing."""
    # Alembic takes as long to import as everything else of the store; a server that starts does without.
    from gateway.store.migrations import migrate  # noqa: PLC0415

    path = path_of(where)
    _check_rights(path)
    try:
        migrate(lambda: writing(path))
    except sqlite3.Error as error:
        raise StoreError(f"{path} could not be upgraded and is as it was: {error}") from error


def revision(where: str | Path) -> str | None:
    """The revision that a database is of; None for a database that is not ours."""
    path = path_of(where)
    try:
        with closing(writing(path)) as connection:
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if ours else []
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    return rows[0][0] if rows else None


def _unusable(path: Path, error: sqlite3.Error) -> StoreError:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return StoreError(f"{path} is not a database: name another file, or bring its backup back")
    return StoreError(
        f"{path} can't be opened ({error}): see that the user who runs Guanji may read and write it and "
        f"the folder {path.parent}"
    )


def _check_rights(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise StoreError(
            f"{path} can't be read ({error.strerror}): run guanji init, or name another"
        ) from error
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file in it")
    if mode & OTHERS:
        raise StoreError(f"{path} can be read by others, and it holds readers' loans: run chmod 600 {path}")
    if not os.access(path, os.R_OK | os.W_OK):
        raise StoreError(f"{path} can't be read and written: let it belong to the user who runs Guanji")
