"""A kiosk on a network of its own, which can be cut without a word to either end."""

import ctypes
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

_CLONE_NEWNET = 0x40000000

#: Addresses for trying out networks (RFC 2544), others for each process that does.
_BLOCK = f"198.18.{os.getpid() % 256}"
SERVER, KIOSK = f"{_BLOCK}.1", f"{_BLOCK}.2"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class Network:
    """One link between the server's side (`SERVER`) and the kiosk's (`KIOSK`)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def make(self) -> None:
        """Lay the link."""
        here, there = f"{self.name}h", f"{self.name}k"
        _ip("netns", "add", self.name)
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", self.name)
        _ip("addr", "add", f"{SERVER}/30", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", self.name, "addr", "add", f"{KIOSK}/30", "dev", there)
        _ip("-n", self.name, "link", "set", there, "up")

    def remove(self) -> None:
        """Take it away; the link goes with the network."""
        subprocess.run(["ip", "link", "del", f"{self.name}h"], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)

    def cut(self) -> None:
        """Let nothing more through that the kiosk says."""
        _ip("-n", self.name, "route", "add", "blackhole", SERVER)

    def mend(self) -> None:
        """Let everything through again."""
        _ip("-n", self.name, "route", "del", "blackhole", SERVER)

    def connect(self, port: int) -> socket.socket:
        """A connection from the kiosk's side: a socket stays in the network in which it was made."""
        made: list[socket.socket] = []

        def there() -> None:
            libc = ctypes.CDLL(None, use_errno=True)
            with Path("/run/netns", self.name).open("rb") as namespace:
                if libc.setns(namespace.fileno(), _CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.create_connection((SERVER, port), 15))

        thread = Thread(target=there)
        thread.start()
        thread.join()
        return made.pop()


@contextmanager
def network() -> Iterator[Network]:
    """A network of one kiosk; skips where this user may not make one."""
    found = Network(f"gj{os.getpid() % 100_000}")
    try:
        found.make()
    except (OSError, subprocess.CalledProcessError) as error:
        found.remove()
        pytest.skip(f"this user may not make a network: {getattr(error, 'stderr', error)!r}")
    try:
        yield found
    finally:
        found.remove()
