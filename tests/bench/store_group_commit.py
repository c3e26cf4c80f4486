"""What a durable unit of work costs: alone, and in a group.

Run as `python -m tests.bench.store_group_commit`; `TMPDIR` names the disk to be measured. A unit is a
checkout as the rules make it: it looks up reader, item, loans, holds and fees (10 SELECTs) and writes loan,
item, event and inbox. Processor times are medians.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from twisted.internet import reactor as installed_reactor
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from gateway.model.changes import Changes, Event
from gateway.model.commands import Checkout, Origin
from gateway.model.identity import AgencyId, ItemId, ItemRef, PatronId, PatronRef
from gateway.model.inbound import Inbound, Named
from gateway.model.items import Item
from gateway.model.loans import Loan, LoanState
from gateway.model.patrons import Card, CardKind, Patron
from gateway.ports import Ledger
from gateway.store.bulk import load
from gateway.store.connection import writing
from gateway.store.runner import BatchStats, InlineRunner, ThreadRunner, Worker
from gateway.store.sqlite import open_store
from gateway.store.writer import Writer
from tests.bench.tables import Table, main

reactor: Any = installed_reactor  # a module to the type checker, an object at work

CUMT = AgencyId("CUMT")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
READERS = 800  # two or three loans each, as readers have
ITEMS = 2000


def library() -> Iterator[Patron | Item]:
    """Readers and items enough that every unit touches other rows."""
    for n in range(READERS):
        card = Card(f"{n:08X}", CardKind.CHIP)
        yield Patron(id=PatronId(CUMT, f"P{n:04}"), name="读者", category="本科生", cards=(card,))
    for n in range(ITEMS):
        yield Item(id=ItemId(CUMT, f"B{n:06}"), title="人工智能导论", bib=f"T{n % 500}")


def checkout(n: int) -> Callable[[Ledger], None]:
    """The n-th unit: lends an item, or takes it back where it is lent."""
    item_id = ItemId(CUMT, f"B{n % ITEMS:06}")
    origin = Origin(agency=CUMT, terminal=f"kiosk{n % 8}")
    body = Checkout(at=NOW, patron=PatronRef((f"{n % READERS:08X}",)), item=ItemRef(item_id.barcode))
    inbound = Inbound(
        ref=f"{n:012}", at=NOW, origin=origin, body=body, key=b"%032d" % n, kind="sip2 11", text="x" * 160
    )
    named = Named(item=item_id.barcode, patron=body.patron.shown)

    def work(ledger: Ledger) -> None:
        ledger.remembered(inbound.key, NOW)
        reader, _ = ledger.patron_by_card(CUMT, body.patron.spellings)
        item = ledger.item(item_id)
        assert reader is not None
        assert item is not None
        lent = ledger.unsettled_loan(item_id)
        ledger.loans_of(reader.id)
        ledger.holds_on(item)
        ledger.fees_of(reader.id)
        loan = Loan(
            id=lent.id if lent else f"L{n:012}",
            item=item_id,
            patron=reader.id,
            started=NOW,
            due=NOW + timedelta(days=30),
            state=LoanState.RETURNED if lent else LoanState.OPEN,
        )
        event = Event(kind="checkout", subject=f"item {item_id}", at=NOW, data={"loan": loan.id})
        ledger.save(Changes(records=(loan, item), events=(event,)), cause=inbound.ref)
        ledger.remember(inbound, "121NNY" + "x" * 160, named)

    return work


def cpu_of_a_unit(path: Path, batch: int, batches: int) -> float:
    """Seconds of the store's processor time for one unit in batches of this size, without threads."""
    spent: list[float] = []
    runner = InlineRunner(
        Writer(lambda: writing(path)),
        observe=lambda stats: spent.append(stats.seconds),
        monotonic=time.process_time,
        held=True,
    )
    failed: list[object] = []
    numbers = count(10_000_000 + batch * 100_000)
    for _ in range(batches):
        for _ in range(batch):
            runner.ask(checkout(next(numbers))).addErrback(failed.append)
        runner.run()
    runner.close()
    assert not failed, failed[0]
    return median(spent) / batch


def through_the_thread(
    worker: Worker, in_flight: int, units: int, batch_limit: int, first: int
) -> dict[str, float]:
    """Units a second with this many in flight, their latencies and the size of their batches.

    `first` is the number of the first unit: no number may come twice on one database.
    """
    sizes: list[int] = []
    latencies: list[float] = []

    def observe(stats: BatchStats) -> None:
        sizes.append(stats.units)

    runner = ThreadRunner(
        worker,
        reactor.callFromThread,
        name="bench",
        observe=observe,
        batch_limit=batch_limit,
    )
    numbers = iter(range(first, first + units))
    began = time.perf_counter()
    ended = began

    def next_one() -> None:
        nonlocal ended
        n = next(numbers, None)
        if n is None:
            return
        asked = time.perf_counter()

        def done(_: object) -> None:
            nonlocal ended
            ended = time.perf_counter()
            latencies.append(ended - asked)
            if len(latencies) == units:
                runner.close().addBoth(lambda _: reactor.crash())
            else:
                next_one()

        answer: Deferred[object] = runner.ask(checkout(n))
        answer.addCallback(done)
        answer.addErrback(broken)

    def broken(failure: Failure) -> None:
        sys.stderr.write(failure.getTraceback())
        reactor.crash()

    def start() -> None:
        for _ in range(in_flight):
            next_one()

    reactor.callWhenRunning(start)
    reactor.run()
    latencies.sort()
    return {
        "units/s": units / (ended - began),
        "p50 ms": 1000 * latencies[units // 2],
        "p99 ms": 1000 * latencies[units * 99 // 100],
        "batch": units / len(sizes),
    }


def measure() -> Table:
    """Alone and in groups: the processor's part first, then through the writer's thread to the disk."""
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "guanji.db"
        began = time.perf_counter()
        records = load(path, library())
        rate = records / (time.perf_counter() - began)
        rows.append(("fill a new database", f"{rate:.0f} records/s", "", "", ""))
        began = time.perf_counter()
        open_store(path).stop()
        rows.append(
            ("open one that is up to date", f"{1000 * (time.perf_counter() - began):.1f} ms", "", "", "")
        )
        for batch, batches in ((1, 500), (64, 50)):
            spent = cpu_of_a_unit(path, batch, batches)
            rows.append((f"processor time in a batch of {batch}", f"{1e6 * spent:.0f} µs/unit", "", "", ""))
        first = 0
        for in_flight, batch_limit, units in ((1, 256, 2000), (64, 1, 4000), (64, 256, 20000)):
            writer = Writer(lambda: writing(path))
            figures = through_the_thread(writer, in_flight, units, batch_limit, first)
            first += units
            how = "single commits" if batch_limit == 1 else "group commit"
            rows.append(
                (
                    f"{in_flight} in flight, {how}",
                    f"{figures['units/s']:.0f} units/s",
                    f"{figures['p50 ms']:.2f} ms",
                    f"{figures['p99 ms']:.2f} ms",
                    f"{figures['batch']:.1f}",
                )
            )
    return Table(
        title="A durable unit of work",
        said="A checkout: ten look-ups, four rows written, `synchronous=FULL`; without the network.",
        heads=("what", "", "p50", "p99", "units in a batch"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
