"""Documents ⇄ messages.

What a message means is understood wherever that is possible: Koha, ReShare, Alma and ILLiad all leave out,
add and spell something of their own. Each time that is noted. What can't be understood is refused with the
errorType that the confirmation wants.
Source: reference file ill.md §4.
"""

import re
from typing import Any, Final, NamedTuple

import msgspec

from protocols.errors import LocalProtocolError
from protocols.iso18626.codes import ErrorType
from protocols.iso18626.messages import ARMS, Iso18626Message, Message
from protocols.iso18626.versions import URI, VERSIONS, nearest
from protocols.xml import Codec, Document, Limits, Remark, Rule, Written, Wrong, XmlError, parse
from protocols.xml.limits import LIMITS

CODEC: Final = Codec(Iso18626Message, uri=URI, prefix="ill", versions=VERSIONS, attribute="version")

_ERROR_TYPES: Final = {
    Wrong.DOCUMENT: ErrorType.BADLY_FORMED_MESSAGE,
    Wrong.ELEMENT: ErrorType.UNRECOGNISED_DATA_ELEMENT,
    Wrong.VALUE: ErrorType.UNRECOGNISED_DATA_VALUE,
}
#: Name spaces that are taken for ours: of another year of the standard, and none.
_KIN: Final = re.compile(r"(?:https?://(?:www\.)?illtransactions\.org/\d{4}/iso18626/?)?")


class Decoded(msgspec.Struct, frozen=True):
    """A message, the version as which it was read, what it said of that itself, and what was put up with."""

    message: Message
    version: str
    said: str
    remarks: tuple[Remark, ...]


class Opened(NamedTuple):
    """A document whose root is ours: as which version it is to be read, what it said of that, and remarks."""

    document: Document
    version: str
    said: str
    remarks: list[Remark]


def opened(data: bytes, *, charset: str | None = None, limits: Limits = LIMITS) -> Opened:
    """Read a document as far as its root; ``charset`` is what the transport said of it. Raises XmlError."""
    remarks: list[Remark] = []
    document = parse(data, charset=charset, limits=limits)
    CODEC.settle(document, remarks, others=lambda uri: _KIN.fullmatch(uri) is not None)
    said = CODEC.version(document, remarks)
    version = nearest(said)
    if said != version:
        rule = Rule.VERSION if said else Rule.MISSING
        place = f"{document.path(document.root)}/@{CODEC.attribute}"
        remarks.append(Remark(place, document.line(document.root), rule, said))
    return Opened(document, version, said, remarks)


def decode(data: bytes, *, charset: str | None = None, limits: Limits = LIMITS) -> Decoded:
    """Read a document; ``charset`` is what the transport said of it.

    Raises XmlError, whose ``answer`` is the errorType of the confirmation.
    """
    try:
        document, version, said, remarks = opened(data, charset=charset, limits=limits)
        root = CODEC.read(document, version, remarks)
    except XmlError as error:
        error.answer = _ERROR_TYPES[error.wrong]
        raise
    message: Any = root.value
    return Decoded(message, version, said, tuple(remarks))


def encode(message: Message, version: str) -> Written:
    """Write a message as a document of a version, and say what of it that version has no place for.

    Raises LocalProtocolError for what can't be a valid document of the version.
    """
    if type(message) not in ARMS:
        raise LocalProtocolError(f"{type(message).__name__} is no message of ISO 18626")
    if version not in VERSIONS:
        raise LocalProtocolError(f"{version} is no version of ISO 18626 that can be written")
    arm: dict[str, Any] = {ARMS[type(message)]: message}
    return CODEC.write(Iso18626Message(**arm), version)
