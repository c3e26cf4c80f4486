"""A disk that takes its time: answers come, nobody waits for anybody else's, and deadlines hold."""

import time
from pathlib import Path

import pytest

from gateway.app.serve import CLOSE_SECONDS, UNFINISHED
from tests.faults.conftest import Start
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.faults.shim import Shim
from tests.faults.truth import granted, look, rows, stopped, writing
from tests.kiosk_line import kiosk, moment

pytestmark = pytest.mark.slow

#: What a disk takes that is about to die, or is being copied.
SLOW_SECONDS = 0.2


def test_kiosks_share_the_waiting_and_look_ups_have_none(shim: Shim, start: Start) -> None:
    server = start(shim=shim)
    with writing(server, 8) as writers, kiosk(server.sip2, "kiosk7") as line:
        until(lambda: granted(writers) > 20)
        shim.slow_disk(SLOW_SECONDS)
        until(lambda: shim.waiting)
        before = {writer.login: len(writer.told) for writer in writers}
        began, looked = time.monotonic(), 0
        while sum(len(writer.told) for writer in writers) < sum(before.values()) + 40:
            assert line.item("B000099").status == "03"
            assert line.patron("P0009").fields["BL"] == ["Y"]
            looked += 2
        took = time.monotonic() - began
        # Forty answers cost five commits or a few more, because all that wait share one.
        assert took < 40 * SLOW_SECONDS / 2
        assert looked > 2 * took / SLOW_SECONDS
        until(lambda: all(len(writer.told) > before[writer.login] for writer in writers))
        shim.slow_disk(0)
        stopped(writers)
    assert [text for writer in writers for text in writer.refused] == []
    look(server, writers)


def test_a_disk_that_hangs_keeps_nobody_waiting_beyond_the_deadline(
    library: Path, shim: Shim, start: Start
) -> None:
    set_up(library, deadlines={"answer_seconds": 1})
    server = start(shim=shim)
    text = f"11NN{moment()}{' ' * 18}AOCUMT|AAP0001|ABB000001|AC|AD1234|"
    with kiosk(server.sip2, "kiosk1") as line, kiosk(server.sip2, "kiosk2") as other:
        shim.slow_disk(3600)
        assert line.say(text).startswith("120")
        assert other.item("B000002").status == "03"
        assert other.checkout("P0002", "B000002").startswith("120")
        until(lambda: other.status().startswith("98N"))
        shim.slow_disk(0)
        until(lambda: other.status().startswith("98Y"))
        # It was done after all, and once: who sends the same again hears so.
        assert line.say(text).startswith("121")
        assert other.item("B000002").status == "04"
    loans = "SELECT item_barcode FROM loan WHERE item_barcode IN ('B000001', 'B000002') ORDER BY 1"
    assert rows(server.database, loans) == ["B000001", "B000002"]


def test_a_server_on_a_slow_disk_answers_what_is_in_hand_before_it_stops(shim: Shim, start: Start) -> None:
    server = start(shim=shim)
    with writing(server, 8) as writers:
        until(lambda: granted(writers) > 20)
        shim.slow_disk(SLOW_SECONDS)
        until(lambda: shim.waiting)
        assert server.stop() == 0
        for writer in writers:
            writer.join()
    assert all(writer.pending is None or len(writer.told) for writer in writers)
    assert len(rows(server.database, "SELECT 1 FROM inbox")) == granted(writers)


def test_a_server_whose_disk_never_comes_back_ends_all_the_same(
    library: Path, shim: Shim, start: Start
) -> None:
    set_up(library, deadlines={"answer_seconds": 1, "drain_seconds": 1})
    server = start(shim=shim)
    with kiosk(server.sip2, "kiosk1") as line:
        assert line.checkout("P0001", "B000001").startswith("121")
        shim.slow_disk(3600)
        # Whoever waits for the disk is refused by the deadline, not cut off in the middle.
        assert line.checkout("P0002", "B000002").startswith("120")
        began = time.monotonic()
        assert server.stop() == UNFINISHED
    assert CLOSE_SECONDS < time.monotonic() - began < CLOSE_SECONDS + 5
    assert "the database did not answer within 16 s of the request to stop" in "".join(server.complaints)
    shim.slow_disk(0)
    with kiosk(start(offset=server.offset).sip2, "kiosk1") as line:
        assert line.item("B000001").status == "04"
    assert rows(server.database, "PRAGMA integrity_check") == ["ok"]
