"""A file to be loaded, opened: what comes through a pipe is kept aside first, since it is read twice."""

import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from gateway.loading.found import Unusable

#: What stands for the standard input on a command line.
STANDARD: Final = Path("-")

#: Bytes that are taken from a pipe: a catalogue of a million titles. Nobody knows beforehand where it ends.
PIPED_MOST: Final = 2 << 30

_PIECE: Final = 1 << 20


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, pipe or the standard input (``-``), which can be read from its beginning again.

    Raises `Unusable` for what is neither, and for a pipe that never ends.
    """
    if path == STANDARD:
        with _kept(sys.stdin.buffer) as file:
            yield file
        return
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise Unusable("no-file")
    with path.open("rb") as given:
        if stat.S_ISREG(mode):
            yield given
            return
        with _kept(given) as file:
            yield file


@contextmanager
def _kept(source: BinaryIO) -> Iterator[BinaryIO]:
    """What a pipe gives, in a file without a name that nobody else can open."""
    with tempfile.TemporaryFile() as file:
        while piece := source.read(_PIECE):
            file.write(piece)
            if file.tell() > PIPED_MOST:
                raise Unusable("too-much", most=str(PIPED_MOST >> 20))
        file.seek(0)
        yield file


def size(file: BinaryIO) -> int:
    """How many bytes it has; it is left where it was."""
    here = file.tell()
    whole = file.seek(0, 2)
    file.seek(here)
    return whole


def report_of(path: Path) -> Path:
    """Where the report on it is written unless it is said: beside a file, else here."""
    if path.is_file():
        return path.with_name(path.name + ".refused.csv")
    return Path(("stdin" if path == STANDARD else path.name) + ".refused.csv")
