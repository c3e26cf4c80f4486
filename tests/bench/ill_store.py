"""What an APDU in and an APDU out cost the store, and what a million open transactions make of it.

Run as `python -m tests.bench.ill_store`; `TMPDIR` names the disk to be measured. A unit is what an answered
APDU needs: the transaction is found by its name; entry in, transaction, entry out and letter are written.
What was sent is marked 64 at a time, which is counted in. The databases are made once, by SQL, and kept in
the temporary directory for the next run: the large one has some 5 GB, and making it takes a minute or two.
"""

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from twisted.internet import reactor as installed_reactor
from twisted.internet.defer import Deferred

from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.post import Letter, LetterState
from gateway.model.ill.services import IllRequest
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Course, Direction, Exchanged, IllTransaction, Wanted
from gateway.model.ill.words import Results, Service
from gateway.ports import Ledger
from gateway.store.connection import writing
from gateway.store.runner import InlineRunner
from gateway.store.schema import REVISION, create
from gateway.store.shapes import Shape
from gateway.store.sqlite import open_store
from gateway.store.tables import ILL_ENTRY, ILL_TRANSACTION, LETTER
from gateway.store.writer import Writer
from tests.bench.tables import Table, main

reactor: Any = installed_reactor  # a module to the type checker, an object at work

CUMT = AgencyId("CUMT")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SMALL, LARGE = 10_000, 1_000_000

#: Libraries that we lend to: as many as CALIS's own system serves at a time.
PARTNERS = 40

#: Rows made at a time.
SEEDED = 20_000

#: Transactions at work on one day; APDUs in a run, and through the reactor.
WORKING_SET = 2_000
UNITS = 4_000
FLOW = 20_000
MARKED = 64

#: Units in flight through the reactor, as many APDUs as two hundred partners may have on their way.
IN_FLIGHT = 256
RUNS = 3

#: An APDU of the usual size, and the same by its elements.
RAW = bytes(range(256))
DECODED = {
    "protocol-version-num": 2,
    "transaction-id": {"transaction-group-qualifier": "2026", "transaction-qualifier": "q0000001"},
    "service-date-time": {"date-time-of-this-service": {"date": "20261122", "time": "160000"}},
    "requester-id": {"person-or-institution-symbol": {"institution-symbol": "CN:211010"}},
    "responder-id": {"person-or-institution-symbol": {"institution-symbol": "CN:320300"}},
    "transaction-results": "will-supply",
    "responder-note": "请于两周内归还",
}

_replace = msgspec.structs.replace


def transaction(n: int) -> IllTransaction:
    """The n-th transaction: a request of a partner's, answered."""
    said = "20261122160000"
    exchanged = [
        Exchanged(direction=direction, service=service, said=said, digest=f"{n:016x}", answer=answer)
        for direction, service, answer in (
            (Direction.IN, Service.ILL_REQUEST, ""),
            (Direction.OUT, Service.ILL_ANSWER, Results.WILL_SUPPLY),
            (Direction.IN, Service.STATUS_QUERY, ""),
            (Direction.OUT, Service.STATUS_OR_ERROR_REPORT, ""),
        )
    ]
    title = f"人工智能导论 第{n}种"
    return IllTransaction(
        id=f"{n:026x}",
        agency=CUMT,
        role=Role.RESPONDER,
        partner=f"P{n % PARTNERS:02}",
        initial_requester=f"CN:{n % PARTNERS:06}",
        group="2026",
        qualifier=f"q{n:08}",
        state=State.IN_PROCESS,
        title=title,
        author="王建国",
        opened=NOW + timedelta(seconds=n),
        changed=NOW + timedelta(seconds=n),
        wanted=Wanted(request=IllRequest(item=IllItem(title=title, author="王建国", isbn="9787564690014"))),
        course=Course(
            id=TransactionId(group="2026", qualifier=f"q{n:08}"),
            requester=SystemId(symbol=f"CN:{n % PARTNERS:06}"),
            responder=SystemId(symbol="CN:320300"),
            exchanged=tuple(exchanged),
        ),
        version=1,
    )


def entry(of: str, seq: int, direction: Direction, letter: str = "") -> IllEntry:
    """A line of a history."""
    return IllEntry(
        transaction=of,
        seq=seq,
        at=NOW,
        direction=direction,
        service=Service.STATUS_QUERY if direction is Direction.IN else Service.STATUS_OR_ERROR_REPORT,
        before=State.IN_PROCESS,
        after=State.IN_PROCESS,
        said="20261122160000",
        raw=RAW,
        decoded=DECODED,
        letter=letter,
    )


