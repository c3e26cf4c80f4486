"""Disks that fail while a server uses them, and get well again."""

import errno
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.shim import Shim
from tests.live import Demo

#: Room for the library, and for the database's log, which grows to 16 MB before it is begun anew.
SMALL_DISK = "40m"


class Disk(Protocol):
    """A disk with something the matter."""

    def fail(self, server: Demo) -> None:
        """Take no more writes."""
        ...

    def recover(self, server: Demo) -> None:
        """Take them again."""
        ...


class SmallDisk:
    """A small file system, which something else fills."""

    def __init__(self, directory: Path) -> None:
        self._filler = directory / "filler"

    def fail(self, _: Demo) -> None:
        for size in (1 << 20, 4096, 1):
            with self._filler.open("ab", buffering=0) as file, suppress(OSError):
                while file.write(bytes(size)):
                    pass

    def recover(self, _: Demo) -> None:
        self._filler.unlink()


class LimitedFiles:
    """Nothing is written beyond the first page of any file, as beyond a quota."""

    def _limit(self, server: Demo, size: int) -> None:
        if server.alive:
            _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, hard))

    def fail(self, server: Demo) -> None:
        self._limit(server, 4096)

    def recover(self, server: Demo) -> None:
        self._limit(server, resource.RLIM_INFINITY)


class RefusingDisk:
    """Each change of a file ends in an error: of a disk that breaks, or a file system turned read-only."""

    def __init__(self, shim: Shim, code: int) -> None:
        self._shim = shim
        self._code = code

    def fail(self, _: Demo) -> None:
        self._shim.refuse(self._code)

    def recover(self, _: Demo) -> None:
        self._shim.refuse(0)


@contextmanager
def small_disk(mounted: Path) -> Iterator[Path]:
    """A file system of its own; skips where this user may not mount one."""
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "guanji-test", mounted],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"this user may not mount a small disk: {done.stderr.decode().strip()}")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", mounted], check=True)


FAILING: dict[str, Callable[[Shim, Path], Disk]] = {
    "full": lambda _, directory: SmallDisk(directory),
    "file size limit": lambda _shim, _directory: LimitedFiles(),
    "read-only": lambda shim, _: RefusingDisk(shim, errno.EROFS),
    "input/output error": lambda shim, _: RefusingDisk(shim, errno.EIO),
}
