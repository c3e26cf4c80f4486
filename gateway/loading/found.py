"""What reading a file gives, one after the other: records, what could not be read, and what to mention."""

from typing import TypeAlias

import msgspec

from gateway.model.arrivals import ArrivingLoan, ArrivingPatron, ArrivingTitle, Noun

Arriving: TypeAlias = ArrivingTitle | ArrivingPatron | ArrivingLoan


class Place(msgspec.Struct, frozen=True):
    """Where in the file: a line or the ordinal of a record (from 1), and the byte at which that begins."""

    number: int
    offset: int | None = None


class Arrived(msgspec.Struct, frozen=True):
    """A record, to be merged with what is on record."""

    place: Place
    record: Arriving


class Unread(msgspec.Struct, frozen=True):
    """Something that could not be taken from the file.

    `key` is the number that names it, as far as it has one; `code` names the sentence
    (`gateway.loading.wording`), `facts` fill it.
    """

    place: Place
    noun: Noun
    key: str
    code: str
    facts: dict[str, str] = {}


class Noted(msgspec.Struct, frozen=True):
    """Something taken all the same, and worth a word. Notes are counted by their code."""

    place: Place
    code: str
    facts: dict[str, str] = {}


Found: TypeAlias = Arrived | Unread | Noted


class Unusable(Exception):
    """The file as a whole can't be used: `code` names the sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code} {facts}")
