"""Lengths made definite, in time linear in the octets.

Every message of a peer who writes indefinite lengths inside comes through `definite`, so it is quick, and
does not remember where things were. Only when there is an error `mapped` tells that.
"""

from bisect import bisect_right
from typing import NamedTuple

from protocols.ber import limits
from protocols.ber.errors import Fault
from protocols.ber.octets import CONSTRUCTED, INDEFINITE, header, length, ran_out, show
from protocols.ber.walk import END, Piece, walk

_NOWHERE = -2
_LOW = 0x1F  # the number bits of an identifier octet; all set, the number follows
_SHORT = tuple(map(length, range(128)))  # the lengths of one octet


def definite(b: bytes, depth: int = limits.DEPTH) -> bytes:
    """Make the lengths of one value, and of all within it, definite and short. Raises `Fault`."""
    try:
        made, end = _values(b, 0, _NOWHERE, len(b), depth, 1)
    except (Fault, IndexError):
        return mapped(b, depth).octets
    return made if end == len(b) else mapped(b, depth).octets


def _values(b: bytes, p: int, stop: int, bound: int, depth: int, most: int = -1) -> tuple[bytes, int]:
    """Values until ``stop``, or until end-of-contents where that is -1, or ``most``; and what is behind them.

    Nothing reaches beyond ``bound``. What is wrong raises, but does not say what it is.
    """
    parts: list[bytes] = []
    add = parts.append
    while p != stop and most:
        most -= 1
        i, q, n = p + 1, p + 2, b[p + 1]
        if n >= len(_SHORT) or b[p] & _LOW == _LOW or q + n > bound:
            i, q, n = header(b, p, bound)
        if not b[p]:
            if stop != INDEFINITE or b[p:q] != END:
                raise Fault(p, "an identifier", "")
            return b"".join(parts), q
        if b[p] & CONSTRUCTED:
            if not depth:
                raise Fault(p, "fewer levels", "")
            if n == INDEFINITE:
                inside, behind = _values(b, q, INDEFINITE, bound, depth - 1)
            else:
                inside, behind = _values(b, q, q + n, q + n, depth - 1)
            n = len(inside)
        else:
            inside, behind = b[q : q + n], q + n
        add(b[p:i])
        add(_SHORT[n] if n < len(_SHORT) else length(n))
        add(inside)
        p = behind
    return b"".join(parts), p


class Mapped(NamedTuple):
    """Octets of definite lengths; values begin in them at ``starts``, and began before at ``origins``."""

    octets: bytes
    starts: list[int]
    origins: list[int]

    def origin(self, offset: int) -> int:
        """Where the octet at ``offset`` was before; never behind the value that comes next."""
        at = bisect_right(self.starts, offset) - 1
        before = self.origins[at] + offset - self.starts[at]
        return min(before, self.origins[at + 1]) if at + 1 < len(self.origins) else before


def mapped(b: bytes, depth: int = limits.DEPTH) -> Mapped:
    """The same slowly, with where everything was before; or the `Fault`, where it is."""
    values: list[Piece] = []
    lengths: list[int] = []
    open_: list[int] = []
    for piece in walk(b, depth):
        if piece.ends:
            at = open_.pop()
        else:
            at = len(values)
            if at and not open_:
                raise Fault(piece.start, "the end", show(b, piece.start, len(b)))
            values.append(piece)
            lengths.append(0 if piece.constructed else piece.stop - piece.contents)
            if piece.constructed:
                open_.append(at)
                continue
        if open_:
            whole = values[at].identifier_end - values[at].start + len(length(lengths[at])) + lengths[at]
            lengths[open_[-1]] += whole
    if not values:
        raise ran_out(b, 0)
    octets = bytearray()
    starts = []
    for value, n in zip(values, lengths, strict=True):
        starts.append(len(octets))
        octets += b[value.start : value.identifier_end]
        octets += length(n)
        if not value.constructed:
            octets += b[value.contents : value.stop]
    return Mapped(bytes(octets), starts, [value.start for value in values])
