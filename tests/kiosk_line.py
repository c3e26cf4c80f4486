"""A kiosk of the simplest kind: a blocking socket, text in, text out.

It knows nothing of the project's own SIP2 code, so that what it sees is what goes over the wire.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

#: Longer than the server's own deadline for an answer.
PATIENCE_SECONDS = 15.0


#: Where the demo's kiosks stand; SIP2 writes local time.
ZONE = ZoneInfo("Asia/Shanghai")


def moment() -> str:
    """Now, as SIP2 writes it."""
    return datetime.now(ZONE).strftime("%Y%m%d    %H%M%S")


class Silence(Exception):
    """The line ended, or nothing came for too long."""


class Line:
    """One TCP connection, not logged in; it may come from another address of this machine."""

    def __init__(
        self,
        port: int,
        *,
        charset: str = "utf-8",
        sock: socket.socket | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.charset = charset
        self._rest = b""
        self.socket = sock or socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS, (address, 0))
        self.socket.settimeout(PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self.socket.sendall(data)

    def receive(self) -> bytes:
        """The next line, without its CR. Raises `Silence`."""
        while b"\r" not in self._rest:
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                raise Silence("nothing came") from None
            if not data:
                raise Silence("the line was closed")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\r")
        return line

    def say(self, text: str) -> str:
        """Send a message without sequence number and checksum; its answer."""
        self.send(text.encode(self.charset) + b"\r")
        return self.receive().decode(self.charset)

    # --- the messages that tests look at the library with -------------------------------------------------

    def log_in(self, name: str, password: str | None = None) -> str:
        """93."""
        return self.say(f"9300CN{name}|CO{name if password is None else password}|")

    def status(self) -> str:
        """99."""
        return self.say("9900802.00")

    def item(self, barcode: str) -> "Item":
        """17: how an item stands."""
        return Item(self.say(f"17{moment()}AOCUMT|AB{barcode}|AC|"))

    def patron(self, number: str, summary: str = "") -> "Patron":
        """63: how a patron stands; `summary` is the number of the list that is wanted, in SIP2's order."""
        flags = "".join("Y" if str(place) in summary else " " for place in range(10))
        return Patron(self.say(f"63019{moment()}{flags}AOCUMT|AA{number}|AC|AD1234|BP1|BQ99|"))

    def checkout(self, patron: str, barcode: str) -> str:
        """11."""
        blanks = " " * 18
        return self.say(f"11NN{moment()}{blanks}AOCUMT|AA{patron}|AB{barcode}|AC|AD1234|")

    def checkin(self, barcode: str) -> str:
        """09."""
        return self.say(f"09N{moment()}{moment()}AP|AOCUMT|AB{barcode}|AC|")


@contextmanager
def kiosk(port: int, name: str, *, charset: str = "utf-8") -> Iterator[Line]:
    """A kiosk of the demo that has logged in: its password is its login."""
    with Line(port, charset=charset) as line:
        answer = line.log_in(name)
        assert answer.startswith("941"), answer
        yield line


def fields(tagged: str) -> dict[str, list[str]]:
    """The tagged fields of a message, after its fixed part: every value under its two letters."""
    found: dict[str, list[str]] = {}
    for field in tagged.split("|"):
        if len(field) > 1:
            found.setdefault(field[:2], []).append(field[2:])
    return found


class Item:
    """An 18 as it came."""

    def __init__(self, text: str) -> None:
        assert text.startswith("18"), text
        self.text = text
        self.status = text[2:4]
        self.fields: Mapping[str, list[str]] = fields(text[26:])


class Patron:
    """A 64 as it came: six counts and the list that was asked for."""

    _COUNTS = ("holds", "overdue", "charged", "fines", "recalls", "unavailable")

    def __init__(self, text: str) -> None:
        assert text.startswith("64"), text
        self.text = text
        self.status = text[2:16]
        counts = text[37:61]
        numbers = (counts[place : place + 4].strip() for place in range(0, 24, 4))
        self.counts = dict(zip(self._COUNTS, (int(number or 0) for number in numbers), strict=True))
        self.fields: Mapping[str, list[str]] = fields(text[61:])

    def items(self, tag: str) -> list[str]:
        """The values of one list, sorted."""
        return sorted(self.fields.get(tag, []))
