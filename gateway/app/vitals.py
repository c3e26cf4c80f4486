"""What the machine says of itself: its clock, its memory, its disks, how many files a process may open."""

import ctypes
import os
import re
import resource
import shutil
from pathlib import Path
from typing import Final

#: What adjtimex(2) answers where nothing keeps the clock right.
_UNSYNCHRONISED: Final = 5

#: More than a struct timex has on any Linux; with its modes 0 nothing is changed.
_TIMEX_BYTES: Final = 512

_OPEN_FILES: Final = re.compile(r"^Max open files\s+(\d+|unlimited)", re.MULTILINE)
_AVAILABLE: Final = re.compile(r"^MemAvailable:\s+(\d+) kB", re.MULTILINE)

_KIB: Final = 1024

#: Stands for no limit.
UNLIMITED: Final = 1 << 62


def synchronised() -> bool | None:
    """Whether something keeps the clock right (NTP); None where the system does not say."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):  # another C library, another system
        return None
    return None if state < 0 else bool(state != _UNSYNCHRONISED)


def open_files(process: int | None) -> int:
    """How many files a process may have open; this one where none is named or it can't be looked at."""
    try:
        limits = Path(f"/proc/{process}/limits").read_text("ascii") if process is not None else ""
    except OSError:
        limits = ""
    found = _OPEN_FILES.search(limits)
    if found:
        return UNLIMITED if found[1] == "unlimited" else int(found[1])
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return UNLIMITED if soft == resource.RLIM_INFINITY else soft


def memory() -> int | None:
    """Bytes of memory that a program could still have; None where the system does not say."""
    try:
        found = _AVAILABLE.search(Path("/proc/meminfo").read_text("ascii"))
    except OSError:
        return None
    return int(found[1]) * _KIB if found else None


def free(folder: Path) -> tuple[int, int]:
    """Bytes that are free for us on the disk of that folder, and the disk's size. Raises `OSError`."""
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


def is_root() -> bool:
    """Whether this process may do everything."""
    return os.geteuid() == 0
