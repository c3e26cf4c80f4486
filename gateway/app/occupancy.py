"""One server for one SQLite file: who serves it holds a lock beside it. PostgreSQL may have several."""

import fcntl
import os
from pathlib import Path
from typing import Final, Protocol

from gateway.store.opening import is_shared
from gateway.store.schema import path_of

#: What the lock's file is called: the database's name and this. It stays when the server stops; to remove it
#: would let two servers hold a lock each, one on the file that is gone.
SUFFIX: Final = ".lock"

_MODE: Final = 0o600


class InUse(Exception):
    """Another server serves from `directory`; `process` is its id, empty where it can't be read."""

    def __init__(self, directory: Path, process: str) -> None:
        self.directory = directory
        self.process = process
        super().__init__(f"{directory} is in use by another server (process {process})")


class Occupancy:
    """The lock on one database, from `take` until `leave`.

    The system lets go of it when the process ends, however it ends. Commands that only look, and those that
    ask the running server, need none.
    """

    def __init__(self, database: str | Path) -> None:
        real = path_of(database).resolve()  # by whatever name it is called
        self._file = real.with_name(real.name + SUFFIX)
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock. Raises `InUse`; `OSError` where there can't be a file."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, _MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise InUse(self._file.parent, process) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def leave(self) -> None:
        """Let go of it, if it was taken."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


class Tenancy(Protocol):
    """A server's right to a database, from `take` until `leave`."""

    def take(self) -> None:
        """Take it. Raises `InUse`; `OSError` where there can't be a lock."""
        ...

    def leave(self) -> None:
        """Let go of it, if it was taken."""
        ...


class Shared:
    """The right to a database that as many servers may use as like."""

    def take(self) -> None:
        """Nobody is in the way."""

    def leave(self) -> None:
        """Nothing was taken."""


def tenancy(database: str | Path) -> Tenancy:
    """What a server takes before it serves a database, by its path or URL."""
    return Shared() if is_shared(database) else Occupancy(database)
