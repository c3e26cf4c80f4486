"""A record of the MARC family: a leader, and fields that are read when somebody asks for them.

The same for ISO 2709 and XML, for CNMARC and MARC 21. A field is kept as its text, separators and all:
``<indicators> 0x1F <code><value> 0x1F …``; a control field (00X) is its text alone.
Source: ISO 2709:2008; MARC 21 Specifications for Record Structure; GB/T 33286-2016.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from protocols.marc.found import Mend

LEADER_LENGTH: Final = 24
INDICATORS: Final = 2  # leader/10 where it says nothing else
IDENTIFIER: Final = 2  # leader/11: the delimiter and one character
SUBFIELD: Final = "\x1f"


class Field(msgspec.Struct, frozen=True):
    """A variable data field: tag, indicators, and subfields as (code, value) in their order.

    What stands before the first subfield beyond the indicators is a subfield with the code "".
    """

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]

    def get(self, code: str) -> str:
        """The first subfield with that code; "" where there is none."""
        for mine, value in self.subfields:
            if mine == code:
                return value
        return ""

    def all(self, code: str) -> tuple[str, ...]:
        """All subfields with that code."""
        return tuple([value for mine, value in self.subfields if mine == code])


class Record:
    """What records of every form have in common; `_text` and `charset` are for its subclasses to say.

    * ``leader``  24 characters;
    * ``ordinal``, ``offset``, ``length``  which one of the file's it is, from 1, and where it lies, in bytes;
    * ``tags``    the tag of each field, in order.
    """

    __slots__ = ("_shape", "_where", "leader", "length", "offset", "ordinal", "tags")

    def __init__(
        self, leader: str, tags: Sequence[str], *, ordinal: int = 1, offset: int = 0, length: int = 0
    ) -> None:
        self.leader = leader
        self.tags = tags
        self.ordinal = ordinal
        self.offset = offset
        self.length = length
        self._where: dict[str, list[int]] | None = None
        self._shape = shape(leader)

    @property
    def charset(self) -> str:
        """The character set it came in."""
        return "utf-8"

    @property
    def mended(self) -> tuple[Mend, ...]:
        """What was wrong with it and could be put right in reading."""
        return ()

    def _text(self, index: int) -> str:
        raise NotImplementedError

    def texts(self) -> list[str]:
        """Every field's text, in the order of ``tags``."""
        return [self._text(index) for index in range(len(self.tags))]

    def __contains__(self, tag: str) -> bool:
        return tag in self._index()

    def control(self, tag: str) -> str:
        """The text of the first control field with that tag; "" where there is none."""
        places = self._index().get(tag)
        return self._text(places[0]) if places else ""

    def fields(self, tag: str) -> list[Field]:
        """The data fields with that tag."""
        return [self._field(index) for index in self._index().get(tag, ())]

    def first(self, tag: str) -> Field | None:
        """The first data field with that tag."""
        places = self._index().get(tag)
        return self._field(places[0]) if places else None

    def everything(self) -> Iterator[tuple[str, str | Field]]:
        """Every field with its tag, in order: a control field's text, or a data field."""
        for index, tag in enumerate(self.tags):
            yield tag, self._text(index) if is_control(tag) else self._field(index)

    def _field(self, index: int) -> Field:
        return field(self.tags[index], self._text(index), *self._shape)

    def _index(self) -> dict[str, list[int]]:
        if self._where is None:
            self._where = {}
            for index, tag in enumerate(self.tags):
                self._where.setdefault(tag, []).append(index)
        return self._where


class Parsed(Record):
    """A record whose fields are at hand as text: from XML, or made here."""

    __slots__ = ("_texts",)

    def __init__(
        self,
        leader: str,
        fields: Sequence[tuple[str, str]],
        *,
        ordinal: int = 1,
        offset: int = 0,
        length: int = 0,
    ) -> None:
        tags = [tag for tag, _ in fields]
        super().__init__(leader, tags, ordinal=ordinal, offset=offset, length=length)
        self._texts = [text for _, text in fields]

    def _text(self, index: int) -> str:
        return self._texts[index]


def is_control(tag: str) -> bool:
    """Whether fields with that tag have neither indicators nor subfields (ISO 2709, 4.5.2)."""
    return tag.startswith("00")


def shape(leader: str) -> tuple[int, int]:
    """How many indicators a field has and how long a subfield identifier is: leader/10 and /11."""
    indicators, identifier = leader[10:11], leader[11:12]
    return (
        int(indicators) if _is_digit(indicators) else INDICATORS,
        int(identifier) if _is_digit(identifier) and identifier not in "01" else IDENTIFIER,
    )


def field(tag: str, text: str, indicators: int = INDICATORS, identifier: int = IDENTIFIER) -> Field:
    """Read a data field's text; what stands before its first subfield beyond the indicators is kept."""
    before, *pieces = text.split(SUBFIELD)
    width = identifier - 1
    subfields = [(piece[:width], piece[width:]) for piece in pieces if piece]
    if len(before) > indicators:
        subfields.insert(0, ("", before[indicators:]))
        before = before[:indicators]
    return Field(tag, before, tuple(subfields))


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()
