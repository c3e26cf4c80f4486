"""Kiosks that send the next message only when they have the answer to the last: many of them in one thread.

Each lends a book of its own and takes it back, with sequence numbers and checksums. Nothing of the project's
SIP2 code runs here, so that the same load falls on other people's servers.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple


class Figures(NamedTuple):
    """Messages a second, and the latencies that half and 99 of 100 stayed below, in seconds."""

    rate: float
    p50: float
    p99: float


class Kiosk:
    """One connection: what it sends next, and whether it was granted."""

    def __init__(self, port: int, number: int, login: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._messages = _messages(login, f"P{number % 10 + 1:04}", f"B{number + 1:06}")
        self._received = b""
        self._granted = b""
        self.sent = 0.0

    def send(self) -> None:
        """The next message."""
        self._granted, data = next(self._messages)
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
        return True


def _messages(login: str, patron: str, item: str) -> Iterator[tuple[bytes, bytes]]:
    """A login, then loans and returns without end, each with how a grant begins."""
    numbers = (number % 10 for number in count())
    yield b"941", _sealed(f"9300CN{login}|CO{login}|", next(numbers))
    while True:
        now = time.strftime("%Y%m%d    %H%M%S")
        lend = f"11NN{now}{now}AOCUMT|AA{patron}|AB{item}|AC|AD1234|"
        yield b"121", _sealed(lend, next(numbers))
        yield b"101", _sealed(f"09N{now}{now}APNH-1F|AOCUMT|AB{item}|AC|", next(numbers))


def _sealed(text: str, sequence: int) -> bytes:
    data = f"{text}AY{sequence}AZ".encode()
    return data + b"%04X\r" % (-sum(data) & 0xFFFF)


def drive(port: int, logins: list[str], seconds: float, pause: float = 0.0) -> Figures:
    """One kiosk for each login; what they got in so many seconds, after a first one that is not counted.

    Each pauses for so many seconds between an answer and its next message.
    """
    kiosks = [Kiosk(port, number, login) for number, login in enumerate(logins)]
    latencies: list[float] = []
    begun = time.perf_counter()
    start, end = begun + 1, begun + 1 + seconds
    # All pause equally long, so who began to pause first is first to go on; they set out evenly spread.
    pausing = deque((begun + pause * place / len(kiosks), kiosk) for place, kiosk in enumerate(kiosks))
    with selectors.DefaultSelector() as selector:
        for kiosk in kiosks:
            selector.register(kiosk.socket, selectors.EVENT_READ, kiosk)
        while (now := time.perf_counter()) < end:
            while pausing and pausing[0][0] <= now:
                pausing.popleft()[1].send()
            for key, _ in selector.select(max(0.0, pausing[0][0] - now) if pausing else 1):
                kiosk = key.data
                if kiosk.answered():
                    now = time.perf_counter()
                    if now > start:
                        latencies.append(now - kiosk.sent)
                    pausing.append((now + pause, kiosk))
    for kiosk in kiosks:
        kiosk.socket.close()
    latencies.sort()
    many = len(latencies)
    return Figures(many / seconds, latencies[many // 2], latencies[many * 99 // 100])
