"""Kiosks that send the next message only when they have the answer to the last: many of them in one thread.

Each lends a book and takes it back, then the next, with sequence numbers and checksums. Nothing of the
project's SIP2 code runs here, so that the same load falls on other people's servers.
"""

import os
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count, repeat
from pathlib import Path
from typing import NamedTuple

from tests.bench.library import PASSWORD, errands, logins

#: How the answer to a loan begins.
LENT = b"121"

#: Sent before anything is counted.
WARM_SECONDS = 1.0

_TICK = os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """Messages a second, the latencies that half and 99 of 100 stayed below, and the server's processor time.

    All in seconds; the last for one message.
    """

    rate: float
    p50: float
    p99: float
    cpu: float


class Kiosk:
    """One connection: what it sends next, and whether it was granted."""

    def __init__(
        self, port: int, number: int, login: str, errands: Iterator[tuple[str, str]] | None = None
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        book = (f"P{number % 10 + 1:04}", f"B{number + 1:06}")
        self._messages = messages(login, PASSWORD, errands or repeat(book))
        self._received = b""
        self._granted = b""
        self._waits = False
        self.sent = 0.0

    def send(self) -> None:
        """The next message."""
        self._granted, data = next(self._messages)
        self._waits = True
        self.sent = time.perf_counter()
        self.socket.sendall(data)

    def answered(self) -> bool:
        """Take what came; whether it is a whole answer. One that refuses is an error of the measurement."""
        self._received += self.socket.recv(65536)
        if not self._received.endswith(b"\r"):
            return False
        if not self._received.startswith(self._granted):
            raise AssertionError(self._received)
        self._received = b""
        self._waits = False
        return True

    def finish(self) -> None:
        """Wait for the answer that is due, give the book back, and hang up."""
        while self._waits or self._granted == LENT:
            if not self._waits:
                self.send()
            self.answered()
        self.socket.close()


def messages(login: str, password: str, errands: Iterator[tuple[str, str]]) -> Iterator[tuple[bytes, bytes]]:
    """A login, then loans and returns without end, each with how a grant begins."""
    numbers = (number % 10 for number in count())
    yield b"941", _sealed(f"9300CN{login}|CO{password}|", next(numbers))
    for patron, item in errands:
        now = time.strftime("%Y%m%d    %H%M%S")
        lend = f"11NN{now}{now}AOCUMT|AA{patron}|AB{item}|AC|AD1234|"
        yield LENT, _sealed(lend, next(numbers))
        yield b"101", _sealed(f"09N{now}{now}APNH-1F|AOCUMT|AB{item}|AC|", next(numbers))


def _sealed(text: str, sequence: int) -> bytes:
    data = f"{text}AY{sequence}AZ".encode()
    return data + b"%04X\r" % (-sum(data) & 0xFFFF)


def processor_seconds(process: int) -> float:
    """The processor time that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def drive(
    port: int, process: int, kiosks: int, seconds: float, *, pause: float = 0.0, many_books: bool = False
) -> Figures:
    """So many kiosks, once all have logged in and are warm; what they got in so many seconds.

    Each pauses for so many seconds between an answer and its next message. It lends its own book again and
    again, or, with `many_books`, each time another to another reader.
    """
    calls = [
        Kiosk(port, number, login, errands(number, kiosks) if many_books else None)
        for number, login in enumerate(logins(kiosks))
    ]
    for kiosk in calls:
        kiosk.send()
        while not kiosk.answered():
            pass
    try:
        return _measured(calls, process, seconds, pause)
    finally:
        for kiosk in calls:
            kiosk.finish()


def _measured(kiosks: Sequence[Kiosk], process: int, seconds: float, pause: float) -> Figures:
    latencies: list[float] = []
    begun = time.perf_counter()
    start, end = begun + WARM_SECONDS, begun + WARM_SECONDS + seconds
    spent: float | None = None
    # All pause equally long, so who began to pause first is first to go on; they set out evenly spread.
    pausing = deque((begun + pause * place / len(kiosks), kiosk) for place, kiosk in enumerate(kiosks))
    with selectors.DefaultSelector() as selector:
        for kiosk in kiosks:
            selector.register(kiosk.socket, selectors.EVENT_READ, kiosk)
        while (now := time.perf_counter()) < end:
            if spent is None and now >= start:
                spent = processor_seconds(process)
            while pausing and pausing[0][0] <= now:
                pausing.popleft()[1].send()
            for key, _ in selector.select(max(0.0, pausing[0][0] - now) if pausing else 1):
                kiosk = key.data
                if kiosk.answered():
                    now = time.perf_counter()
                    if now > start:
                        latencies.append(now - kiosk.sent)
                    pausing.append((now + pause, kiosk))
    latencies.sort()
    many = len(latencies)
    cpu = (processor_seconds(process) - (spent or 0.0)) / many
    return Figures(many / seconds, latencies[many // 2], latencies[many * 99 // 100], cpu)
