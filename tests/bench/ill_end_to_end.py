"""Durable APDUs in and out through the whole server, few and many transactions being open.

Run as `python -m tests.bench.ill_end_to_end`; `TMPDIR` names the disk to be measured. Ours is `guanji run` on
SQLite; each answer has been committed to the disk, with the history and the letter, before it leaves. The
partners are one process, the server is another. Nothing of the project's BER code runs in the partners: what
they send was written before, and only numbers are changed in it. The databases are like those of
`tests.bench.ill_store`, made at the first run: the large one has some 5 GB.
"""

import random
import re
import selectors
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from adapters.iso10161 import Iso10161
from gateway.config.directory import FILE, create
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.services import AnyService, IllMessage, IllRequest, StatusQuery
from gateway.model.ill.terms import Terms
from tests.bench.closed_loop import WARM_SECONDS, Figures, processor_seconds
from tests.bench.ill_store import LARGE, PARTNERS, SMALL, WORKING_SET, made
from tests.bench.tables import Table, main
from tests.live import LOOPBACK, Server, free_port, running

#: Of the databases' folders: other measurements leave something else in them.
NAME = "ill-end-to-end"

#: APDUs on their way at a time, each on a line of its own where the answers come on the lines.
IN_FLIGHT = 64
SECONDS = 5.0
RUNS = 3

#: What the partners say when: a second later each time, for no two are to look like one said twice.
_BEGIN = datetime(2026, 11, 23)  # noqa: DTZ001 - a date-time of an APDU has no zone

#: The tag of a Status-Or-Error-Report.
REPORT = 0x73

_QUALIFIER = re.compile(rb"q\d{8}")
_NUMBERS = count(int(time.time()))

_GATEWAY = """\
agency = "CUMT"
database = "{database}"

[[listen]]
name = "ill"
endpoint = "tcp:{port}:interface=127.0.0.1"
protocol = "iso10161"

[http]
endpoint = "tcp:{http}:interface=127.0.0.1"

[ill]
symbol = "CN:320300"

[ill.limits]
connections_per_address = 1000
apdus_per_second = 100000
address_apdus_per_second = 1000000
bytes_per_second = 1073741824
"""

_PARTNER = """
[[partners]]
name = "P{number:02}"
symbol = "CN:{number:06}"
window = 64
confirm = "none"
{way}
"""


#: How the server answers: on the line of the question, or on one of its own, from the outbox.
SAME_LINE = 'answers = "same-connection"\nacknowledges = true'
DIAL_BACK = 'address = "127.0.0.1:{port}"'


# ------------------------------------------------------------------------------------------- what is said


def template(body: AnyService) -> bytes:
    """An APDU of the usual size, in which numbers are to be put."""
    message = IllMessage(
        transaction=TransactionId(
            initial_requester=SystemId(symbol="CN:888888"), group="2026", qualifier="q99999999"
        ),
        said="20000101112233",
        requester=SystemId(symbol="CN:888888"),
        responder=SystemId(symbol="CN:320300"),
        body=body,
    )
    return Iso10161().write(message, Terms()).payload


QUERY = template(StatusQuery(note="请告知处理情况"))
REQUEST = template(IllRequest(item=IllItem(title="人工智能导论", author="王建国", isbn="9787564690014")))


def filled(written: bytes, transaction: int) -> bytes:
    """It, said for the first time in the transaction of that number."""
    said = (_BEGIN + timedelta(seconds=next(_NUMBERS) % 30_000_000)).strftime("%Y%m%d%H%M%S").encode()
    return (
        written.replace(b"888888", b"%06d" % (transaction % PARTNERS))
        .replace(b"q99999999", b"q%08d" % transaction)
        .replace(b"20000101", said[:8])
        .replace(b"112233", said[8:])
    )


# --------------------------------------------------------------------------------------------- who says it


class Line:
    """A line to the server, or one that it opened; gives the whole APDUs of what came."""

    def __init__(self, wire: socket.socket) -> None:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire = wire
        self._received = b""

    def arrived(self) -> Iterator[bytes]:
        """What came, APDU by APDU: the server writes definite lengths."""
        self._received += self.wire.recv(1 << 20)
        while len(self._received) > 1:
            octets = self._received[1]
            head = 2 if octets < 0x80 else 2 + (octets & 0x7F)
            if octets >= 0x80:
                octets = int.from_bytes(self._received[2:head], "big")
            if len(self._received) < head + octets:
                return
            apdu, self._received = self._received[: head + octets], self._received[head + octets :]
            yield apdu


