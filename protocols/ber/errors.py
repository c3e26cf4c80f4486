"""What goes wrong with BER: bytes that a peer sent, values that we were asked to write."""

from protocols.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError


class BerError(RemoteProtocolError):
    """Bytes that are not what their declaration says.

    ``offset`` counts in the bytes as they came, ``element`` is the way to the element by the standard's
    names: ``ILL-Request.third-party-info-type.send-to-list[2].system-id``.
    """


class TooMuch(BerError, LimitExceeded):
    """The bytes go beyond one of `protocols.ber.limits`."""


class Unwritable(LocalProtocolError):
    """A value that its declaration does not allow, at ``element``; nothing was written."""

    def __init__(self, element: str, why: str) -> None:
        self.element = element
        self.why = why
        super().__init__(f"{element}: {why}" if element else why)


class Fault(Exception):
    """A `BerError` on its way up: each type that it passes puts its element before the path."""

    def __init__(self, offset: int, expected: str, found: str, kind: type[BerError] = BerError) -> None:
        super().__init__(expected)
        self.offset = offset
        self.expected = expected
        self.found = found
        self.kind = kind
        self.path: list[str] = []

    def error(self) -> BerError:
        """The error that it becomes. Parts of the path stand innermost first."""
        element = "".join(part if part.startswith("[") else f".{part}" for part in reversed(self.path))
        return self.kind(
            expected=self.expected, found=self.found, element=element.removeprefix("."), offset=self.offset
        )


class Indefinite(Exception):
    """Contents of indefinite length where compiled code does not find their end: not an error."""
