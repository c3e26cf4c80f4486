"""An engine call that never returns: who made it is told in time, nobody else notices, and memory stays."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Start
from tests.faults.hanging import BOOK
from tests.faults.memory import resident_kib
from tests.faults.settings import set_up
from tests.faults.truth import granted, look, stopped, writing
from tests.kiosk_line import kiosk
from tests.live import Demo

pytestmark = pytest.mark.slow

PROGRAM = (sys.executable, "-m", "tests.faults.hanging")

#: Calls that one kiosk makes, one after the other, and those of it that may hang in the engine.
CALLS = 2000 if os.environ.get("GUANJI_SOAK") else 200
MOST = 4


@pytest.fixture
def server(library: Path, start: Start) -> Demo:
    set_up(library, deadlines={"answer_seconds": 1}, limits={"waiting_per_kiosk": MOST})
    return start(program=PROGRAM)


def test_others_are_served_and_who_waits_is_answered_in_time(server: Demo) -> None:
    with kiosk(server.sip2, "kiosk5") as line, writing(server) as writers:
        before = granted(writers)
        asked: tuple[Callable[[], str], ...] = (
            lambda: line.checkout("P0009", BOOK),
            lambda: line.item(BOOK).text,
        )
        for ask in asked:
            began = time.monotonic()
            answer = ask()
            assert answer[:3] in {"120", "180"}
            assert "AF系统响应慢，请稍后再试|" in answer
            assert time.monotonic() - began > 0.9
        assert granted(writers) > before + 20
        assert line.item("B000098").status == "03"  # it is the call that hangs, not the kiosk
        stopped(writers)
    assert [text for writer in writers for text in writer.refused] == []
    look(server, writers)


def test_calls_that_hang_are_bounded_and_so_is_memory(server: Demo) -> None:
    with kiosk(server.sip2, "kiosk5") as line, kiosk(server.sip2, "kiosk6") as other:
        for _ in range(MOST):
            assert line.item(BOOK).text.startswith("1801")
        before = resident_kib(server.process.pid)
        for _ in range(CALLS):
            # No more of its calls may hang: it is refused at once, whatever it asks.
            assert "AF系统响应慢，请稍后再试|" in line.item(BOOK).text
        assert resident_kib(server.process.pid) - before < 4096
        assert other.item("B000098").status == "03"
        assert other.checkout("P0009", "B000098").startswith("121")


def test_a_server_that_stops_does_not_wait_for_ever(library: Path, start: Start) -> None:
    set_up(library, deadlines={"answer_seconds": 2, "drain_seconds": 10})
    server = start(program=PROGRAM)
    with kiosk(server.sip2, "kiosk5") as line:
        line.send(f"1720261122    120000AOCUMT|AB{BOOK}|AC|\r".encode())
        assert server.stop() == 0
        assert line.receive().startswith(b"1801")  # what is in hand is answered, by its deadline
