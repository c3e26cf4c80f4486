"""Copies of a SQLite database: made while a server writes it, proved before they are trusted, put back.

A copy is made by ``VACUUM INTO``: one statement in one snapshot, so that it is of one moment whatever is
written meanwhile, and holds nothing of what was deleted. It becomes a file under its name only when it is
whole, proved and on the disk. The key file is not in it, and must not lie beside it.
"""

import errno
import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from enum import StrEnum, auto
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from gateway.store.errors import StoreError
from gateway.store.schema import MODE, REVISION

#: SQLite's own steps between two reports of progress: some twenty reports a second.
_STEPS: Final = 200_000

#: Pages that are copied at once when a copy is put back: 16 MB.
_PAGES: Final = 4096

#: How a database file begins (sqlite.org/fileformat2.html, 1.3.1).
_MAGIC: Final = b"SQLite format 3\x00"

#: How the hidden folders are called in which something is being made.
_UNFINISHED: Final = f".guanji-{'[0-9a-f]' * 8}.unfinished"

#: Seconds after which what nobody wrote to was left behind, where that can't be seen from a lock.
LEFT_SECONDS: Final = 86_400.0

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, from 0 to 1."""

#: What is known of a database in its table ``meta``, for `gateway.store.status`: when it was last copied.
LAST_COPY: Final = "backup"


class Why(StrEnum):
    """Why a copy can't be made, or a file can't be put back."""

    THERE = auto()
    NO_FOLDER = auto()
    NO_ROOM = auto()
    GONE = auto()
    NOT_OURS = auto()
    DAMAGED = auto()
    NEWER = auto()
    OTHER_KEY = auto()
    OUTSIDE = auto()
    NO_PROGRAM = auto()
    BUSY = auto()


class Unfit(StoreError):
    """It can't be done: `why`, and the `facts` of its sentence."""

    def __init__(self, why: Why, **facts: object) -> None:
        self.why = why
        self.facts = facts
        super().__init__(f"{why}: {', '.join(f'{name} {fact}' for name, fact in facts.items())}")


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that was made and proved: its revision, its size in bytes, how many seconds it took."""

    file: Path
    revision: str
    size: int
    seconds: float


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is a whole database of ours: its revision, and the key that its digests were made with."""

    revision: str
    key: str


def silent(_: float) -> None:
    """Tell nobody."""


def copy(database: Path, file: Path, *, progress: Progress = silent) -> Copied:
    """Copy a database to a file that is not there yet, while others write it. Raises `Unfit`."""
    began = time.monotonic()
    if file.exists():
        raise Unfit(Why.THERE, file=file)
    with suppress(FileNotFoundError):
        make_room(file, needed=database.stat().st_size)
    with unfinished(file) as copying:
        _vacuum(database, copying, progress)
        proved = prove(copying)
        sync(copying)
        take_name(copying, file)
    sync(file.parent)
    return Copied(
        file=file, revision=proved.revision, size=file.stat().st_size, seconds=time.monotonic() - began
    )


def prove(file: Path) -> Proved:
    """Look whether a file is a whole database that this release can work with. Raises `Unfit`."""
    if not file.is_file():
        raise Unfit(Why.GONE, file=file)
    try:
        with closing(_open(file, "ro")) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            if found != ["ok"]:
                raise Unfit(Why.DAMAGED, file=file, reason="; ".join(found))
            proved = _ours(connection, file)
    except sqlite3.DatabaseError as error:
        not_one = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
        raise Unfit(Why.NOT_OURS if not_one else Why.DAMAGED, file=file, reason=error) from error
    if proved.revision > REVISION:
        raise Unfit(Why.NEWER, file=file, found=proved.revision, known=REVISION)
    return proved


def put_back(
    file: Path,
    database: Path,
    *,
    stamp: str,
    ready: Callable[[Path], None],
    progress: Progress = silent,
) -> Path | None:
    """Make a proved copy the database; the answer is where the one that it replaces lies now, if any was.

    `ready` brings the copy up to date before it takes the place: its revision, and what was erased since it
    was made. Nobody else may have the database open. Raises `Unfit`, with everything as it was.
    """
    make_room(database, needed=file.stat().st_size)
    with unfinished(database) as copying:
        with closing(_open(file, "ro")) as source, closing(_open(copying, "rw")) as target:
            source.backup(
                target,
                pages=_PAGES,
                progress=lambda _, left, pages: progress(1 - left / pages if pages else 1.0),
            )
        ready(copying)
        settle(copying)
        sync(copying)
        kept = _replace(database, copying, stamp)
    sync(database.parent)
    return kept