def letter(number: int, of: IllTransaction) -> Letter:
    """A letter of a transaction."""
    return Letter(
        id=f"L{number:025x}",
        partner=of.partner,
        transaction=of.id,
        what="STATUS-OR-ERROR-REPORT",
        payload=RAW,
        posted=NOW,
        not_before=NOW,
        next_at=NOW,
        said="20261122160000",
    )


# ---------------------------------------------------------------------------------------- filling a database


def seed(path: Path, number: int) -> None:
    """So many open transactions, each with a history and a letter that was sent, made by the database."""
    create(path)
    numbered = {
        "id": "printf('%026x', n)",
        "partner": f"printf('P%02d', n % {PARTNERS})",
        "initial_requester": f"printf('CN:%06d', n % {PARTNERS})",
        "qualifier": "printf('q%08d', n)",
        "course": f"replace(replace(:course, 'q00000000', printf('q%08d', n)), 'CN:000000', "
        f"printf('CN:%06d', n % {PARTNERS}))",
    }
    first = transaction(0)
    of = {"transaction": numbered["id"]}
    sent = _replace(letter(0, first), state=LetterState.SENT, sent=NOW, attempts=1)
    with closing(writing(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        whole = {**_columns(ILL_TRANSACTION, first), "client": "", "told": 1}
        _multiply(connection, "ill_transaction", whole, numbered, number)
        for seq, direction in enumerate((Direction.IN, Direction.OUT)):
            line = _columns(ILL_ENTRY, entry("", seq + 1, direction))
            _multiply(connection, "ill_entry", line, of, number)
        of |= {"id": "printf('K%025x', n)", "partner": numbered["partner"]}
        _multiply(connection, "letter", _columns(LETTER, sent), of, number)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _columns(shape: Shape[Any], record: Any) -> dict[str, Any]:  # noqa: ANN401 - a record of any kind
    return dict(zip(shape.names, shape.to_row(record), strict=True))


def _multiply(
    connection: sqlite3.Connection, table: str, row: dict[str, Any], numbered: dict[str, str], number: int
) -> None:
    """So many rows, alike but for the columns that are numbered."""
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(numbered.get(name, f":{name}") for name in row)
    for first in range(0, number, SEEDED):
        last = min(first + SEEDED, number) - 1
        connection.execute(
            f"INSERT INTO {table} ({names}) "  # noqa: S608 - of names of our own
            f"WITH RECURSIVE some(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM some WHERE n < {last}) "
            f"SELECT {values} FROM some",
            row,
        )


def made(number: int, bench: str = "ill") -> Path:
    """A database of one measurement's own, made where it isn't there already."""
    directory = Path(tempfile.gettempdir()) / f"guanji-bench-{bench}-{REVISION}-{number}"
    path = directory / "guanji.db"
    if not (directory / "whole").exists():
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
        seed(path, number)
        # What the system still has to write of it would be written while we measure.
        os.sync()
        (directory / "whole").touch()
    return path


# ----------------------------------------------------------------------------------------------- the work


class Traffic:
    """Units of work on transactions by chance, each of which leaves a letter; these are marked in batches."""

    def __init__(self, transactions: list[int], chance: random.Random) -> None:
        self._transactions = transactions
        self._chance = chance
        self._numbers = count(time.time_ns())
        self._posted: list[Letter] = []

    def units(self) -> Iterator[Callable[[Ledger], Any]]:
        """Without end: so many answers to an APDU, then what was sent is marked."""
        while True:
            for _ in range(MARKED):
                yield self._answer(self._chance.choice(self._transactions))
            sent, self._posted = self._posted, []
            yield partial(_mark, sent=sent)

    def _answer(self, n: int) -> Callable[[Ledger], None]:
        known = (f"CN:{n % PARTNERS:06}", "2026", f"q{n:08}", "")
        number = next(self._numbers)

        def work(ledger: Ledger) -> None:
            found = ledger.ill_transaction_named(CUMT, Role.RESPONDER, f"P{n % PARTNERS:02}", known)
            assert found is not None
            ours = letter(number, found)
            said = f"{number % 10**14:014}"
            new = [
                Exchanged(direction=direction, service=Service.STATUS_QUERY, said=said, digest=ours.id)
                for direction in (Direction.IN, Direction.OUT)
            ]
            course = _replace(found.course, exchanged=(*found.course.exchanged[-12:], *new))
            ledger.add_ill_entry(entry(found.id, 0, Direction.IN))
            ledger.save_ill(_replace(found, course=course, changed=NOW))
            ledger.add_ill_entry(entry(found.id, 0, Direction.OUT, ours.id))
            ledger.post(ours)
            self._posted.append(ours)

        return work


def _mark(ledger: Ledger, sent: list[Letter]) -> None:
    for one in sent:
        changed = _replace(one, state=LetterState.SENT, attempts=1, sent=NOW)
        assert ledger.mark(changed, LetterState.WAITING)


def cpu_of_a_unit(path: Path, transactions: list[int], batch: int, units: int, seed: int) -> float:
    """Seconds of processor time for one APDU in and out, marking included, in batches of this size."""
    spent: list[float] = []
    runner = InlineRunner(
        Writer(lambda: writing(path)),
        observe=lambda stats: spent.append(stats.seconds),
        monotonic=time.process_time,
        held=True,
    )
    failed: list[object] = []
    work = Traffic(transactions, random.Random(seed)).units()
    for _ in range(units // batch):
        for unit in islice(work, batch):
            runner.ask(unit).addErrback(failed.append)
        runner.run()
    runner.close()
    if failed:
        raise AssertionError(failed[0])
    return median(spent) / batch * (MARKED + 1) / MARKED


def clock_of_a_unit(path: Path, transactions: list[int], batch: int, units: int, seed: int) -> float:
    """The same by the clock, to the disk."""
    spent: list[float] = []
    runner = InlineRunner(
        Writer(lambda: writing(path)), observe=lambda stats: spent.append(stats.seconds), held=True
    )
    work = Traffic(transactions, random.Random(seed)).units()
    for _ in range(units // batch):
        for unit in islice(work, batch):
            runner.ask(unit)
        runner.run()
    runner.close()
    return median(spent) / batch * (MARKED + 1) / MARKED


def through_the_reactor(path: Path, transactions: list[int], units: int) -> dict[str, float]:
    """APDUs in and out a second through the store as it runs in a server, and their latencies."""
    store = open_store(path, call_from_thread=reactor.callFromThread)
    work = Traffic(transactions, random.Random(1)).units()
    latencies: list[float] = []
    broken: list[object] = []
    asked = 0
    began = time.perf_counter()

    def next_one() -> None:
        nonlocal asked
        if asked == units:
            return
        asked += 1
        at = time.perf_counter()
        answer: Deferred[Any] = store.commit(next(work))
        answer.addCallbacks(lambda _: done(at), failed)

    def failed(failure: object) -> None:
        broken.append(failure)
        reactor.crash()

    def done(at: float) -> None:
        latencies.append(time.perf_counter() - at)
        if len(latencies) == units:
            store.stop().addBoth(lambda _: reactor.crash())
        else:
            next_one()

    def start() -> None:
        nonlocal began
        began = time.perf_counter()
        for _ in range(IN_FLIGHT):
            next_one()

    reactor.callWhenRunning(start)
    reactor.run()
    if broken:
        raise AssertionError(broken[0])
    took = time.perf_counter() - began
    latencies.sort()
    return {
        "a second": units * MARKED / (MARKED + 1) / took,
        "p50": latencies[units // 2],
        "p99": latencies[units * 99 // 100],
    }


def measure() -> Table:
    """Throughput in the small database; then the small and the large one in turn."""
    sizes = {made(SMALL): SMALL, made(LARGE): LARGE}
    chance = random.Random(20261122)
    # What is at work was opened lately. That it lies scattered over all of them is the worst that can be.
    last = {path: list(range(size - WORKING_SET, size)) for path, size in sizes.items()}
    scattered = {path: chance.sample(range(size), WORKING_SET) for path, size in sizes.items()}
    cold = {path: list(range(size)) for path, size in sizes.items()}
    small = next(iter(sizes))
    flow = through_the_reactor(small, last[small], FLOW)
    rows = [
        ("a second, through the reactor", f"{flow['a second']:.0f}", "", ""),
        ("p50 and p99 of these", f"{1000 * flow['p50']:.1f} ms", f"{1000 * flow['p99']:.1f} ms", ""),
    ]
    cases = (("opened last", last), ("scattered", scattered), ("any of all, cold", cold))
    for what, transactions in cases:
        for how, cost in (("to the disk", clock_of_a_unit), ("processor", cpu_of_a_unit)):
            runs = [[cost(path, transactions[path], 64, UNITS, run) for path in sizes] for run in range(RUNS)]
            of_small, of_large = (median(run[place] for run in runs) for place in (0, 1))
            figures = (f"{1e6 * of_small:.0f} µs", f"{1e6 * of_large:.0f} µs", f"{of_large / of_small:.2f}")
            rows.append((f"{what}: {how}", *figures))
    return Table(
        title="Lending among libraries: the store",
        said=(
            f"A durable APDU in and one out in one unit, in batches of 64, with {SMALL} and {LARGE} open "
            f"transactions; {WORKING_SET} of them at work, opened last or scattered, or any of all."
        ),
        heads=("one APDU in, one out", "small", "large", "ratio"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