class Partners:
    """All partners: an APDU of each line is on its way at a time, and is answered there or on another."""

    def __init__(self, port: int, listens: socket.socket | None, said: Iterator[tuple[int, bytes]]) -> None:
        self._selector = selectors.DefaultSelector()
        self._said = said
        self._sent: dict[bytes, tuple[float, Line]] = {}
        self._idle = [Line(socket.create_connection((LOOPBACK, port), 30)) for _ in range(IN_FLIGHT)]
        self._listens = listens
        if listens is not None:
            self._selector.register(listens, selectors.EVENT_READ)
        for line in self._idle:
            self._selector.register(line.wire, selectors.EVENT_READ, line)

    def drive(self, process: int) -> Figures:
        """What is got in `SECONDS`, once warm."""
        latencies: list[float] = []
        start = time.perf_counter() + WARM_SECONDS
        spent: float | None = None
        while (now := time.perf_counter()) < start + SECONDS:
            if spent is None and now >= start:
                spent = processor_seconds(process)
            while self._idle:
                self._send(self._idle.pop())
            for key, _ in self._selector.select(5):
                answered = self._answered(key.data)
                latencies += (time.perf_counter() - sent for sent in answered if sent > start)
        cpu = (processor_seconds(process) - (spent or 0.0)) / len(latencies)
        latencies.sort()
        many = len(latencies)
        return Figures(many / SECONDS, latencies[many // 2], latencies[many * 99 // 100], cpu)

    def _send(self, line: Line) -> None:
        transaction, data = next(self._said)
        while (name := b"q%08d" % transaction) in self._sent:
            transaction, data = next(self._said)
        self._sent[name] = time.perf_counter(), line
        line.wire.sendall(data)

    def _answered(self, line: Line | None) -> Iterator[float]:
        """When what is answered now was sent."""
        if line is None:
            assert self._listens is not None
            taken = Line(self._listens.accept()[0])
            self._selector.register(taken.wire, selectors.EVENT_READ, taken)
            return
        for apdu in line.arrived():
            found = _QUALIFIER.search(apdu)
            if apdu[0] != REPORT or found is None:
                raise AssertionError(apdu)
            sent, asked = self._sent.pop(found[0])
            self._idle.append(asked)
            yield sent

    def close(self) -> None:
        """Hang up."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr] # all are sockets
        self._selector.close()


# ------------------------------------------------------------------------------------------ the measurement


@contextmanager
def gateway(database: Path, way: str) -> Iterator[tuple[int, int, socket.socket | None]]:
    """A server on that database: its port, its process, and where it dials back."""
    with closing(sqlite3.connect(database)) as connection, connection:
        # What the last measurement left: letters to partners that had hung up.
        connection.execute("UPDATE letter SET state = 'taken-back' WHERE state = 'waiting'")
        connection.execute("DELETE FROM partner")
    home, port = database.parent / "gateway", free_port()
    listens = socket.create_server((LOOPBACK, 0), backlog=PARTNERS) if "{port}" in way else None
    if listens is not None:
        way = way.format(port=listens.getsockname()[1])
    text = _GATEWAY.format(database=database, port=port, http=free_port())
    text += "".join(_PARTNER.format(number=number, way=way) for number in range(PARTNERS))
    if (home / FILE).exists():
        (home / FILE).write_text(text, "utf-8")
    else:
        create(home, text, {})
    server = Server(("run", "--config", home / FILE), "guanji ready")
    with running(server):
        yield port, server.process.pid, listens


def lately(size: int, part: int) -> range:
    """A part of the transactions opened lately: as many as are at work at a time, the last ones first."""
    return range(size - (part + 1) * WORKING_SET, size - part * WORKING_SET)


def asking(transactions: Sequence[int], run: int) -> Iterator[tuple[int, bytes]]:
    """Status-Queries of transactions taken by chance."""
    chance = random.Random(run)
    while True:
        number = chance.choice(transactions)
        yield number, filled(QUERY, number)


def requesting() -> Iterator[tuple[int, bytes]]:
    """ILL-Requests, each of a transaction that nobody has had."""
    for number in count(20_000_000 + int(time.time() * 100) % 70_000_000):
        yield number, filled(REQUEST, number)


def drive(database: Path, way: str, said: Iterator[tuple[int, bytes]]) -> Figures:
    """One measurement."""
    with gateway(database, way) as (port, process, listens):
        partners = Partners(port, listens, said)
        try:
            return partners.drive(process)
        finally:
            partners.close()


def row(name: str, figures: Figures) -> tuple[str, ...]:
    """A line of the table."""
    return (
        name,
        f"{figures.rate:.0f}/s",
        f"{1000 * figures.p50:.1f} ms",
        f"{1000 * figures.p99:.1f} ms",
        f"{1e6 * figures.cpu:.0f} µs",
    )


def measure() -> Table:
    """Each load in the small database; then the small and the large one in turn."""
    # The longer a transaction's history, the more there is to write: none is asked about by two measurements.
    shutil.rmtree(made(SMALL, NAME).parent)
    small, large = (made(size, NAME) for size in (SMALL, LARGE))
    rows = [
        row("ILL-Request, reported on its line", drive(small, SAME_LINE, requesting())),
        row("Status-Query, reported on its line", drive(small, SAME_LINE, asking(lately(SMALL, 0), 0))),
        row("Status-Query, reported from the outbox", drive(small, DIAL_BACK, asking(lately(SMALL, 1), 0))),
    ]
    some = int(time.time()) % 100
    cases: tuple[tuple[str, Callable[[int, int], Sequence[int]]], ...] = (
        ("opened lately", lambda size, run: lately(size, 2 + run + (RUNS * some if size == LARGE else 0))),
        ("any of all", lambda size, _run: range(size)),
    )
    sizes = {small: SMALL, large: LARGE}
    for name, chosen in cases:
        runs = [
            [drive(path, SAME_LINE, asking(chosen(size, run), run)) for path, size in sizes.items()]
            for run in range(RUNS)
        ]
        for place, size in enumerate(sizes.values()):
            of_size = [run[place] for run in runs]
            figures = Figures(*(median(each) for each in zip(*of_size, strict=True)))
            rows.append(row(f"Status-Query of {size} open, {name}", figures))
    return Table(
        title="Lending among libraries: end to end",
        said=(
            f"`guanji run` on SQLite, {IN_FLIGHT} APDUs on their way, each on a line of its own, all that is "
            f"said committed (`synchronous=FULL`) before it leaves; {SECONDS:.0f} s each, partners and "
            "server on one machine. "
            "CPU is the server's processor time for an APDU in and one out. "
            f"{WORKING_SET} transactions at work, opened lately, or any of all; medians of {RUNS} runs."
        ),
        heads=("what", "APDUs in and out", "p50", "p99", "CPU"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
