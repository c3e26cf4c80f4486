"""What is told to systemd, where it started us: that we serve, read our configuration, stop, and are alive.

The protocol of sd_notify(3): a datagram of ``NAME=value`` lines on the socket that ``NOTIFY_SOCKET`` names.
"""

import socket
from collections.abc import Callable, Mapping
from typing import Final

#: systemd counts in microseconds.
_SECOND: Final = 1_000_000


class Supervisor:
    """Whoever started the server and waits to hear of it; without one nothing is said.

    `monotonic` is CLOCK_MONOTONIC in seconds.
    """

    def __init__(self, environ: Mapping[str, str], monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        name = environ.get("NOTIFY_SOCKET", "")
        # A name that begins with @ is one of Linux's own name space, which begins with a NUL.
        self._address = f"\0{name[1:]}" if name.startswith("@") else name
        spoken = environ.get("WATCHDOG_USEC", "")
        self._watchdog = int(spoken) / _SECOND if spoken.isdecimal() else 0.0

    @property
    def every(self) -> float:
        """Seconds from one sign of life to the next, half of what is waited for one; 0: none is wanted."""
        return self._watchdog / 2

    def ready(self, status: str) -> None:
        """We serve; `status` is what ``systemctl status`` shows."""
        self._say("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """We read our configuration again; `ready` says when that is over."""
        self._say("RELOADING=1", f"MONOTONIC_USEC={round(self._monotonic() * _SECOND)}")

    def stopping(self) -> None:
        """We answer what is in hand, then end."""
        self._say("STOPPING=1")

    def alive(self) -> None:
        """The reactor turns."""
        self._say("WATCHDOG=1")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            try:
                line.sendto("\n".join(lines).encode(), self._address)
            except OSError:
                return  # who does not listen any more misses nothing that we could mend
