"""Where the microseconds of a loan or return go: run as `python -m tests.bench.sip2_profile`.

The whole gateway without sockets in one thread, 32 kiosks at a time, units in batches of 32 on a real SQLite
file. First it runs unwatched, which gives the sum; then under cProfile, which gives each room its share. What
C does for a room counts as the room's, except SQLite's own work.
"""

import cProfile
import pstats
import tempfile
import time
from collections import Counter
from itertools import repeat
from pathlib import Path
from typing import Any

import tests.kiosk_hall
from gateway.app.memory import settle
from gateway.store.sqlite import open_store
from tests.bench.closed_loop import messages
from tests.bench.tables import Table, main
from tests.kiosk_hall import KioskHall

KIOSKS = 32
ROUNDS = 100

_ROOT = str(Path(__file__).parents[2])

#: By the beginning of a module's path or a built-in's name, the first that fits.
ROOMS = (
    ("protocols/sip2, buffer", (f"{_ROOT}/protocols",)),
    ("gateway/net: the line", (f"{_ROOT}/gateway/net",)),
    ("gateway/translate, model/wording", (f"{_ROOT}/gateway/translate", f"{_ROOT}/gateway/model")),
    ("gateway/dispatch: order, deadline, repeats", (f"{_ROOT}/gateway/dispatch",)),
    ("gateway/circulation, adapters/embedded: rules", (f"{_ROOT}/gateway/circulation", f"{_ROOT}/adapters")),
    ("gateway/store: rows and statements", (f"{_ROOT}/gateway/store",)),
    ("Twisted", ("/twisted/",)),
)

SQLITE = "SQLite itself"
REST = "the rest"


class Hall:
    """Kiosks that all send at once, and units that wait until all have."""

    def __init__(self, scratch: Path) -> None:
        tests.kiosk_hall.READERS, tests.kiosk_hall.BOOKS = KIOSKS, KIOSKS
        self._store = open_store(scratch / "guanji.db")
        self._runner: Any = self._store._writer
        names = [f"kiosk{number}" for number in range(KIOSKS)]
        self._hall = KioskHall(store=self._store, names=names, settings={"columns": 32})
        self._lines = [self._hall.line() for _ in names]
        books = (repeat((f"P{number:04}", f"B{number:06}")) for number in range(1, KIOSKS + 1))
        self._said = [messages(name, name, book) for name, book in zip(names, books, strict=True)]

    def go(self, rounds: int) -> None:
        """So many messages of each kiosk."""
        for _ in range(rounds):
            self._runner.held = True
            granted = []
            for line, said in zip(self._lines, self._said, strict=True):
                begins, data = next(said)
                granted.append(begins)
                line.connection.dataReceived(data)
            self._runner.held = False
            self._runner.run()
            self._hall.pass_seconds(0.1)
            for line, begins in zip(self._lines, granted, strict=True):
                answer = line.received()
                if not answer.startswith(begins):
                    raise AssertionError(answer)

    def close(self) -> None:
        """Let go of the file."""
        self._store.stop()


def room_of(function: tuple[str, int, str]) -> str:
    """The room of a function as pstats names it."""
    file, _, name = function
    if "sqlite3" in name:
        return SQLITE
    return next((room for room, starts in ROOMS if any(start in file for start in starts)), REST)


def shares(profile: cProfile.Profile) -> Counter[str]:
    """Seconds by room."""
    found: Counter[str] = Counter()
    stats: Any = pstats.Stats(profile)
    for function, (_, _, own, _, callers) in stats.stats.items():
        if function[0] != "~" or room_of(function) == SQLITE:
            found[room_of(function)] += own
        else:
            # What is built in has no room: its time is its callers'.
            for caller, (_, _, seconds, _) in callers.items():
                found[room_of(caller)] += seconds
    return found


def measure() -> Table:
    """The sum, and each room's share of it."""
    with tempfile.TemporaryDirectory(prefix="guanji-bench-") as scratch:
        hall = Hall(Path(scratch))
        hall.go(ROUNDS // 4)
        settle()
        best = float("inf")
        for _ in range(5):
            began = time.thread_time()
            hall.go(ROUNDS // 5)
            best = min(best, (time.thread_time() - began) / (KIOSKS * (ROUNDS // 5)))
        profile = cProfile.Profile()
        profile.enable()
        hall.go(ROUNDS)
        profile.disable()
        hall.close()
    found = shares(profile)
    whole = sum(found.values())
    rows = [(room, f"{1e6 * best * part / whole:.0f} µs") for room, part in found.most_common()]
    return Table(
        title="SIP2: where the microseconds go",
        said=(
            f"One loan or return, in one thread, without sockets; {KIOSKS} kiosks at a time, a batch of as "
            "many units. The sum is the best of five runs; the shares are cProfile's, which flatters C."
        ),
        heads=("room", "processor time"),
        rows=(("one message and its answer", f"{1e6 * best:.0f} µs"), *rows),
    )


if __name__ == "__main__":
    main(measure)
