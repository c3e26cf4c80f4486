"""Through BER value by value, knowing no types: what a dump shows."""

from collections.abc import Iterator
from typing import NamedTuple

from protocols.ber import limits
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.octets import CONSTRUCTED, INDEFINITE, header, ran_out, show

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
