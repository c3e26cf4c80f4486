"""Durable loans and returns through the whole server, beside a server that keeps them in memory.

Run as `python -m tests.bench.sip2_end_to_end`. Ours is `guanji demo --keep` with as many kiosks as there are
connections: each answer has been committed to the disk before it leaves. The other is PyPI pysip2 0.1.0 with
handlers that look into a dictionary. The kiosks are one process, the server is another.
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gateway.demo.place import furnish
from gateway.net.passwords import hashed
from tests.bench.closed_loop import Figures, drive
from tests.bench.tables import Table, main
from tests.live import demo, free_port

#: How many connections there are, and the seconds that each pauses between two messages. Without a pause the
#: machine is at its limit, and a latency says how many share it; four messages a second are a quick reader.
LOADS = ((1, 0.0), (8, 0.0), (32, 0.0), (32, 0.25))

SECONDS = 5.0

#: The last kiosk of the demo's configuration comes before this.
KIOSK = """
[[kiosks]]
name = "{login}"
login = "{login}"
password = {{ file = "secrets/{login}" }}
location = "NH-1F"
"""


def logins() -> list[str]:
    """A kiosk for each connection: one alone never has two messages on the way."""
    return [f"bench{number}" for number in range(1, max(connections for connections, _ in LOADS) + 1)]


@contextmanager
def ours() -> Iterator[int]:
    """The demo library with these kiosks; its port."""
    with tempfile.TemporaryDirectory(prefix="guanji-bench-") as scratch:
        directory = Path(scratch) / "data"
        furnish(directory, datetime.now(UTC))
        with (directory / "guanji.toml").open("a", encoding="utf-8") as configuration:
            for login in logins():
                secret = directory / "secrets" / login
                secret.write_text(hashed(login) + "\n", encoding="utf-8")
                secret.chmod(0o600)
                configuration.write(KIOSK.format(login=login))
        with demo(directory) as server:
            yield server.sip2


@contextmanager
def theirs() -> Iterator[int]:
    """pysip2; its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.pysip2_peer", str(port)])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()


def row(connections: int, pause: float, our: Figures, their: Figures) -> tuple[str, ...]:
    """One load: both servers' figures."""
    cells = [f"{connections}, each pausing {pause:g} s" if pause else str(connections)]
    for figures in (our, their):
        cells += [f"{figures.rate:.0f}/s", f"{1000 * figures.p50:.2f} ms", f"{1000 * figures.p99:.2f} ms"]
    return (*cells, f"{our.rate / their.rate:.2f}")


def measure() -> Table:
    """Both under each load, one right after the other."""
    rows = []
    with ours() as our_port, theirs() as their_port:
        for connections, pause in LOADS:
            kiosks = logins()[:connections]
            our, their = (drive(port, kiosks, SECONDS, pause) for port in (our_port, their_port))
            rows.append(row(connections, pause, our, their))
    return Table(
        title="SIP2 end to end: loans and returns",
        said=(
            "`guanji demo --keep`, every answer committed (`synchronous=FULL`) before it leaves, beside PyPI "
            f"pysip2 0.1.0 with handlers in memory; {SECONDS:.0f} s each, the next message when the last is "
            "answered, kiosks and servers on one machine."
        ),
        heads=("connections", "Guanji", "p50", "p99", "pysip2", "p50", "p99", "ratio"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
