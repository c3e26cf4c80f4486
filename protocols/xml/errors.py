"""What goes wrong with XML: documents that a peer sent, values that we were asked to write."""

from enum import Enum

from protocols.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError


class Wrong(Enum):
    """What of a document is wrong, for the protocol that has to answer."""

    DOCUMENT = "document"
    """It is no XML, or none that we read: syntax, encoding, a document type, a limit."""
    ELEMENT = "element"
    """An element is missing, comes twice, or is not one that stands there."""
    VALUE = "value"
    """An element's text is not what its type allows."""


class XmlError(RemoteProtocolError):
    """A document that is not what its declaration says.

    ``line`` counts from 1, 0 where there is none; ``element`` is the way from the root by the standard's
    names: ``ISO18626Message/request/header/timestamp``.
    """

    def __init__(
        self, wrong: Wrong, *, expected: str, found: str = "", element: str = "", line: int = 0
    ) -> None:
        super().__init__(expected=expected, found=found, element=element)
        self.wrong = wrong
        self.line = line
        at = f"line {line}: " if line else ""
        place = f"{element}: " if element else ""
        self.args = (f"{at}{place}expected {expected}, found {self.found!r}",)


class TooMuch(XmlError, LimitExceeded):
    """The document goes beyond one of `protocols.xml.limits`."""


class Unwritable(LocalProtocolError):
    """A value that its declaration does not allow, at ``element``; nothing was written."""

    def __init__(self, element: str, why: str) -> None:
        self.element = element
        self.why = why
        super().__init__(f"{element}: {why}" if element else why)
