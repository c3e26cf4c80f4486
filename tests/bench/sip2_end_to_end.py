"""Durable loans and returns through the whole server, beside a server that keeps them in memory.

Run as `python -m tests.bench.sip2_end_to_end`. Ours is `guanji demo --keep` with as many kiosks as there are
connections: each answer has been committed to the disk before it leaves. The other is PyPI pysip2 0.1.0 with
handlers that look into a dictionary. The kiosks are one process, the server is another.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.bench.closed_loop import Figures, drive
from tests.bench.library import hall
from tests.bench.tables import Table, main
from tests.live import free_port


class Load(NamedTuple):
    """How many connections there are, what each pauses between two messages, and whether the books change.

    Without a pause the machine is at its limit, and a latency says how many share it; four messages a second
    are a quick reader.
    """

    connections: int
    pause: float = 0.0
    many_books: bool = False

    @property
    def name(self) -> str:
        """The load in words."""
        words = [str(self.connections)]
        if self.pause:
            words.append(f"each pausing {self.pause:g} s")
        if self.many_books:
            words.append("other readers and books each time")
        return ", ".join(words)


LOADS = (
    Load(1),
    Load(8),
    Load(32),
    Load(32, many_books=True),
    Load(200, many_books=True),
    Load(32, pause=0.25, many_books=True),
)

SECONDS = 5.0


@contextmanager
def theirs() -> Iterator[tuple[int, int]]:
    """pysip2: its port and process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.pysip2_peer", str(port)])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.kill()
        process.wait()


def row(load: Load, our: Figures, their: Figures) -> tuple[str, ...]:
    """One load: both servers' figures."""
    cells = [load.name]
    for figures in (our, their):
        cells += [
            f"{figures.rate:.0f}/s",
            f"{1000 * figures.p50:.2f} ms",
            f"{1000 * figures.p99:.2f} ms",
            f"{1e6 * figures.cpu:.0f} µs",
        ]
    return (*cells, f"{our.rate / their.rate:.2f}")


def measure() -> Table:
    """Both under each load, one right after the other."""
    rows = []
    with hall(max(load.connections for load in LOADS)) as our, theirs() as (their_port, their_process):
        for load in LOADS:
            servers = (our.sip2, our.process.pid), (their_port, their_process)
            figures = [
                drive(*server, load.connections, SECONDS, pause=load.pause, many_books=load.many_books)
                for server in servers
            ]
            rows.append(row(load, *figures))
    return Table(
        title="SIP2 end to end: loans and returns",
        said=(
            "`guanji demo --keep`, every answer committed (`synchronous=FULL`) before it leaves, beside PyPI "
            f"pysip2 0.1.0 with handlers in memory; {SECONDS:.0f} s each, the next message when the last is "
            "answered, kiosks and servers on one machine. CPU is the server's processor time for one message "
            "and its answer."
        ),
        heads=("connections", *("Guanji", "p50", "p99", "CPU"), *("pysip2", "p50", "p99", "CPU"), "ratio"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
