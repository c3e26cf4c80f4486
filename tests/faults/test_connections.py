"""Many connections: what each costs, and what happens when there can be no more."""

import gc
import os
import resource
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.faults.conftest import Start
from tests.faults.memory import resident_kib
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.kiosk_line import Line, Silence, kiosk
from tests.live import Demo

pytestmark = pytest.mark.slow

SOAK = bool(os.environ.get("GUANJI_SOAK"))

MANY = 2000 if SOAK else 500

#: KiB of one idle kiosk: some four times what is measured (tests/bench/idle_memory.py). A machine with
#: another allocator may have more, and a buffer for each line is noticed.
MOST_KIB = 12.0


def idle(server: Demo, number: int) -> Line:
    """A line of one of eight kiosks: one of them may have a thousand."""
    line = Line(server.sip2)
    assert line.log_in(f"kiosk{number % 8 + 1}").startswith("941")
    return line


def test_idle_kiosks_cost_little(start: Start) -> None:
    # What checking a password takes for a moment goes back at once: else connections would be made of it.
    server = start(MALLOC_MMAP_THRESHOLD_="131072")
    with ExitStack() as open_lines:
        for number in range(50):  # what is made once is made
            open_lines.enter_context(idle(server, number))
        before = resident_kib(server.process.pid)
        lines = [open_lines.enter_context(idle(server, number)) for number in range(MANY)]
        each = (resident_kib(server.process.pid) - before) / MANY
        assert 0 < each < MOST_KIB
        assert lines[0].status().startswith("98Y")  # nobody had to make room
        with kiosk(server.sip2, "kiosk2") as line:
            assert line.checkout("P0001", "B000001").startswith("121")
    gc.collect()
    with kiosk(server.sip2, "kiosk2") as line:
        assert line.checkin("B000001").startswith("101")


@pytest.fixture
def few_files(library: Path, start: Start) -> Demo:
    """A server that may open ten more files than it has open."""
    set_up(library, log={"file": library / "guanji.log"})
    server = start()
    with kiosk(server.sip2, "kiosk1") as line:
        assert line.checkout("P0001", "B000001").startswith("121")
    pid = server.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(list(Path(f"/proc/{pid}/fd").iterdir())) + 10, hard))
    return server


def logged_in(line: Line) -> bool:
    with suppress(Silence, OSError):
        return line.log_in("kiosk2").startswith("941")
    return False


def test_a_server_out_of_files_turns_away_who_is_new_and_recovers(few_files: Demo) -> None:
    server = few_files
    with kiosk(server.sip2, "kiosk1") as line, ExitStack() as lines:
        new = [lines.enter_context(Line(server.sip2)) for _ in range(40)]
        in_time = [each for each in new if logged_in(each)]
        assert 0 < len(in_time) < 12
        for each in in_time:
            assert each.status().startswith("98")
        assert line.checkin("B000001").startswith("101")
        assert line.checkout("P0001", "B000002").startswith("121")
        log = (server.directory / "guanji.log").read_text("utf-8")
        assert "EMFILE" in log
        for each in new:
            each.close()
        with Line(server.sip2) as again:
            assert until(lambda: logged_in(again) or _retry(again, server))
            assert again.item("B000002").status == "04"


def _retry(line: Line, server: Demo) -> bool:
    """Connect once more; nothing else was wrong than that there was no room."""
    line.close()
    line.socket = socket.create_connection(("127.0.0.1", server.sip2), 15)
    line.socket.settimeout(15)
    return False
