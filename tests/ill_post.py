"""A gateway's carriage of ISO 10161 on real sockets, and partners' servers that behave well or badly."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gateway.app.doors import Doors
from gateway.config.security import Tls
from gateway.net.ill.calling import Destination, dial
from gateway.net.ill.channel import ChannelLimits
from gateway.net.ill.channels import Channels
from gateway.net.ill.keeper import Means
from gateway.net.ill.listener import IllListener, ListenerLimits
from gateway.ports.outbox import Receipt, Undelivered
from protocols.ber.framer import Framer
from tests.certificates import Authority
from tests.ill_lines import Counts, Hearer, letter
from tests.live import LOOPBACK, free_port
from tests.own_reactor import OwnReactor

PATIENCE_SECONDS = 15.0

FAST = ChannelLimits(connect_seconds=2, send_seconds=2, settle_seconds=0.3)


class Post:
    """A gateway's carriage: a listener with two doors, and channels. `answers` is what it says to an APDU."""

    def __init__(self, own: OwnReactor, folder: Path, limits: ListenerLimits) -> None:
        self.own = own
        self.authority = Authority(folder)
        self.authority.issue("server", "localhost", client=False, server=True)
        self.hearer = Hearer()
        self.counts = Counts()
        self.remarks: list[str] = []
        reactor = own.reactor
        numbers = iter(range(10**9))
        self.means = Means(
            reception=self.hearer,
            frames=Framer,
            timers=reactor,
            soon=lambda call: reactor.callLater(0, call),
            new_id=lambda: f"link{next(numbers)}",
            meter=self.counts,
            remark=lambda _peer, what, _why: self.remarks.append(what),
            acknowledges=lambda _came, _sent: True,
        )
        self.listener = IllListener(self.means, limits)
        self.channels = Channels(self.means, dial(reactor), limits=FAST)
        self.doors = Doors(reactor)
        self.port, self.tls_port = free_port(), free_port()
        tls = Tls(
            certificate=folder / "server.pem", key=folder / "server-key.pem", client_ca=self.authority.file
        )
        for name, port, guard in (("ill", self.port, None), ("ill-tls", self.tls_port, tls)):
            endpoint = f"tcp:{port}:interface={LOOPBACK}:backlog=1024"
            own.wait(lambda n=name, e=endpoint, g=guard: self.doors.open(n, e, self.listener.door(n), g))  # type: ignore[misc]

    def close(self) -> None:
        """End everything."""
        self.hearer.held = False
        self.own.do(self.channels.close_all)
        self.own.do(self.listener.close_all)
        self.own.wait(self.doors.shut)

    def call(self, port: int | None = None) -> socket.socket:
        """Somebody calls."""
        return socket.create_connection((LOOPBACK, port or self.port), PATIENCE_SECONDS)

    def until(self, what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is looked for
        """What is asked for, once it is so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (found := self.own.do(what)):
            assert time.monotonic() < end, (self.hearer.heard[-3:], self.counts.wires[-5:], self.remarks)
            time.sleep(0.02)
        return found

    def knows(self, port: int, **more: Any) -> None:  # noqa: ANN401 - fields of a destination
        """A partner ``hhit`` is called at that port from now on."""
        fields: dict[str, Any] = {"partner": "hhit", "host": LOOPBACK, "port": port} | more
        self.own.do(lambda: self.channels.adopt((Destination(**fields),)))

    def sends(self, payload: bytes) -> Receipt:
        """Hand a letter to the partner."""
        return self.own.wait(lambda: self.channels.send(letter(payload)))

    def why_not(self, payload: bytes = b"\x61\x00") -> str:
        """Why a letter could not be handed over."""
        with pytest.raises(Undelivered) as undelivered:
            self.sends(payload)
        assert not undelivered.value.permanent
        return undelivered.value.reason


def all_of(sock: socket.socket) -> bytes:
    """Everything until the other end closes."""
    found = b""
    while data := sock.recv(65536):
        found += data
    return found


def hangs_up_hard(sock: socket.socket) -> None:
    """Reset a line."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Partner:
    """A partner's server, plain or behind TLS; `behaves` is what it does with each line."""

    def __init__(self, behaves: Callable[[Any], None], context: ssl.SSLContext | None = None) -> None:
        self._behaves = behaves
        self._context = context
        self._server = socket.create_server((LOOPBACK, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._server.getsockname()[1]
        self.lines = 0
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._server.accept()
                self.lines += 1
                self._open.append(sock)
                threading.Thread(target=self._one, args=(sock,), daemon=True).start()

    def _one(self, sock: socket.socket) -> None:
        with suppress(OSError):
            sock.settimeout(PATIENCE_SECONDS)
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
            self._behaves((self, sock))

    def close(self) -> None:
        for sock in (self._server, *self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


@contextmanager
def partner(behaves: Callable[[Any], None], context: ssl.SSLContext | None = None) -> Iterator[Partner]:
    server = Partner(behaves, context)
    try:
        yield server
    finally:
        server.close()


def listens(line: tuple[Partner, socket.socket]) -> None:
    """Read until the other end closes."""
    own, sock = line
    framer = Framer()
    while data := sock.recv(65536):
        own.heard += framer.feed(data)
    sock.close()


def reports(line: tuple[Partner, socket.socket]) -> None:
    """Acknowledge each APDU, byte by byte, in indefinite length."""
    own, sock = line
    framer = Framer()
    while data := sock.recv(65536):
        for raw in framer.feed(data):
            own.heard.append(raw)
            for byte in b"\x74\x80\x30\x80\x02\x01\x05\x00\x00\x00\x00":
                sock.sendall(bytes([byte]))


def closes_after_each(line: tuple[Partner, socket.socket]) -> None:
    own, sock = line
    framer, whole = Framer(), list[bytes]()
    while not whole:
        whole = framer.feed(sock.recv(65536))
    own.heard += whole
    sock.close()


def resets(line: tuple[Partner, socket.socket]) -> None:
    hangs_up_hard(line[1])


def reads_nothing(line: tuple[Partner, socket.socket]) -> None:  # noqa: ARG001 - that is the point
    time.sleep(PATIENCE_SECONDS)


def fingerprint(file: Path) -> str:
    return "sha256:" + sha256(ssl.PEM_cert_to_DER_cert(file.read_text("ascii"))).hexdigest()
