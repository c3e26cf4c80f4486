"""The list of erasures beside the key file: what a backup of the database can't know.

Whoever brings an older database back brings erased readers back with it. So each erasure is written down a
second time, outside the database: when, which, and a keyed digest of who it was. With the key the reader can
be found in the database that came back and erased again; without it the list says nothing about anybody.
"""

import os
from collections.abc import Iterable
from errno import ENOSPC
from pathlib import Path
from typing import Final

from gateway.model.keeping import Erased
from gateway.store.errors import StoreError
from gateway.store.keys import DIGEST_BYTES, MODE
from gateway.store.shapes import instant, instant_text

#: Its name, beside the key file: what needs the key is kept, and backed up, with it.
NAME: Final = "erased.log"


class ListUnusable(StoreError):
    """The list can't be read or written; `reason` says which file, and what the system said."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.reason = f"{path}: {error.strerror}"
        super().__init__(
            f"the list of erasures {path} can't be used ({error.strerror}): let the user who runs Guanji "
            "read and write it"
        )


class ErasedLog:
    """A file of one line for each erasure (instant, id, digest in hex); lines are only ever added."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> tuple[Erased, ...]:
        """Every erasure, oldest first; what a power cut left unfinished is none, and the database has it."""
        try:
            lines = self.path.read_text("ascii", "replace").splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ListUnusable(self.path, error) from error
        return tuple(entry for line in lines if (entry := _read(line)))

    def complete(self, known: Iterable[Erased]) -> None:
        """Add what a database knows and the list does not. Raises `ListUnusable`."""
        listed = {entry.id for entry in self.entries()}
        self.add([entry for entry in known if entry.id not in listed])

    def add(self, entries: Iterable[Erased]) -> None:
        """Write entries down, durably. Raises `ListUnusable`."""
        lines = "".join(
            f"{instant_text(entry.at)} {entry.id} {entry.digest.hex()}\n" for entry in entries
        ).encode()
        if not lines:
            return
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, MODE)
            try:
                end = os.fstat(descriptor).st_size
                unfinished = end and os.pread(descriptor, 1, end - 1) != b"\n"
                lines = b"\n" + lines if unfinished else lines
                if os.write(descriptor, lines) < len(lines):
                    raise OSError(ENOSPC, os.strerror(ENOSPC))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ListUnusable(self.path, error) from error


def _read(line: str) -> Erased | None:
    parts = line.split(" ")
    try:
        at, name, digest = parts
        entry = Erased(id=name, at=instant(at), digest=bytes.fromhex(digest))
    except ValueError:
        return None
    return entry if len(entry.digest) == DIGEST_BYTES else None


def beside(keys: Path) -> ErasedLog:
    """The list that belongs to a key file."""
    return ErasedLog(keys.with_name(NAME))
