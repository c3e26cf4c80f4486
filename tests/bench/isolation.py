"""What one kiosk that misbehaves costs the others: run as `python -m tests.bench.isolation`.

Thirty-two kiosks keep their pace (see `paced`). Beside them one asks again and again for what the engine
never answers, or sends as fast as its line takes it; in a process of its own, so that it takes no time from
those who measure. Rounds with and without it alternate, so that both meet the same machine.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from threading import Thread

from tests.bench.paced import KIOSKS, PER_SECOND, WARM_SECONDS, Rhythm, figures, hall, milliseconds
from tests.bench.tables import Table, main
from tests.faults.hanging import BOOK
from tests.live import Demo

ROUNDS = 4
ROUND_SECONDS = 5.0

#: The engine never answers what names one book; everything else as ever.
PROGRAM = (sys.executable, "-m", "tests.faults.hanging")

ITEM = "1720261122    120000AOCUMT|AB{barcode}|AC|\r"
HANGING = ITEM.format(barcode=BOOK).encode()
FLOODING = ITEM.format(barcode="B000001").encode()
STATUS = b"9900802.00\r"

#: What each does, and what it sends; the last word says whether it waits for each answer before the next.
MISCHIEF = {
    "an engine call that hangs": ("kiosk5", HANGING, "waits"),
    "a flood of look-ups, answers read": ("kiosk6", FLOODING, "reads"),
    "a flood of status messages, answers read": ("kiosk6", STATUS, "reads"),
    "a flood of look-ups, answers not read": ("kiosk6", FLOODING, "ignores"),
}


def misbehave(port: int, what: str) -> None:
    """Go on until the line ends or somebody ends us."""
    login, text, manner = MISCHIEF[what]
    line = socket.create_connection(("127.0.0.1", port), 15)
    line.sendall(f"9300CN{login}|CO{login}|\r".encode())
    line.recv(1000)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    line.settimeout(None)
    if manner == "reads":
        Thread(target=lambda: [None for _ in iter(lambda: line.recv(65536), b"")], daemon=True).start()
    for _ in cycle([None]):
        line.sendall(text if manner == "waits" else text * 1000)
        if manner == "waits" and not line.recv(65536):
            break


@contextmanager
def beside(server: Demo, what: str) -> Iterator[None]:
    """Somebody who does that, for as long as it is looked at."""
    command = [sys.executable, "-m", "tests.bench.isolation", "--misbehave", str(server.sip2), what]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    try:
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def compared(what: str) -> tuple[str, ...]:
    """The others' latencies without it and with it."""
    calm: list[float] = []
    disturbed: list[float] = []
    with hall(PROGRAM) as server:
        rhythm = Rhythm(server.sip2)
        rhythm.keep(WARM_SECONDS)
        for _ in range(ROUNDS):
            calm += rhythm.keep(ROUND_SECONDS)
            with beside(server, what):
                disturbed += rhythm.keep(ROUND_SECONDS)
        rhythm.close()
    before, during = figures(calm), figures(disturbed)
    return (
        what,
        milliseconds(before.p50),
        milliseconds(before.p99),
        milliseconds(during.p50),
        milliseconds(during.p99),
        f"{during.p99 / before.p99:.2f}",
    )


def measure() -> Table:
    """Each of them."""
    return Table(
        title="One kiosk that misbehaves, and the others",
        said=(
            f"{KIOSKS} kiosks at {PER_SECOND} messages a second each, loans and returns; {ROUNDS} rounds of "
            f"{ROUND_SECONDS:.0f} s without and with the other one, in turn. A line may send 100 messages "
            "a second."
        ),
        heads=("what the other one does", "p50 before", "p99 before", "p50", "p99", "p99 ratio"),
        rows=tuple(compared(what) for what in MISCHIEF),
    )


if __name__ == "__main__":
    if "--misbehave" in sys.argv:
        with suppress(OSError, KeyboardInterrupt):
            misbehave(int(sys.argv[2]), sys.argv[3])
    else:
        main(measure)
