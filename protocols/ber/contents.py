"""The contents of leaves: what compiled code does not do by itself, because it is long, rare or wrong.

Contents stand in ``b[q:x]``. Source: X.690 clauses 8.2 to 8.19 and 8.23.
"""

import re
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import lru_cache

from protocols.ber import limits
from protocols.ber.errors import Fault, Indefinite, TooMuch
from protocols.ber.leaves import BitString, Null
from protocols.ber.octets import CONSTRUCTED, INDEFINITE, base128, header, show

ESCAPE = "surrogateescape"
"""How octets that are no text in their character set survive: as lone surrogates, and back."""

_DOTTED = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,50}))+", re.ASCII)
_OTHERS = 2  # the last of the three first arcs
_ROOT_ARCS = 40  # the second arc is below this under the other two (X.660)
_OIDS = 512  # object identifiers remembered, some ten times those that a place meets


def boolean(b: bytes, q: int, x: int) -> bool:
    """BOOLEAN: false is zero, true anything else."""
    if x - q != 1:
        raise Fault(q, "one octet, for a BOOLEAN", show(b, q, x))
    return b[q] != 0


def integer(b: bytes, q: int, x: int) -> int:
    """INTEGER and ENUMERATED, in more octets than necessary if the peer likes."""
    if x == q:
        raise Fault(q, "an octet or more, for an INTEGER", "none")
    if x - q > limits.INTEGER:
        raise Fault(q, f"an INTEGER of at most {limits.INTEGER} octets", f"{x - q} octets", TooMuch)
    return int.from_bytes(b[q:x], "big", signed=True)


def known(values: Mapping[int, IntEnum], value: int, q: int) -> IntEnum:
    """A value of an ENUMERATED that has no others."""
    if (member := values.get(value)) is None:
        raise Fault(q, f"one of {', '.join(map(str, values))}", str(value))
    return member


def null(b: bytes, q: int, x: int) -> Null:
    """NULL."""
    if x != q:
        raise Fault(q, "no contents, for a NULL", show(b, q, x))
    return Null()


def oid(b: bytes, q: int, x: int) -> str:
    """OBJECT IDENTIFIER."""
    try:
        return _arcs(b[q:x])
    except Fault as fault:
        fault.offset += q
        raise


@lru_cache(_OIDS)
def _arcs(octets: bytes) -> str:
    """The arcs of an object identifier. Offsets of faults count from its beginning."""
    arcs: list[int] = []
    arc = start = 0
    for at, octet in enumerate(octets):
        if octet == 0x80 and at == start:  # noqa: PLR2004 - X.690 8.19.2
            raise Fault(at, "an arc without leading zeros", show(octets, at, len(octets)))
        arc = arc << 7 | octet & 0x7F
        if at - start >= limits.ARC:
            raise Fault(start, f"an arc of at most {limits.ARC} octets", "more", TooMuch)
        if octet < 0x80:  # noqa: PLR2004 - the last octet of an arc
            arcs.append(arc)
            arc, start = 0, at + 1
    if start != len(octets) or not arcs:
        raise Fault(start, "the end of an arc", "the end of the octets")
    if len(arcs) > limits.ARCS:
        raise Fault(0, f"at most {limits.ARCS} arcs", f"{len(arcs)} arcs", TooMuch)
    first = min(arcs[0] // _ROOT_ARCS, _OTHERS)
    return ".".join(map(str, (first, arcs[0] - first * _ROOT_ARCS, *arcs[1:])))


@lru_cache(_OIDS)
def oid_octets(dotted: str) -> bytes:
    """Write an object identifier. Raises ValueError for what is none."""
    if not _DOTTED.fullmatch(dotted):
        raise ValueError(f"{dotted!r} is no object identifier")
    first, second, *others = map(int, dotted.split("."))
    arcs = [base128(arc) for arc in (first * _ROOT_ARCS + second, *others)]
    if (first < _OTHERS and second >= _ROOT_ARCS) or len(arcs) > limits.ARCS:
        raise ValueError(f"{dotted!r} is no object identifier")
    if max(map(len, arcs)) > limits.ARC:
        raise ValueError(f"{dotted!r} has an arc of more than {limits.ARC} octets")
    return b"".join(arcs)


def integer_octets(value: int) -> bytes:
    """Write an INTEGER in the fewest octets. Raises ValueError for one that we would not read."""
    octets = ((value if value >= 0 else ~value).bit_length() + 8) // 8
    if octets > limits.INTEGER:
        raise ValueError(f"an INTEGER of at most {limits.INTEGER} octets is wanted, not {octets}")
    return int(value).to_bytes(octets, "big", signed=True)


def bits(b: bytes, q: int, x: int) -> BitString:
    """BIT STRING: how many bits are unused at the end, then the octets."""
    if x == q or b[q] > 7 or (b[q] and x == q + 1):  # noqa: PLR2004 - unused bits of an octet
        raise Fault(q, "the number of unused bits, 0 to 7, then the bits", show(b, q, x))
    return BitString(b[q + 1 : x], b[q])


def bits_octets(value: BitString) -> bytes:
    """Write a BIT STRING. Raises ValueError for a number of unused bits that can't be."""
    if not 0 <= value.unused <= 7 or (value.unused and not value.octets):  # noqa: PLR2004
        raise ValueError(f"{value.unused} unused bits")
    return bytes((value.unused,)) + value.octets


def joined(b: bytes, q: int, x: int) -> bytes:
    """The octets of a string that came in segments; each is an octet string or has the string's own tag."""
    return b"".join(b[start:end] for start, end in _segments(b, q, x, limits.DEPTH))


def joined_bits(b: bytes, q: int, x: int) -> BitString:
    """The bits of a BIT STRING that came in segments, of which the last alone may have unused bits."""
    parts = [bits(b, start, end) for start, end in _segments(b, q, x, limits.DEPTH)]
    for part in parts[:-1]:
        if part.unused:
            raise Fault(q, "unused bits in the last segment alone", f"{part.unused} unused bits")
    return BitString(b"".join(part.octets for part in parts), parts[-1].unused if parts else 0)


def _segments(b: bytes, q: int, x: int, depth: int) -> Iterator[tuple[int, int]]:
    if not depth:
        raise Fault(q, f"at most {limits.DEPTH} levels", "more", TooMuch)
    while q < x:
        _, start, n = header(b, q, x)
        if b[q] >= 0x40 or not b[q]:  # noqa: PLR2004 - only universal tags
            raise Fault(q, "a segment of a string", show(b, q, x))
        if n == INDEFINITE:
            raise Indefinite
        if b[q] & CONSTRUCTED:
            yield from _segments(b, start, start + n, depth - 1)
        else:
            yield start, start + n
        q = start + n