def settle(database: Path) -> None:
    """Copy what is in a database's log into it, so that the file alone is the database."""
    with closing(_open(database, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def note_copy(database: Path, when: str) -> None:
    """Keep in a database when it was last copied. Raises `sqlite3.Error` where it can't be written now."""
    with closing(_open(database, "rw")) as connection:
        connection.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (LAST_COPY, when),
        )


def _vacuum(database: Path, into: Path, progress: Progress) -> None:
    expected = max(database.stat().st_size, 1) if database.exists() else 1

    def told() -> int:
        # The copy is a little smaller than the original, so that this never reaches the end before it does.
        progress(min(into.stat().st_size / expected, 0.99))
        return 0

    try:
        with closing(_open(database, "rw")) as connection:
            connection.set_progress_handler(told, _STEPS)
            connection.execute("VACUUM INTO ?", (str(into),))
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise Unfit(Why.NO_ROOM if full else Why.DAMAGED, file=database, reason=error) from error
    progress(1.0)


def _ours(connection: sqlite3.Connection, file: Path) -> Proved:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "meta"} <= names:
        raise Unfit(Why.NOT_OURS, file=file, reason="no tables of Guanji")
    revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    keys = connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchall()
    return Proved(revision=revisions[0][0] if revisions else "", key=keys[0][0] if keys else "")


@contextmanager
def unfinished(file: Path) -> Iterator[Path]:
    """An empty file of its owner's alone, for what is to take the name `file`; gone afterwards.

    It lies in a hidden folder beside `file`, which is locked for as long as its maker lives. What the killed
    have left there goes first, whatever name it was to have.
    """
    _clear(file.parent)
    folder = file.with_name(f".guanji-{os.urandom(4).hex()}.unfinished")
    copying = folder / "copy"
    try:
        folder.mkdir(mode=0o700)
        lock = os.open(folder, os.O_RDONLY)
        with suppress(OSError):  # where nothing can be locked, age decides
            fcntl.flock(lock, fcntl.LOCK_EX)
        copying.touch(mode=MODE)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unfit(Why.NO_FOLDER, file=file, folder=file.parent, reason=error.strerror) from error
    try:
        yield copying
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _clear(place: Path) -> None:
    for folder in place.glob(_UNFINISHED):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Whether nobody is at work in a hidden folder. In an empty one somebody may just be beginning."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return any(folder.iterdir())
    except BlockingIOError:
        return False
    except OSError:  # nothing can be locked here
        ages = [time.time() - file.stat().st_mtime for file in folder.iterdir()]
        return bool(ages) and min(ages) > LEFT_SECONDS
    finally:
        os.close(lock)


def take_name(made: Path, file: Path) -> None:
    """Give what is whole its name, which nobody else may have taken meanwhile. Raises `Unfit`.

    It keeps its own name too where a file can have two, which on vfat and many a network's disk it can't.
    """
    try:
        try:
            os.link(made, file)
        except FileExistsError:
            raise
        except OSError:
            _reserve_and_take(made, file)
    except FileExistsError as error:
        raise Unfit(Why.THERE, file=file) from error


def _reserve_and_take(made: Path, file: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))
    try:
        made.replace(file)
    except OSError:
        file.unlink()
        raise


def _beside(database: Path) -> tuple[Path, Path]:
    """SQLite's log and the log's index of a database."""
    return database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")


def _replace(database: Path, copying: Path, stamp: str) -> Path | None:
    """Let what is whole take the database's place; where the replaced one is kept."""
    kept = _set_aside(database, stamp)
    try:
        copying.rename(database)
    except OSError:
        if kept is not None:
            _move_beside(kept, database)
            kept.replace(database)
            kept.unlink(missing_ok=True)  # one file of two names is not moved
        raise
    return kept


def _set_aside(database: Path, stamp: str) -> Path | None:
    """Give the database that is replaced another name beside it, with whatever belongs to it.

    It keeps its own name too, where a file can have two, until the new one takes it.
    """
    if not database.exists():
        return None
    with suppress(sqlite3.Error):  # what is damaged is kept as it is, log and all
        if _begins_well(database):
            settle(database)
    kept = database.with_name(f"{database.name}.replaced-{stamp}")
    take_name(database, kept)
    _move_beside(database, kept)
    return kept


def _move_beside(database: Path, to: Path) -> None:
    for mine, its in zip(_beside(database), _beside(to), strict=True):
        with suppress(FileNotFoundError):
            mine.rename(its)


def _begins_well(database: Path) -> bool:
    """Whether a file begins as SQLite's do; of one that does not, SQLite throws the log away."""
    with database.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def make_room(file: Path, *, needed: int) -> None:
    """See that so many bytes have room beside `file`. Raises `Unfit`."""
    try:
        free = shutil.disk_usage(file.parent).free
    except OSError as error:
        raise Unfit(Why.NO_FOLDER, file=file, folder=file.parent, reason=error.strerror) from error
    if free < needed:
        raise Unfit(Why.NO_ROOM, file=file, reason=f"{needed >> 20} MB > {free >> 20} MB")


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, timeout=2.0, isolation_level=None
    )


def sync(path: Path) -> None:
    """Wait until the disk has a file, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # many a network's disk has no such thing for folders
            raise
    finally:
        os.close(descriptor)
