"""The wall clock is set, forward and back, under a server that serves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Start
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.faults.shim import Shim
from tests.faults.truth import rows
from tests.kiosk_line import Line, Silence, kiosk, moment
from tests.live import Demo

HOUR = 3600.0
DAY = 24 * HOUR

#: Somebody sets the clock of a machine whose battery is flat; a time server sets it back by a time zone.
JUMPS = pytest.mark.parametrize("jump", [-DAY, DAY])

BOOK = "B000001"


@pytest.fixture
def server(start: Start, shim: Shim) -> Demo:
    return start(shim=shim)


@pytest.fixture
def line(server: Demo) -> Iterator[Line]:
    with kiosk(server.sip2, "kiosk1") as line:
        yield line


def loans(server: Demo) -> list[str]:
    return rows(server.database, "SELECT state FROM loan WHERE item_barcode = ? ORDER BY rowid", BOOK)


def checkout(date: str) -> str:
    return f"11NN{date}{' ' * 18}AOCUMT|AAP0001|AB{BOOK}|AC|AD1234|"


@pytest.mark.slow
def test_lines_live_and_end_by_time_that_only_goes_forward(library: Path, start: Start, shim: Shim) -> None:
    set_up(library, limits={"login_seconds": 5})
    server = start(shim=shim)
    with kiosk(server.sip2, "kiosk1") as silent, kiosk(server.sip2, "kiosk2") as other:
        shim.set_clock(DAY)
        assert other.status().startswith("98Y")
        with Line(server.sip2) as stranger:
            assert stranger.status().startswith("98Y")
            shim.set_clock(-DAY)
            with pytest.raises(Silence, match="closed"):  # the sweep comes every 5 s
                stranger.receive()
        assert silent.status().startswith("98Y")


@JUMPS
def test_an_answer_comes_when_it_is_due_and_not_before(
    library: Path, start: Start, shim: Shim, jump: float
) -> None:
    set_up(library, deadlines={"answer_seconds": 2})
    server = start(shim=shim)
    with kiosk(server.sip2, "kiosk1") as line:
        shim.slow_disk(DAY)
        began = time.monotonic()
        line.send(checkout(moment()).encode() + b"\r")
        until(lambda: shim.waiting)
        shim.set_clock(jump)
        assert line.receive().startswith(b"120")
        assert time.monotonic() - began > 1.9
        shim.slow_disk(0)


def test_ids_go_on_in_their_order(server: Demo, shim: Shim, line: Line) -> None:
    for jump in (0, -DAY, DAY, 0, -HOUR):
        shim.set_clock(jump)
        assert line.checkout("P0001", BOOK).startswith("121")
        assert line.checkin(BOOK).startswith("101")
    refs = rows(server.database, "SELECT ref FROM inbox ORDER BY rowid")
    assert len(set(refs)) == 10
    assert refs == sorted(refs)


def test_a_book_lent_before_is_returned_after(server: Demo, shim: Shim, line: Line) -> None:
    """The kiosk's own clock is right all the time."""
    for number, jump in enumerate((-DAY, -HOUR, HOUR, DAY), start=1):
        assert line.checkout("P0001", BOOK).startswith("121")
        shim.set_clock(jump)
        assert line.checkin(BOOK).startswith("101")
        assert loans(server) == ["returned"] * (2 * number - 1)
        assert line.item(BOOK).status == "03"
        assert line.checkout("P0002", BOOK).startswith("121")
        shim.set_clock(0)
        assert line.checkin(BOOK).startswith("101")
        assert loans(server) == ["returned"] * 2 * number


@JUMPS
def test_a_message_that_is_sent_again_is_done_once(server: Demo, shim: Shim, jump: float) -> None:
    """The line breaks as the clock is set; the kiosk sends the same text over the next one."""
    text = checkout(moment())
    with kiosk(server.sip2, "kiosk1") as line:
        first = line.say(text)
    shim.set_clock(jump)
    with kiosk(server.sip2, "kiosk1") as line:
        again = line.say(text)
        assert line.patron("P0001", "2").items("AU") == [BOOK]
    assert loans(server) == ["open"]
    # Set forward beyond the window for repeats, it is another message: the loan is not made twice.
    assert again == first if jump < 0 else again.startswith("120")
