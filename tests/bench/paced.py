"""Thirty-two kiosks at ten messages a second each: run as `python -m tests.bench.paced`.

Each sends when its time has come, whether the last answer took long or not, and a latency is counted from
that time: an answer that comes late is not made to look better by the message that waited for it.
"""

import selectors
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from tests.bench import library
from tests.bench.closed_loop import Kiosk
from tests.bench.tables import Table, main
from tests.live import GUANJI, Demo

KIOSKS = 32
PER_SECOND = 10
SECONDS = 10.0

LIMITS = {"messages_per_second": 100, "address_messages_per_second": 1000}

#: Sent before anything is counted: logins, whose passwords are hashed, and what is made once.
WARM_SECONDS = 2.0


class Latencies(NamedTuple):
    """The latencies that half and 99 of 100 stayed below, and the longest, in seconds; their number."""

    p50: float
    p99: float
    longest: float
    many: int


def figures(latencies: Sequence[float]) -> Latencies:
    """What stands in a table."""
    ordered = sorted(latencies)
    many = len(ordered)
    return Latencies(ordered[many // 2], ordered[many * 99 // 100], ordered[-1], many)


def hall(
    program: Sequence[str] = GUANJI, more: Mapping[str, str] | None = None
) -> AbstractContextManager[Demo]:
    """The demo library with so many kiosks, and the limits that a library has."""
    return library.hall(KIOSKS, limits=LIMITS, program=program, more=more)


class Rhythm:
    """Kiosks that keep their pace over their lines, for as long as they are asked to."""

    def __init__(self, port: int) -> None:
        self._kiosks = [Kiosk(port, number, login) for number, login in enumerate(library.logins(KIOSKS))]
        self._selector = selectors.DefaultSelector()
        for kiosk in self._kiosks:
            self._selector.register(kiosk.socket, selectors.EVENT_READ, kiosk)

    def close(self) -> None:
        """Hang up."""
        self._selector.close()
        for kiosk in self._kiosks:
            kiosk.socket.close()

    def keep(self, seconds: float) -> list[float]:
        """The latencies of what was due in so many seconds; every answer is waited for."""
        begun = time.perf_counter()
        pause = 1 / PER_SECOND
        due = {kiosk: begun + pause * place / KIOSKS for place, kiosk in enumerate(self._kiosks)}
        sent: dict[Kiosk, float] = {}
        latencies: list[float] = []
        while sent or due:
            now = time.perf_counter()
            for kiosk in [kiosk for kiosk, at in due.items() if at <= now and kiosk not in sent]:
                kiosk.send()
                sent[kiosk] = due[kiosk]
                due[kiosk] += pause
                if due[kiosk] > begun + seconds:
                    del due[kiosk]
            soonest = min((at for kiosk, at in due.items() if kiosk not in sent), default=now + 1)
            for key, _ in self._selector.select(max(0.0, soonest - time.perf_counter())):
                kiosk = key.data
                if kiosk.answered():
                    latencies.append(time.perf_counter() - sent.pop(kiosk))
        return latencies


def milliseconds(seconds: float) -> str:
    """As it stands in a table."""
    return f"{1000 * seconds:.2f} ms"


def measure() -> Table:
    """What they wait."""
    with hall() as server:
        rhythm = Rhythm(server.sip2)
        rhythm.keep(WARM_SECONDS)
        found = figures(rhythm.keep(SECONDS))
        rhythm.close()
    return Table(
        title=f"{KIOSKS} kiosks at {PER_SECOND} messages a second each",
        said=(
            "Loans and returns, each committed before its answer leaves; counted from when a message was "
            f"due. {SECONDS:.0f} s, kiosks and server on one machine."
        ),
        heads=("messages", "p50", "p99", "longest"),
        rows=(
            (str(found.many), milliseconds(found.p50), milliseconds(found.p99), milliseconds(found.longest)),
        ),
    )


if __name__ == "__main__":
    main(measure)
