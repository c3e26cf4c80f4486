"""Lines out of a byte stream: bounded, linear in time, indifferent to how the bytes were cut into segments.

Devices end a line with CR, LF, CRLF, LFCR or CR NUL, and some put the second half of the pair at the head
of the next line. Either character therefore ends a line; what is left of a pair, NULs and blanks before a
line are skipped, and a line of nothing else is no line. Source: reference sip2-ncip-rfid-sorters.md §1.10.
"""

import re

from protocols.errors import LimitExceeded

MESSAGE_LIMIT = 16 * 1024
"""Bytes of one line. The longest honest SIP2 message, a 64 that lists sixty items with titles of 255
characters, stays below; a device that sends more without an end of line is broken or hostile."""

_END = re.compile(rb"[\r\n]")
_BEFORE_A_LINE = re.compile(rb"[\r\n\0\t ]*")


class LineBuffer:
    """Bytes in, lines out, without their terminators. ``limit`` is the most bytes that a line may have."""

    def __init__(self, limit: int = MESSAGE_LIMIT) -> None:
        self._limit = limit
        self._data = bytearray()
        self._searched = 0

    @property
    def pending_bytes(self) -> int:
        """How many bytes wait: whole lines not yet fetched, and the beginning of the next."""
        return len(self._data)

    def receive_data(self, data: bytes) -> None:
        """Take what the transport delivered, in segments of any size."""
        self._data += data

    def next_line(self) -> bytes | None:
        """Give the next line, or None until more bytes come.

        Raises LimitExceeded when the line, whole or not, is longer than the limit. The stream has no known
        beginning of a line after that: the buffer is emptied and the connection should be closed.
        """
        data = self._data
        if not data:
            return None
        if not self._searched and (before := _BEFORE_A_LINE.match(data)):
            del data[: before.end()]
        end = _END.search(data, self._searched)
        length = end.start() if end else len(data)
        if length > self._limit:
            start = data[: LimitExceeded.FOUND_LIMIT].decode("ascii", "replace")
            data.clear()
            self._searched = 0
            raise LimitExceeded(
                expected=f"a line of at most {self._limit} bytes", found=start, offset=self._limit
            )
        if end is None:
            self._searched = length
            return None
        line = bytes(data[:length])
        del data[: length + 1]
        self._searched = 0
        return line

    def rest(self) -> bytes:
        """Take what is left when no more bytes come: a line whose end was never sent, or nothing."""
        rest = bytes(self._data)
        self._data.clear()
        self._searched = 0
        return rest
