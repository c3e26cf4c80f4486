"""One record in ISO 2709: cut apart by its directory, its fields decoded when somebody asks for them.

The directory says which fields there are. Where its lengths are wrong, as in a record whose character set
was converted without counting anew or that is longer than five digits can say, the field terminators say
where each one ends; where both are wrong there is no telling which text has which tag, and the record is
damaged.
Source: ISO 2709:2008, 4.3 to 4.6.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final, TypeAlias

from protocols.marc import charset as charsets
from protocols.marc.charset import Charsets
from protocols.marc.found import DamageReason, Mend
from protocols.marc.record import LEADER_LENGTH, Record, field

FIELD_END: Final = 0x1E
RECORD_END: Final = 0x1D
RECORD_LIMIT: Final = 1 << 20
"""Bytes of one record. ISO 2709 can say 99,999; a serial with every issue of a century in 905 has been seen
with several times that, and a file with more before the next end mark is no file of records."""
FIELDS_LIMIT: Final = 10_000
"""Fields of one record. The directory of a record of 99,999 bytes has room for 8,332."""

#: What may stand between records: line ends, the end mark of DOS files, blanks, end marks without a record.
BETWEEN: Final = b"\r\n\0\x1a\x1d\t "

#: What the beginning of a record looks like: length, status and type, the two counts, base address.
LEADER: Final = re.compile(rb"[0-9]{5}[\x20-\x7e][A-Za-z][\x20-\x7e]{3}22[0-9]{5}")

#: Tag, length, starting position from the base address.
_Entry: TypeAlias = tuple[str, int, int]

_USUAL_MAP: Final = (4, 5, 0)
_USUAL_ENTRY: Final = re.compile(rb"(...)([0-9]{4})([0-9]{5})", re.DOTALL)


class Cut(Exception):
    """The record can't be cut apart: why."""

    def __init__(self, reason: DamageReason) -> None:
        super().__init__(reason)
        self.reason = reason


class Raw(Record):
    """A record as it stood in the file. ``data`` is all of it, from the leader to the record terminator."""

    __slots__ = ("_charset", "_charsets", "_mended", "_parts", "_texts", "data")

    def __init__(
        self,
        data: bytes,
        tags: Sequence[str],
        parts: Sequence[bytes],
        mended: Sequence[Mend],
        *,
        charsets: Charsets,
        ordinal: int = 1,
        offset: int = 0,
    ) -> None:
        leader = data[:LEADER_LENGTH].decode("ascii", "replace").replace("\ufffd", " ")
        super().__init__(leader, tags, ordinal=ordinal, offset=offset, length=len(data))
        self.data = data
        self._parts = parts
        self._mended = tuple(mended)
        self._charsets = charsets
        self._charset = ""
        self._texts: list[str] | None = None  # all of them, once they were asked for together

    @property
    def charset(self) -> str:
        """The character set it is in, as far as can be known."""
        if not self._charset:
            marc21 = "245" in self and "200" not in self
            self._charset = self._charsets.of(
                self.data, marc21=marc21, said=partial(self._said, marc21=marc21)
            )
        return self._charset

    @property
    def mended(self) -> tuple[Mend, ...]:
        """What was wrong with it and could be put right in reading."""
        if charsets.sound(self.data, self.charset):
            return self._mended
        return (*self._mended, Mend.UNDECODABLE)

    def texts(self) -> list[str]:
        """Every field's text, in the order of ``tags``: all decoded in one go."""
        if self._texts is None:
            texts = charsets.decode(b"\x1e".join(self._parts), self.charset).split("\x1e")
            # A separator inside a field, or one swallowed by half a character: then each for itself.
            self._texts = texts if len(texts) == len(self._parts) else super().texts()
        return list(self._texts)

    def _text(self, index: int) -> str:
        if self._texts is not None:
            return self._texts[index]
        return charsets.decode(self._parts[index], self.charset)

    def _said(self, *, marc21: bool) -> str:
        """What the record says of its character set: leader/09, or CNMARC's 100$a."""
        if marc21:
            return charsets.UTF_8 if self.leader[9] == "a" else ""
        places = self._index().get("100")
        if not places:
            return ""
        return charsets.coded(field("100", self._parts[places[0]].decode("latin-1")).get("a"))


