import socket
from types import SimpleNamespace

import pytest

from gateway.net.vanished import notice_vanished


def option(sock: socket.socket, level: int, name: int) -> int:
    return sock.getsockopt(level, name)


def test_a_line_inherits_what_finds_out_that_its_peer_is_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        notice_vanished(SimpleNamespace(socket=listening))
        with socket.create_connection(listening.getsockname()):
            line, _ = listening.accept()
            with line:
                assert option(line, socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                idle, every, times, unacknowledged = (
                    option(line, socket.IPPROTO_TCP, name)
                    for name in (
                        socket.TCP_KEEPIDLE,
                        socket.TCP_KEEPINTVL,
                        socket.TCP_KEEPCNT,
                        socket.TCP_USER_TIMEOUT,
                    )
                )
                assert idle + every * times == 120
                assert unacknowledged == 60_000


def test_a_socket_of_the_file_system_has_no_such_peers() -> None:
    with socket.socket(socket.AF_UNIX) as local:
        notice_vanished(SimpleNamespace(socket=local))
        assert option(local, socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 0


def test_a_system_that_knows_less_does_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        notice_vanished(SimpleNamespace(socket=listening))
        assert option(listening, socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1


def test_what_is_no_socket_is_left_alone() -> None:
    port = SimpleNamespace()
    notice_vanished(port)
    assert vars(port) == {}
