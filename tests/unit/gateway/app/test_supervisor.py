import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.app.supervisor import Supervisor


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """A stand-in for systemd's socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def supervisor(manager: socket.socket, **environ: str) -> Supervisor:
    return Supervisor({"NOTIFY_SOCKET": manager.getsockname(), **environ}, lambda: 12.5)


def test_what_is_said(manager: socket.socket) -> None:
    told = supervisor(manager)
    told.ready("serving CUMT")
    told.reloading()
    told.alive()
    told.stopping()
    assert [manager.recv(200) for _ in range(4)] == [
        b"READY=1\nSTATUS=serving CUMT",
        b"RELOADING=1\nMONOTONIC_USEC=12500000",
        b"WATCHDOG=1",
        b"STOPPING=1",
    ]


def test_a_socket_without_a_file() -> None:
    name = "guanji-test-supervisor"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(5)
        Supervisor({"NOTIFY_SOCKET": f"@{name}"}, lambda: 0.0).stopping()
        assert listening.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize(("usec", "every"), [("30000000", 15.0), ("", 0.0), ("soon", 0.0)])
def test_how_often_a_sign_of_life_is_wanted(usec: str, every: float) -> None:
    assert Supervisor({"WATCHDOG_USEC": usec}, lambda: 0.0).every == every


def test_nobody_listens(tmp_path: Path) -> None:
    told = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}, lambda: 0.0)
    told.ready("serving")
    Supervisor({}, lambda: 0.0).ready("serving")
    assert not (tmp_path / "gone").exists()
