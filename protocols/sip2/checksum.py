"""Error detection: ``AY<digit>AZ<four hex digits>`` at the end of a message, in its three dialects.

Every dialect sums something, keeps 16 bits and negates them:

* ``3m``         the bytes on the wire from the message code through ``AZ`` (the document's rule);
* ``codepoint``  the Unicode code points of the same text, the hex digits not padded (PyPI ``Sip2``);
* ``dp2``        the UTF-16 code units of the message without its last ``|`` and without ``AY4AZ``; the
  sequence number is always 4 (the Chinese chord/dp2 family).

Source: SIP2 document rev. 2.12, "Error detection"; reference file §1.4, each dialect verified against
published vectors.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final
from zlib import adler32

import msgspec

from protocols.sip2.charset import encode


class Dialect(StrEnum):
    """Whose rule a checksum follows."""

    THREE_M = "3m"
    CODEPOINT = "codepoint"
    DP2 = "dp2"


class Trailer(msgspec.Struct, frozen=True):
    """The end of a message: its body, the sequence number and the checksum's digits, where they are there."""

    body: str
    sequence: int | None
    checksum: str | None


DP2_SEQUENCE = 4
_DIGITS = 4

# AY needs a delimiter before it, or AZ after it, or a message without tagged fields (94, 99): otherwise it
# may be the end of a value. AZ alone belongs to 96 and 97, which carry no sequence number. Where AY and AZ
# stand in their place, digits that are none, or too many, are a damaged checksum and not a missing one.
_PLACE = r"(?:(?<=\|)|(?<=^94[01])|(?<=^99.{8}))"
_TRAILER = re.compile(
    r"(?:AY(?P<seq>[0-9])AZ(?P<sum>[0-9A-Fa-f]{0,4})"
    rf"|{_PLACE}AY(?P<near>[0-9])AZ(?P<damaged>[^|]{{1,8}}?)"
    rf"|{_PLACE}AY(?P<only>[0-9])"
    r"|(?:(?<=\|)|(?<=^9[67]))AZ(?P<bare>[0-9A-Fa-f]{0,4}))"
    r"[| \0]*\Z"
)
_CHECKSUM = re.compile(r"[0-9A-Fa-f]{1,4}")

# How nearly every trailer looks: nine characters, found without searching the message for them. None that
# begins earlier can reach the end across these nine: they are too long for damaged digits.
_usual = re.compile(r"AY([0-9])AZ([0-9A-Fa-f]{4})\Z").match
_USUAL_LENGTH = 9


def split_trailer(text: str) -> Trailer:
    """Separate a message from its sequence number and checksum; an ``AZ`` without digits counts as none."""
    start = len(text) - _USUAL_LENGTH
    if start > 0 and (usual := _usual(text, start)):
        return Trailer(text[:start], int(usual[1]), usual[2])
    match = _TRAILER.search(text)
    if match is None:
        return Trailer(text, None, None)
    sequence = match["seq"] or match["near"] or match["only"]
    checksum = match["sum"] or match["damaged"] or match["bare"]
    return Trailer(text[: match.start()], int(sequence) if sequence else None, checksum or None)


def _of_bytes(frame: bytes, _: str, __: Trailer) -> int:
    return _sum(frame[: frame.rindex(b"AZ") + 2].lstrip(b"\0\t "))


def _of_code_points(_: bytes, text: str, __: Trailer) -> int:
    return sum(map(ord, text[: text.rindex("AZ") + 2].lstrip("\0\t ")))


def _of_utf16(_: bytes, __: str, trailer: Trailer) -> int:
    return _utf16_sum(trailer.body.removesuffix("|"))


_SUMS: Final[Mapping[Dialect, Callable[[bytes, str, Trailer], int]]] = {
    Dialect.THREE_M: _of_bytes,
    Dialect.CODEPOINT: _of_code_points,
    Dialect.DP2: _of_utf16,
}
"""What each dialect sums, the likeliest first."""


def follows(dialect: Dialect, frame: bytes, text: str, trailer: Trailer) -> bool:
    """Say whether a message's checksum is right in this dialect; False where it has none.

    ``frame`` is the message as it came, ``text`` the same decoded; both with trailer, without terminator.
    """
    digits = trailer.checksum
    if digits is None or _CHECKSUM.fullmatch(digits) is None:
        return False
    return _negated(_SUMS[dialect](frame, text, trailer)) == int(digits, 16)


def dialects(frame: bytes, text: str) -> tuple[Dialect, ...]:
    """Name every dialect in which the checksum of this message is right, the likeliest first.

    ``frame`` and ``text`` as in ``follows``. For pure ASCII the first two rules give the same number; digits
    that are not padded tell them apart.
    """
    trailer = split_trailer(text)
    right = [dialect for dialect in _SUMS if follows(dialect, frame, text, trailer)]
    if len(trailer.checksum or "") < _DIGITS and Dialect.CODEPOINT in right:
        right.sort(key=lambda dialect: dialect is not Dialect.CODEPOINT)
    return tuple(right)


def verify(frame: bytes, text: str) -> Dialect | None:
    """Name the dialect of a message's checksum, or None where it is wrong or absent."""
    return next(iter(dialects(frame, text)), None)


def seal(body: str, sequence: int | None, dialect: Dialect, charset: str) -> bytes:
    """Write a message with its sequence number and checksum, without terminator.

    Without a sequence number only the checksum is written, as 96 and 97 want it.
    """
    if dialect is Dialect.DP2:
        message = body.removesuffix("|")
        data = encode(f"{message}|AY{DP2_SEQUENCE}AZ", charset)
        total = _utf16_sum(encode(message, charset).decode(charset))
        return data + _hex(total)
    numbered = body if sequence is None else f"{body}AY{sequence}"
    data = encode(f"{numbered}AZ", charset)
    if dialect is Dialect.CODEPOINT:
        return data + f"{_negated(sum(map(ord, data.decode(charset)))):X}".encode()
    return data + _hex(_sum(data))


# Adler-32 begins with one, and its lower half is the sum of the bytes modulo 65521, which 257 of them reach.
_ADDED_AT_ONCE = 256


def _sum(data: bytes) -> int:
    """Add up bytes, as ``sum`` does, in a fraction of its time."""
    starts = range(0, len(data), _ADDED_AT_ONCE)
    return sum([(adler32(data[start : start + _ADDED_AT_ONCE]) & 0xFFFF) - 1 for start in starts])


def _negated(total: int) -> int:
    return -total & 0xFFFF


def _hex(total: int) -> bytes:
    return f"{_negated(total):0{_DIGITS}X}".encode()


def _utf16_sum(text: str) -> int:
    units = text.encode("utf-16-le", "surrogatepass")
    return sum(units[0::2]) + (sum(units[1::2]) << 8)
