"""Strangers begin APDUs and end none, dribble, or read nothing: memory stays bounded."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from gateway.net.ill.listener import MOST_HALF
from tests.faults.conftest import Start
from tests.faults.memory import resident_kib
from tests.live import Demo

pytestmark = pytest.mark.slow

#: Two thirds of the largest APDU that there may be, without its end.
HALF = b"\x61\x83\x0f\xff\x00" + b"\x30" * 700_000
LINES_OF_ADDRESS, ADDRESSES = 10, 20

#: No APDU, of which each is answered with a report.
GARBLED = bytes.fromhex("6104300201ff")

MOST_KIB = (MOST_HALF >> 10) + 24 * 1024
PATIENCE_SECONDS = 15.0


@pytest.fixture
def server(start: Start) -> Demo:
    return start()


@pytest.fixture
def lines() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def line(server: Demo, host: str) -> socket.socket:
    """A line to its partners' port that comes from that address of this machine."""
    return socket.create_connection(("127.0.0.1", server.ill), PATIENCE_SECONDS, (host, 0))


def answered(server: Demo, host: str) -> bool:
    """Whether somebody there is served."""
    with line(server, host) as sock:
        sock.sendall(GARBLED)
        return sock.recv(1000)[:1] == b"\x73"


def test_who_ends_no_apdu_fills_no_memory(server: Demo, lines: ExitStack) -> None:
    before = resident_kib(server.process.pid)
    for number in range(LINES_OF_ADDRESS * ADDRESSES):
        sock = lines.enter_context(line(server, f"127.0.1.{1 + number // LINES_OF_ADDRESS}"))
        with suppress(ConnectionError):  # it is reset
            sock.sendall(HALF)
    time.sleep(1)
    assert resident_kib(server.process.pid) - before < MOST_KIB
    assert answered(server, "127.0.2.1")


def test_who_dribbles_or_reads_nothing_holds_up_nobody(server: Demo, lines: ExitStack) -> None:
    before = resident_kib(server.process.pid)
    slow = [lines.enter_context(line(server, "127.0.1.1")) for _ in range(20)]
    deaf = [lines.enter_context(line(server, "127.0.1.2")) for _ in range(20)]
    for octet in HALF[:20]:
        for sock in slow:
            sock.sendall(bytes([octet]))
    for sock in deaf:
        sock.settimeout(0)
        with suppress(BlockingIOError, ConnectionError):
            for _ in range(100):
                sock.send(GARBLED * 1000)
    assert answered(server, "127.0.2.1")
    assert resident_kib(server.process.pid) - before < MOST_KIB
