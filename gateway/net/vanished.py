"""Peers that vanish without a word: a kiosk that lost its current, a switch that was taken away."""

import socket
from typing import Any, Final

#: A line on which nothing moves is asked after this long whether its peer lives, a few times, and then it is
#: dead: two minutes in all. The system's own first question comes after two hours.
ASKED_AFTER_SECONDS: Final = 60
ASKED_EVERY_SECONDS: Final = 10
TIMES_ASKED: Final = 6

#: An answer that the peer's system did not acknowledge for so long was sent to nobody. Kiosks wait 10 s for
#: one, and the system would try for a quarter of an hour. It also ends who takes no more answers for so long.
UNACKNOWLEDGED_SECONDS: Final = 60

_OPTIONS: Final = (
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", ASKED_AFTER_SECONDS),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", ASKED_EVERY_SECONDS),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", TIMES_ASKED),
    (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", UNACKNOWLEDGED_SECONDS * 1000),
)


def notice_vanished(port: Any) -> None:  # noqa: ANN401 - an IListeningPort says nothing to the type checker
    """Let TCP find out on its own that a peer is gone, on every line that comes through a listening port.

    What the system does not know it does without (tcp(7)); a line inherits from the port it came through.
    """
    listening: socket.socket | None = getattr(port, "socket", None)
    if listening is None or listening.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    for level, name, value in _OPTIONS:
        option = getattr(socket, name, None)
        if option is not None:
            listening.setsockopt(level, option, value)
