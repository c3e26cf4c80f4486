"""What a loan costs in a library of a million items, beside a small one.

Run as `python -m tests.bench.million`. Each unit is a checkout or its return by the embedded engine: looked
up, decided, written and committed, of an item and a reader taken by chance from all of the library, so that
most pages are not in the store's own cache. Both libraries are made once, by `gateway.store.bulk`, and kept
in the temporary directory for the next run: the large one has some 300 MB, and making it takes a minute or
two; the measurement itself less than one.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from adapters.embedded import EmbeddedEngine
from gateway.app.means import SystemClock, TimeOrderedIds
from gateway.circulation.policy import CategoryLimits, Policy
from gateway.circulation.situation import Setting
from gateway.model.changes import Record
from gateway.model.commands import Checkin, Checkout, Origin
from gateway.model.identity import AgencyId, ItemId, ItemRef, PatronId, PatronRef
from gateway.model.inbound import Inbound
from gateway.model.items import Bibliographic, Item
from gateway.model.patrons import Card, CardKind, Patron
from gateway.store.bulk import load
from gateway.store.schema import REVISION
from gateway.store.sqlite import open_store
from tests.bench.tables import Table, main
from tests.memory_store import result
from tests.place import StoreJournal, pin_digest

CUMT = AgencyId("CUMT")
SMALL, LARGE = (2_000, 500), (1_000_000, 50_000)  # items, readers
COPIES = 3

#: Loans of a run, each with its return; a run is a few seconds.
LOANS = 1500
RUNS = 3

#: The seed of chance: every run takes other items, the same ones each time the measurement is made.
SEED = 20261122


def library(items: int, readers: int) -> Iterator[Record]:
    """Titles with three copies, readers with a chip."""
    for n in range(readers):
        card = Card(f"{n + 0xA0000000:08X}", CardKind.CHIP)
        yield Patron(id=PatronId(CUMT, f"P{n:06}"), name=f"读者{n}", category="本科生", cards=(card,))
    for n in range(items):
        title, bib = f"人工智能导论 第{n // COPIES}种", f"T{n // COPIES:07}"
        if n % COPIES == 0:
            yield Bibliographic(id=bib, agency=CUMT, title=title, author="王建国主编", isbn="9787564690014")
        yield Item(
            id=ItemId(CUMT, f"B{n:08}"),
            title=title,
            author="王建国主编",
            bib=bib,
            call_number=f"TP18/{n}",
            permanent_location="NH-3F",
            current_location="NH-3F",
        )


def made(items: int, readers: int) -> Path:
    """A library's database, made where it isn't there already."""
    directory = Path(tempfile.gettempdir()) / f"guanji-bench-{REVISION}-{items}"
    path = directory / "guanji.sqlite"
    if not (directory / "whole").exists():
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
        load(path, library(items, readers))
        (directory / "whole").touch()
    return path


class Desk:
    """A library at work, without threads and without a network."""

    def __init__(self, size: tuple[int, int], run: int) -> None:
        self._items, self._readers = size
        self._chance = random.Random(SEED + run)
        self._numbers = count(1)
        self.store = open_store(made(*size))
        policy = Policy(limits=(CategoryLimits(loans=None, overdue=None),))
        setting = Setting(agency=CUMT, zone=ZoneInfo("Asia/Shanghai"), new_id=TimeOrderedIds(), policy=policy)
        self._engine = EmbeddedEngine(self.store, setting, SystemClock(), pin_digest)

    def lend_and_return(self) -> None:
        """One item lent to one reader, and taken back."""
        now = datetime.now(UTC)
        item = ItemRef(f"B{self._chance.randrange(self._items):08}")
        reader = PatronRef((f"{self._chance.randrange(self._readers) + 0xA0000000:08X}",))
        for command in (Checkout(at=now, patron=reader, item=item), Checkin(at=now, item=item, returned=now)):
            origin = Origin(agency=CUMT, terminal="kiosk1", location="NH-3F")
            inbound = Inbound(
                ref=f"{now.timestamp()}-{next(self._numbers)}", at=now, origin=origin, body=command
            )
            outcome = result(self._engine.perform(inbound, command, StoreJournal(self.store, inbound)))
            if outcome.problems:
                raise AssertionError(outcome.problems)


def cost(size: tuple[int, int], run: int) -> tuple[float, float]:
    """Median seconds of a loan with its return, by the clock and of the processor."""
    desk = Desk(size, run)
    by_clock, of_processor = [], []
    for _ in range(LOANS):
        began, busy = time.perf_counter(), time.process_time()
        desk.lend_and_return()
        by_clock.append(time.perf_counter() - began)
        of_processor.append(time.process_time() - busy)
    desk.store.stop()
    return median(by_clock), median(of_processor)


def measure() -> Table:
    """Small and large in turn, so that what else the machine does falls on both."""
    for size in (SMALL, LARGE):
        made(*size)
    runs = [(cost(SMALL, run), cost(LARGE, run)) for run in range(RUNS)]
    rows = []
    for place, what in enumerate(("to the disk", "processor alone")):
        small, large = (median(run[which][place] for run in runs) for which in (0, 1))
        rows.append((what, f"{1000 * small:.2f} ms", f"{1000 * large:.2f} ms", f"{large / small:.2f}"))
    return Table(
        title="A million items",
        said=(
            f"A loan and its return, two commits, in a library of {LARGE[0]} items and {LARGE[1]} readers "
            f"beside one of {SMALL[0]} and {SMALL[1]}; items and readers by chance. Medians of {RUNS} runs."
        ),
        heads=("a loan and its return", "small", "large", "ratio"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