def cut(data: bytes, *, charsets: Charsets, ordinal: int = 1, offset: int = 0) -> Raw:
    """Cut the record apart that ``data`` begins with; it may end before ``data`` does.

    Raises Cut.
    """
    directory_end = data.find(b"\x1e", LEADER_LENGTH)
    if directory_end < 0:
        raise Cut(DamageReason.NO_DIRECTORY)
    base = directory_end + 1
    entries, parts, end, mended = _fields(data, base)
    if data[12:17] != b"%05d" % base:
        mended.append(Mend.BASE_ADDRESS)
    if data[:5] != b"%05d" % end:
        mended.append(Mend.RECORD_LENGTH)
    tags = [tag for tag, _, _ in entries]
    return Raw(data[:end], tags, parts, mended, charsets=charsets, ordinal=ordinal, offset=offset)


def _fields(data: bytes, base: int) -> tuple[list[_Entry], list[bytes], int, list[Mend]]:
    """Entries, fields and the record's end, by the map that the leader states or else the usual one."""
    listed = data[LEADER_LENGTH : base - 1]
    reason = DamageReason.NO_DIRECTORY
    stated = _map(data)
    for lengths in dict.fromkeys((stated, _USUAL_MAP)):
        if len(listed) > FIELDS_LIMIT * (3 + sum(lengths)):
            raise Cut(DamageReason.TOO_MANY_FIELDS)
        entries = _entries(listed, lengths)
        if entries is None:
            continue
        mended = [Mend.DIRECTORY_MAP] if lengths != stated else []
        found = _by_directory(data, base, entries, mended) or _by_terminators(data, base, entries, mended)
        if found:
            return entries, *found, mended
        reason = DamageReason.FIELDS_DISAGREE
    raise Cut(reason)


def _map(data: bytes) -> tuple[int, ...]:
    """How long the parts of an entry are after its tag: leader/20-22, or the usual where that can't be."""
    said = data[20:23]
    if not said[:2].isdigit() or b"0" in said[:2]:
        return _USUAL_MAP
    return int(said[:1]), int(said[1:2]), int(said[2:]) if said[2:].isdigit() else 0


def _entries(listed: bytes, lengths: tuple[int, ...]) -> list[_Entry] | None:
    of_length, of_start, _ = lengths
    width = 3 + sum(lengths)
    if len(listed) % width:
        return None
    if lengths == _USUAL_MAP:
        found = _USUAL_ENTRY.findall(listed)
        if len(found) * width != len(listed):
            return None
        return [(tag.decode("latin-1"), int(length), int(start)) for tag, length, start in found]
    entries = []
    for at in range(0, len(listed), width):
        length, start = (
            listed[at + 3 : at + 3 + of_length],
            listed[at + 3 + of_length : at + 3 + of_length + of_start],
        )
        if not (length.isdigit() and start.isdigit()):
            return None
        entries.append((listed[at : at + 3].decode("latin-1"), int(length), int(start)))
    return entries


def _by_directory(
    data: bytes, base: int, entries: list[_Entry], mended: list[Mend]
) -> tuple[list[bytes], int] | None:
    """The fields where the directory says they are, and the record's end; None where one isn't there."""
    room = len(data) - base
    parts = []
    last = 0
    for _, length, start in entries:
        end = start + length
        room -= length  # fields that overlap would make a small record large
        if not length or room < 0 or end > len(data) - base or data[base + end - 1] != FIELD_END:
            return None
        parts.append(data[base + start : base + end - 1])
        last = max(last, end)
    end = base + last
    if data[end : end + 1] == b"\x1d":
        return parts, end + 1
    if end == len(data) or data[end] in BETWEEN or LEADER.match(data, end):
        mended.append(Mend.NO_TERMINATOR)
        return parts, end
    beyond = data.find(b"\x1d", end)
    if beyond < 0:
        return None
    mended.append(Mend.UNLISTED_FIELDS)
    return parts, beyond + 1


def _by_terminators(
    data: bytes, base: int, entries: list[_Entry], mended: list[Mend]
) -> tuple[list[bytes], int] | None:
    """The fields as their terminators part them, as many as there are entries, and the record's end."""
    end = data.find(b"\x1d", base)
    parts = data[base : end if end >= 0 else len(data)].split(b"\x1e")
    whole = not parts[-1].strip(BETWEEN)
    if whole:
        parts.pop()
    if len(parts) != len(entries) or not (whole or end >= 0):
        return None
    mended.append(Mend.FIELD_LENGTHS)
    if end < 0:
        mended.append(Mend.NO_TERMINATOR)
    return parts, end + 1 if end >= 0 else len(data)
