"""A kiosk sends as fast as it can: its memory stays bounded, it is held back, and the others are served."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from gateway.store.connection import CACHE_KIB
from tests.faults.conftest import Start
from tests.faults.memory import resident_kib
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.faults.truth import granted, look, stopped, writing
from tests.kiosk_line import kiosk, moment
from tests.live import Demo

pytestmark = pytest.mark.slow

#: Bytes that the flood gets rid of, or seconds that it is held back: what comes first.
FLOOD_BYTES = (256 if os.environ.get("GUANJI_SOAK") else 16) << 20
FLOOD_SECONDS = 120.0 if os.environ.get("GUANJI_SOAK") else 3.0

#: What the server may grow by: its own buffers are some 100 kB a line, the rest is the others' work. In two
#: minutes of that, both connections to the database fill the memory that they are given for its pages.
MOST_KIB = 12 * 1024 + (2 * CACHE_KIB if os.environ.get("GUANJI_SOAK") else 0)

STATUS = b"9900802.00\r"
LOOK_UP = b"1720261122    120000AOCUMT|ABB000001|AC|\r"
NONSENSE = b"x" * 4096

#: What is sent, and whether the answers are read.
FLOODS = [(STATUS, True), (LOOK_UP, False), (NONSENSE, True)]
if os.environ.get("GUANJI_SOAK"):
    FLOODS += [(text, not reads) for text, reads in FLOODS]


@pytest.fixture
def server(library: Path, start: Start) -> Demo:
    # As a library has them: the demo's own are for measuring.
    set_up(library, limits={"messages_per_second": 100, "address_messages_per_second": 1000})
    return start()


class Flood:
    """A line on which the same is sent again and again, and answers are read or not."""

    def __init__(self, port: int, text: bytes, *, reads: bool) -> None:
        self.sent = 0
        self.ended = False
        self._text = text * (65536 // len(text) + 1)
        self._reads = reads
        self._stop = Event()
        self._socket = socket.create_connection(("127.0.0.1", port), 15)
        self._socket.sendall(b"9300CNkiosk5|COkiosk5|\r")
        assert self._socket.recv(1000).startswith(b"941")
        self._threads = [Thread(target=self._guarded, args=(work,)) for work in self._work()]

    def _work(self) -> Iterator[Callable[[], None]]:
        yield self._send
        if self._reads:
            yield self._receive

    def _guarded(self, work: Callable[[], None]) -> None:
        with suppress(OSError):
            while not self._stop.is_set() and self.sent < FLOOD_BYTES:
                with suppress(TimeoutError):  # it is held back
                    work()
        self.ended = True

    def _send(self) -> None:
        self.sent += self._socket.send(self._text)

    def _receive(self) -> None:
        if not self._socket.recv(65536):
            raise OSError

    @contextmanager
    def running(self) -> Iterator["Flood"]:
        self._socket.settimeout(0.2)
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._socket.close()
            for thread in self._threads:
                thread.join()


@pytest.mark.parametrize(("text", "reads"), FLOODS)
def test_others_are_served_and_memory_stays(server: Demo, text: bytes, reads: bool) -> None:  # noqa: FBT001
    with writing(server) as writers:
        until(lambda: granted(writers) > 40)
        before, began = resident_kib(server.process.pid), granted(writers)
        with Flood(server.sip2, text, reads=reads).running() as flood:
            end = time.monotonic() + FLOOD_SECONDS
            while time.monotonic() < end and not flood.ended:
                with kiosk(server.sip2, "kiosk7") as line:
                    assert line.item("B000099").status == "03"
                    assert line.status().startswith("98")
            until(lambda: granted(writers) > began + 100)
            assert resident_kib(server.process.pid) - before < MOST_KIB
        with kiosk(server.sip2, "kiosk5") as line:  # who flooded is served as soon as it behaves
            assert line.say(f"17{moment()}AOCUMT|ABB000099|AC|").startswith("18")
        stopped(writers)
    assert [told for writer in writers for told in writer.refused] == []
    look(server, writers)
