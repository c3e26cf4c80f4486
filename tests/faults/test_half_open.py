"""A kiosk vanishes without a word: its old line stays behind, half open, and is in nobody's way."""

import os
import re
import socket
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.faults.conftest import Start
from tests.faults.networks import KIOSK, SERVER, Network, network
from tests.faults.patience import until
from tests.faults.settings import set_up
from tests.kiosk_line import Line
from tests.live import LOOPBACK, Demo

pytestmark = pytest.mark.slow

#: Two minutes of silence, and as long again for a machine that is busy.
FOUND_DEAD_SECONDS = 240.0


@pytest.fixture
def link() -> Iterator[Network]:
    with network() as link:
        yield link


@pytest.fixture
def server(library: Path, link: Network, start: Start) -> Demo:  # noqa: ARG001 - its address must be there
    file = library / "guanji.toml"
    text = file.read_text("utf-8")
    assert "tcp:6001:interface=127.0.0.1" in text
    file.write_text(text.replace("tcp:6001:interface=127.0.0.1", f"tcp:6001:interface={SERVER}"), "utf-8")
    set_up(library, kiosk_defaults={"max_connections": 2})
    return start()


def logged_in(link: Network, server: Demo) -> Line:
    line = Line(server.sip2, sock=link.connect(server.sip2))
    assert line.log_in("kiosk1").startswith("941")
    return line


def vanish(link: Network, line: Line) -> None:
    """End a line so that nobody hears of it."""
    link.cut()
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
    link.mend()


def lines_of(server: Demo, kiosk: str) -> int:
    """How many lines the server says that a kiosk has."""
    with urlopen(f"http://{LOOPBACK}:{server.http}/metrics") as page:
        found = re.search(rf'guanji_kiosk_connections{{kiosk="{kiosk}"}} (\d+)', page.read().decode())
    assert found
    return int(found[1])


def sockets(server: Demo) -> list[str]:
    """The server's established sockets to the kiosk, with their timers, as ss shows them."""
    filters = ("state", "established", "src", f"{SERVER}:{server.sip2}", "dst", KIOSK)
    shown = subprocess.run(["ss", "-Htno", *filters], capture_output=True, text=True, check=True)
    return shown.stdout.splitlines()


def test_the_kiosk_s_new_line_is_served_at_once(server: Demo, link: Network) -> None:
    for number in range(5):  # more often than a kiosk may have lines
        line = logged_in(link, server)
        assert line.checkout("P0001", f"B00000{number + 1}").startswith("121")
        vanish(link, line)
    with logged_in(link, server) as line:
        assert line.patron("P0001", "2").items("AU") == [f"B00000{number}" for number in range(1, 6)]
        # The longest silent ones made room.
        until(lambda: lines_of(server, "一楼大厅1号") <= 2)


def test_what_was_under_way_is_answered_over_the_new_line(server: Demo, link: Network) -> None:
    line = logged_in(link, server)
    text = f"11NN20261122    120000{' ' * 18}AOCUMT|AAP0001|ABB000001|AC|AD1234|"
    line.send(text.encode() + b"\r")
    until(lambda: _lent(server))
    vanish(link, line)
    with logged_in(link, server) as again:
        assert again.say(text).startswith("121NNY")
        assert again.patron("P0001", "2").items("AU") == ["B000001"]


def _lent(server: Demo) -> bool:
    with Line(server.sip2, sock=socket.create_connection((SERVER, server.sip2), 15)) as witness:
        assert witness.log_in("kiosk2").startswith("941")
        return witness.item("B000001").status == "04"


def test_a_silent_line_is_asked_whether_it_lives(server: Demo, link: Network) -> None:
    with logged_in(link, server):
        (shown,) = until(lambda: [each for each in sockets(server) if "keepalive" in each])
        timer = re.search(r"timer:\(keepalive,(?:(\d+)min)?(?:(\d+)sec)?,0\)", shown)
        assert timer, shown
        assert int(timer[1] or 0) * 60 + int(timer[2] or 0) <= 60


@pytest.mark.skipif("GUANJI_SOAK" not in os.environ, reason="takes minutes: make soak")
def test_a_line_without_a_peer_is_found_dead(server: Demo, link: Network) -> None:
    line = logged_in(link, server)
    link.cut()
    assert lines_of(server, "一楼大厅1号") == 1
    until(lambda: lines_of(server, "一楼大厅1号") == 0, FOUND_DEAD_SECONDS)
    assert sockets(server) == []
    line.close()
