"""Whole values out of a stream of octets: BER has no other frame than its own lengths.

A value of definite length is waited for and not looked into. In one of indefinite length every value is
looked at once, and those of definite length are leapt over: the cost is linear in the octets however they
arrive. Source: X.690 clauses 8.1.3 and 8.1.5.
"""

from protocols.ber.errors import BerError, Fault, TooMuch
from protocols.ber.limits import LENGTH, LIMITS, Limits
from protocols.ber.octets import CONSTRUCTED, HEADER, INDEFINITE, header, show
from protocols.ber.walk import END

_FAR = 1 << 8 * LENGTH + 1  # beyond any end that a length can tell


class Framer:
    """Octets in, whole values out: constructed ones, as the APDUs of every protocol are.

    ``spoilt`` is the error that ended it: behind garbage nothing can be found any more.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.spoilt: BerError | None = None
        self._limits = limits
        self._data = bytearray()
        self._before = 0  # octets of the stream that have left the data
        self._at = 0  # how far the value that is to come has been looked through
        self._open = 0  # how many values of indefinite length are open there

    @property
    def pending_bytes(self) -> int:
        """How many octets wait for the rest of their value."""
        return len(self._data)

    def feed(self, data: bytes) -> list[bytes]:
        """Take what the transport delivered and give the values that it completes.

        Raises BerError for garbage, its offset counted from the beginning of the stream; if there were whole
        values before it, they are given, and the next call raises. `Framer.spoilt` tells at once.
        """
        if self.spoilt:
            raise self.spoilt
        self._data += data
        whole: list[bytes] = []
        try:
            start = self._cut(whole)
        except Fault as fault:
            fault.offset += self._before
            self.spoilt = fault.error()
            self._data.clear()
            if whole:
                return whole
            raise self.spoilt from None
        del self._data[:start]
        self._before += start
        self._at -= start
        return whole

    def _cut(self, whole: list[bytes]) -> int:
        """Add the values that are whole to ``whole``; give the beginning of the next."""
        start = 0
        while self._look(start):
            whole.append(bytes(self._data[start : self._at]))
            start = self._at
        return start

    def _look(self, start: int) -> bool:
        """Look on through the value that begins at ``start``; whether it ends within the data."""
        while self._open or self._at == start:
            if not self._step(start):
                return False
        return self._at <= len(self._data)

    def _step(self, start: int) -> bool:
        """Take one identifier and length, or an end, at where we are; whether it is there whole."""
        head = bytes(self._data[self._at : self._at + HEADER])
        if self._open and head[:1] == END[:1]:
            return self._close(head, start)
        if head and not (head[0] & CONSTRUCTED or self._open):
            raise Fault(self._at, "the identifier of a constructed value", show(head, 0, HEADER))
        try:
            _, contents, n = header(head, 0, _FAR)
        except IndexError:
            return False
        except Fault as fault:
            fault.offset += self._at
            raise
        if contents > len(head):
            return False
        if n == INDEFINITE:
            self._open += 1
            if self._open > self._limits.depth:
                raise Fault(self._at, f"at most {self._limits.depth} levels", "more", TooMuch)
        self._at += contents + max(n, 0)
        self._bound(start)
        return True

    def _close(self, head: bytes, start: int) -> bool:
        """Take end-of-contents octets; whether they are both there."""
        if len(head) < len(END):
            return False
        if head[:2] != END:
            raise Fault(self._at, "end-of-contents octets", show(head, 0, HEADER))
        self._open -= 1
        self._at += len(END)
        self._bound(start)
        return True

    def _bound(self, start: int) -> None:
        if self._at - start > self._limits.apdu:
            raise Fault(start, f"at most {self._limits.apdu} octets", "more", TooMuch)
