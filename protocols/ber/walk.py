"""Through BER value by value, knowing no types: what a dump shows and what makes lengths definite."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from protocols.ber import limits
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.octets import CONSTRUCTED, INDEFINITE, header, length, ran_out, show

END = b"\0\0"
"""End-of-contents octets."""


class Piece(NamedTuple):
    """A value, or the end of a constructed one.

    ``contents`` is where its contents begin, behind ``identifier_end`` and the length. An end has ``start``
    behind the contents and ``stop`` behind the end-of-contents octets, if there are any. Of a value, ``stop``
    is the end of its contents, or -1 where only its end tells. ``level`` is 0 at the top.
    """

    start: int
    identifier_end: int
    contents: int
    stop: int
    level: int
    constructed: bool
    ends: bool


def walk(b: bytes, depth: int = limits.DEPTH) -> Iterator[Piece]:
    """All values back to back, each before those within it. Raises `Fault` where there is none."""
    p = 0
    open_ = [(len(b) + 1, len(b))]  # where each open one stops, or -1, and what it can't reach beyond
    while p < len(b):
        stop, bound = open_[-1]
        if stop == INDEFINITE and b[p : p + 2] == END and p + 2 <= bound:
            open_.pop()
            yield Piece(p, p, p, p + 2, len(open_) - 1, constructed=True, ends=True)
            p += 2
        else:
            value = _value(b, p, bound, len(open_) - 1)
            if value.constructed:
                if value.level >= depth:
                    raise Fault(p, f"at most {depth} levels", "more", TooMuch)
                open_.append((value.stop, bound if value.stop == INDEFINITE else value.stop))
            yield value
            p = value.contents if value.constructed else value.stop
        while open_[-1][0] == p:
            open_.pop()
            yield Piece(p, p, p, p, len(open_) - 1, constructed=True, ends=True)
    if len(open_) > 1:
        raise Fault(p, "more octets", "the end")


def _value(b: bytes, p: int, bound: int, level: int) -> Piece:
    try:
        if not b[p]:
            raise Fault(p, "an identifier", show(b, p, bound))
        i, q, n = header(b, p, bound)
    except IndexError:
        raise ran_out(b, p) from None
    constructed = bool(b[p] & CONSTRUCTED)
    return Piece(p, i, q, INDEFINITE if n == INDEFINITE else q + n, level, constructed, ends=False)


class Definite(NamedTuple):
    """Octets of definite lengths; values begin in them at ``starts``, and began before at ``origins``."""

    octets: bytes
    starts: list[int]
    origins: list[int]

    def origin(self, offset: int) -> int:
        """Where the octet at ``offset`` was before; never behind the value that comes next."""
        at = bisect_right(self.starts, offset) - 1
        before = self.origins[at] + offset - self.starts[at]
        return min(before, self.origins[at + 1]) if at + 1 < len(self.origins) else before


def definite(b: bytes, depth: int = limits.DEPTH) -> Definite:
    """Make the lengths of one value, and of all within it, definite and short. Raises `Fault`."""
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
    octets = bytearray()
    starts = []
    for value, n in zip(values, lengths, strict=True):
        starts.append(len(octets))
        octets += b[value.start : value.identifier_end]
        octets += length(n)
        if not value.constructed:
            octets += b[value.contents : value.stop]
    return Definite(bytes(octets), starts, [value.start for value in values])
