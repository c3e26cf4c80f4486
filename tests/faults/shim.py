"""What stands between a server and the system, to be thrown while it runs: its wall clock and its disk.

`shim.c` is compiled once a session and preloaded; both map the file of switches.
"""

import mmap
import struct
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.debian import program

SOURCE = Path(__file__).with_name("shim.c")


@cache
def compiled(directory: Path) -> Path:
    """The library to be preloaded; skips where there is no compiler."""
    library = directory / "shim.so"
    flags = ("-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror")
    subprocess.run([program("cc", "gcc libc6-dev"), *flags, "-o", library, SOURCE, "-ldl"], check=True)
    return library


class Shim:
    """The switches of one process; the disk's hold for files below `beneath`."""

    #: Where each lies in the file, as in `struct switches`.
    _WALL, _SYNC, _REFUSE, _CHANGES, _DIE_AT, _WAITING, _SIZE = range(0, 56, 8)

    def __init__(self, library: Path, switches: Path, beneath: Path) -> None:
        switches.write_bytes(bytes(self._SIZE))
        with switches.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), self._SIZE)
        self.environment: Mapping[str, str] = {
            "LD_PRELOAD": str(library),
            "SHIM_SWITCHES": str(switches),
            "SHIM_BENEATH": f"{beneath.resolve()}/",
        }

    def _put(self, place: int, value: int) -> None:
        struct.pack_into("=q", self._map, place, value)

    def set_clock(self, seconds: float) -> None:
        """Let the wall clock be off by so many seconds."""
        self._put(self._WALL, round(seconds * 1e9))

    def slow_disk(self, seconds: float) -> None:
        """Let each fsync take so much longer; 0 lets go of those that wait."""
        self._put(self._SYNC, round(seconds * 1e9))

    def refuse(self, errno: int) -> None:
        """Let each change of a file fail with this; 0 ends it."""
        self._put(self._REFUSE, errno)

    def die_at(self, change: int) -> None:
        """Count the changes of files from now on, and kill the process before this one; 0: never."""
        self._put(self._CHANGES, 0)
        self._put(self._DIE_AT, change)

    def _get(self, place: int) -> int:
        (value,) = struct.unpack_from("=q", self._map, place)
        return int(value)

    @property
    def waiting(self) -> int:
        """How many threads of the process wait for the slow disk."""
        return self._get(self._WAITING)

    @property
    def changes(self) -> int:
        """How many changes were counted."""
        return self._get(self._CHANGES)
