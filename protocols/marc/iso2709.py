"""A file of ISO 2709 records, one after the other, however it was cut into chunks and whatever lies between.

`Reader` is fed bytes and gives records and damage; `records` does it for a file. A record is found by its
directory and its end mark; the length in its leader only helps where an end mark stands in the middle of a
field. After damage, reading goes on at the last thing before the next end mark that looks like a leader:
the end mark belongs to the record that began last. So every byte is looked at a bounded number of times.
Source: ISO 2709:2008, clause 4; reference file z3950-marc.md §4.3.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from protocols.marc.charset import Charsets
from protocols.marc.chunks import Source, chunks
from protocols.marc.found import Damage, DamageReason
from protocols.marc.raw import BETWEEN, LEADER, RECORD_LIMIT, Cut, Raw, cut
from protocols.marc.record import LEADER_LENGTH

_BETWEEN: Final = re.compile(b"[" + BETWEEN + b"]+")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_LENGTH: Final = 5
_SIZE_MOST: Final = 99_999  # bytes of a record that its leader can say


def records(source: Source, *, charset: str | None = None) -> Iterator[Raw | Damage]:
    """Read the records of a file. Raises UnknownCharset for one that can't be used, at the first step."""
    reader = Reader(charset)
    for chunk in chunks(source):
        reader.receive_data(chunk)
        yield from reader
    reader.close()
    yield from reader


class Reader(Iterable[Raw | Damage]):
    """Bytes in, records and damage out. Holds at most `RECORD_LIMIT` bytes and what was received last.

    ``charset`` is the character set of every record; None where each is to decide.
    """

    def __init__(self, charset: str | None = None) -> None:
        self._charsets = Charsets(charset)
        self._data = bytearray()
        self._offset = 0  # of the first byte of _data
        self._searched = 0  # no end mark before this place of _data
        self._wanted = 0  # how many bytes there must be before another look is worth it
        self._ordinal = 0
        self._closed = False

    def receive_data(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        self._data += data

    def close(self) -> None:
        """No more bytes come: what is left is a record or damage."""
        self._closed = True

    def __iter__(self) -> Iterator[Raw | Damage]:
        while (found := self.next_record()) is not None:
            yield found

    def next_record(self) -> Raw | Damage | None:
        """The next record or stretch of damage; None until more bytes come, or at the end."""
        self._skip_between()
        if not self._data or (len(self._data) < self._wanted and not self._closed):
            return None
        end = self._end_mark()
        if end == 0:
            return None
        whole = max(end, min(self._stated_length(), RECORD_LIMIT))
        if whole > len(self._data) and not self._closed:
            self._wanted = whole
            return None
        return self._cut(end, whole)

    def _skip_between(self) -> None:
        data = self._data
        if self._offset == 0 and data.startswith(_BYTE_ORDER_MARK):
            self._consume(len(_BYTE_ORDER_MARK))
        between = _BETWEEN.match(data)
        if not between:
            return
        end = between.end()
        # The last five blanks may be a leader whose length was left blank, or the beginning of one.
        blanks = min(_LENGTH, len(between[0]) - len(between[0].rstrip(b" ")))
        if end == len(data):
            kept = 0 if self._closed else blanks
        else:
            kept = 0 if blanks < _LENGTH or data[end : end + 1].isdigit() else _LENGTH
        self._consume(end - kept)

    def _end_mark(self) -> int:
        """Where the first end mark ends, or the limit where there is none before; 0 until more bytes come."""
        at = self._data.find(b"\x1d", self._searched, RECORD_LIMIT)
        if at >= 0:
            self._searched = at
            return at + 1
        self._searched = min(len(self._data), RECORD_LIMIT)
        if len(self._data) >= RECORD_LIMIT:
            return RECORD_LIMIT
        return len(self._data) if self._closed else 0

    def _stated_length(self) -> int:
        stated = bytes(self._data[:_LENGTH])
        return int(stated) if len(stated) == _LENGTH and stated.isdigit() else 0

    def _cut(self, end: int, whole: int) -> Raw | Damage:
        self._ordinal += 1
        try:
            record = self._record(whole)
        except Cut as why:
            return self._damage(bytes(self._data[:end]), why.reason)
        self._consume(record.length)
        return record

    def _record(self, whole: int) -> Raw:
        """The record at hand; where no end mark is in sight, sought in little before in all there is."""
        place = {"ordinal": self._ordinal, "offset": self._offset}
        if whole > _SIZE_MOST:
            with suppress(Cut):
                return cut(bytes(self._data[:_SIZE_MOST]), charsets=self._charsets, **place)
        return cut(bytes(self._data[:whole]), charsets=self._charsets, **place)

    def _damage(self, data: bytes, reason: DamageReason) -> Damage:
        """Step over what can't be read, up to the last leader in it or its end."""
        length = len(data)
        marked = data.endswith(b"\x1d")
        if not data[:_LENGTH].isdigit():
            reason = DamageReason.GARBAGE
        elif not marked:
            reason = (
                DamageReason.TRUNCATED if self._closed and length < RECORD_LIMIT else DamageReason.TOO_LONG
            )
        if not marked and length == RECORD_LIMIT:
            length -= LEADER_LENGTH  # half a leader may stand at the very end
        for leader in LEADER.finditer(data, 1):
            length = leader.start()
        damage = Damage(
            ordinal=self._ordinal,
            offset=self._offset,
            length=length,
            reason=reason,
            detail=_printable(data[: Damage.DETAIL_LIMIT]),
        )
        self._consume(length)
        return damage

    def _consume(self, length: int) -> None:
        del self._data[:length]
        self._offset += length
        self._searched = max(0, self._searched - length)
        self._wanted = 0


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)  # noqa: PLR2004 - ASCII's graphics
