"""What a connection costs that only stands there: run as `python -m tests.bench.idle_memory`.

Two thousand kiosks that have logged in and then say nothing, ours and those of PyPI pysip2 0.1.0, which does
nothing at a login but answer it. VmRSS of the server, before and after.
"""

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.paced import hall
from tests.bench.tables import Table, main
from tests.faults.memory import resident_kib
from tests.live import environment, free_port

MANY = 2000

#: What checking a password takes for a moment (19 MiB) goes back to the system at once: else the next
#: connections would be made of it, and seem to cost nothing.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "131072"}

#: Made before anything is counted, so that what is made once is made.
FIRST = 50


def logged_in(port: int, number: int) -> socket.socket:
    """A line of one of eight kiosks that has logged in."""
    line = socket.create_connection(("127.0.0.1", port), 30)
    login = f"kiosk{number % 8 + 1}"
    text = f"9300CN{login}|CO{login}|AY0AZ".encode()
    line.sendall(text + _checksum(text) + b"\r")
    answer = line.recv(1000)
    if not answer.startswith(b"941"):
        raise AssertionError(answer)
    return line


def alive(line: socket.socket) -> bool:
    """Whether it was not ended meanwhile."""
    line.settimeout(0)
    try:
        return bool(line.recv(1))
    except BlockingIOError:
        return True


def _checksum(data: bytes) -> bytes:
    return b"%04X" % (-sum(data) & 0xFFFF)


def cost(process: int, port: int) -> tuple[int, int]:
    """KiB of the server before and with so many more kiosks."""
    with ExitStack() as lines:
        for number in range(FIRST):
            lines.enter_context(logged_in(port, number))
        before = resident_kib(process)
        idle = [lines.enter_context(logged_in(port, number)) for number in range(MANY)]
        after = resident_kib(process)
        if not all(map(alive, idle)):
            raise AssertionError("not all of them are there")
        return before, after


@contextmanager
def theirs() -> Iterator[tuple[int, int]]:
    """pysip2: its process and port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.pysip2_peer", str(port)], env=environment(**ALLOCATOR)
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def row(name: str, process: int, port: int) -> tuple[str, ...]:
    """One server's line of the table."""
    before, after = cost(process, port)
    return name, f"{before / 1024:.0f} MiB", f"{after / 1024:.0f} MiB", f"{(after - before) / MANY:.1f} KiB"


def measure() -> Table:
    """Both, one after the other."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    rows = []
    with hall(more=ALLOCATOR) as server:
        rows.append(row("Guanji", server.process.pid, server.sip2))
    with theirs() as (process, port):
        rows.append(row("pysip2", process, port))
    return Table(
        title=f"{MANY} idle connections",
        said=f"Logged in, then silent. VmRSS of the server with {FIRST} of them and with {MANY} more.",
        heads=("server", "before", "after", "each"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
