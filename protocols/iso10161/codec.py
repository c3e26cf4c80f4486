"""Bytes ⇄ APDUs, and the character set that a peer turns out to use.

GeneralString has no character set of its own. Alma writes UTF-8, Chinese systems UTF-8 or GB18030, and
nothing on the wire says which. So it is configured for each partner, or found out for each APDU: what is
UTF-8 throughout is UTF-8, since Chinese in another set hardly ever is; what is GB18030 throughout is that;
and what is neither is UTF-8 with damage. Bytes that mean nothing survive as lone surrogates and are written
again as they came.
Source: reference file ill.md §1.4.
"""

from typing import Any, Final

import msgspec

from protocols.ber import Codec
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import NUMBERS, Apdu, IllApdu
from protocols.iso10161.members import members

UTF_8: Final = "utf-8"
GB18030: Final = "gb18030"
AUTO: Final = "auto"
"""The character set of whoever says nothing: `UTF_8` or `GB18030`, as the bytes turn out."""

_CODEC: Final = Codec(IllApdu)
#: Refuses lone surrogates, sixty times as fast as a walk through the members; what it writes is not wanted.
_WRITER: Final = msgspec.json.Encoder(enc_hook=lambda _: None)
_PRINTABLE: Final = range(0x20, 0x7F)
_ARMS: Final = {member.of: member.field for member in members(IllApdu)}


class Decoded(msgspec.Struct, frozen=True):
    """An APDU, and the character set in which it was read."""

    apdu: Apdu
    charset: str


def decode(data: bytes | memoryview, charset: str = UTF_8) -> Decoded:
    """Read one whole APDU; `AUTO` finds the character set out. Raises BerError, or LookupError for no set."""
    if charset != AUTO:
        return Decoded(_read(data, charset), charset)
    apdu = _read(data, UTF_8)
    if _is_damaged(apdu):
        other = _read(data, GB18030)
        if not _is_damaged(other):
            return Decoded(other, GB18030)
    return Decoded(apdu, UTF_8)


def encode(apdu: Apdu, charset: str = UTF_8) -> bytes:
    """Write an APDU. Raises LocalProtocolError for what its declaration does not allow."""
    if type(apdu) not in _ARMS:
        raise LocalProtocolError(f"{type(apdu).__name__} is no APDU of ISO 10161")
    arm: dict[str, Any] = {_ARMS[type(apdu)]: apdu}
    return _unlike_http(_CODEC.encode(IllApdu(**arm), charset=charset))


def number(apdu: Apdu) -> int:
    """An APDU's ILL-APDU-Type."""
    return NUMBERS[type(apdu)]


def _unlike_http(written: bytes) -> bytes:
    """The same APDU with its length in the long form, where its first octets would all be printable.

    YAZ takes three such octets for HTTP (``s?0``: a Status-Or-Error-Report of 63) and waits for ever for a
    header's end. BER allows either form (X.690 clause 8.1.3.5).
    """
    return written[:1] + b"\x81" + written[1:] if written[1] in _PRINTABLE else written


def _read(data: bytes | memoryview, charset: str) -> Apdu:
    choice = _CODEC.decode(data, charset=charset)
    apdu: Apdu = getattr(choice, choice.arm)
    return apdu


def _is_damaged(apdu: Apdu) -> bool:
    """Whether there are bytes in it that are no text of the character set."""
    try:
        _WRITER.encode(apdu)
    except UnicodeEncodeError:
        return True
    return False
