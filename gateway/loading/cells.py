"""What stands in one cell of a table: numbers and dates as spreadsheets leave them, and what they spoiled.

Excel writes a long number as 1.23457E+11: the digits are gone, so such a cell is refused rather than guessed.
An apostrophe before a number, ``="…"`` around it and ``.0`` behind it lose nothing and are taken off.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from enum import StrEnum, auto
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from gateway.model.secrecy import is_identity_number, without_identity_numbers


class CellFault(StrEnum):
    """Why a cell can't be read."""

    DAMAGED_NUMBER = auto()
    NOT_A_DATE = auto()
    NOT_A_COUNT = auto()
    UNDECODABLE = auto()
    IDENTITY_NUMBER = auto()
    BAD_NUMBER = auto()
    TOO_LONG = auto()


class BadCell(Exception):
    """A cell that can't be read: why, and what stands in it, cut to what a person needs to find it."""

    def __init__(self, fault: CellFault, value: str) -> None:
        self.fault = fault
        # An identity number is in no report either.
        self.value = "" if fault is CellFault.IDENTITY_NUMBER else without_identity_numbers(value)[:SHOWN]
        super().__init__(f"{fault}: {self.value}")


#: Characters of a bad cell that are told.
SHOWN: Final = 40

#: What U+FFFD stands for: bytes that are no characters of the file's character set.
UNDECODED: Final = "\N{REPLACEMENT CHARACTER}"

#: Characters of a text: the longest name of a college has some fifty, a foreign reader's a hundred.
TEXT_MOST: Final = 200

#: Characters of a number, as of a barcode: with more it is some other column's text.
NUMBER_MOST: Final = 64

#: The largest count that a column of renewals can mean.
MOST_COUNT: Final = 999

#: What no number has: SIP2 ends its fields with the bar.
_NOT_IN_NUMBERS: Final = re.compile(r"[ |]")

#: Characters that nobody sees, and that make two equal numbers differ: zero-width ones and the BOM.
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))

_FORMULA: Final = re.compile(r'="([^"]*)"')
_SPOILED: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_WHOLE: Final = re.compile(r"(\d+)\.0+")

_DATE: Final = re.compile(
    r"(?P<y>\d{4})(?:[-/.年])(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})日?"
    r"|(?P<Y>\d{4})(?P<M>\d{2})(?P<D>\d{2})"
)
_TIME: Final = re.compile(r"[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_ZONE: Final = re.compile(r" *(Z|[+-]\d{2}:?\d{2})")

#: What databases export where there is no date.
_NO_DATE: Final = frozenset({"", "0000-00-00", "0000-00-00 00:00:00", "NULL", "null", "-"})


def text(cell: str) -> str:
    """A cell's text without what a spreadsheet put around it, and without characters that nobody sees.

    Raises `BadCell` where its bytes were no characters, and where it is too long.
    """
    bare = _bare(cell)
    seen = bare if bare.isprintable() else _seen(bare)
    if len(seen) > TEXT_MOST:
        raise BadCell(CellFault.TOO_LONG, seen)
    return seen


def _seen(text: str) -> str:
    return "".join(each if each.isprintable() else " " if each.isspace() else "" for each in text).strip()


def _bare(cell: str) -> str:
    if UNDECODED in cell:
        raise BadCell(CellFault.UNDECODABLE, cell)
    bare = cell.translate(_UNSEEN).strip()
    formula = _FORMULA.fullmatch(bare)
    if formula:
        bare = formula[1].strip()
    return bare.removeprefix("'").strip()


def number(cell: str) -> str:
    """A number that names a reader, card or item.

    Raises `BadCell` where its digits are gone, and for what names nothing: blanks, unseen characters, a bar.
    """
    bare = digits(cell)
    return bare and proper_number(bare)


def naming(cell: str) -> str:
    """A number that names a reader or his card. Raises `BadCell`, for an identity number too."""
    bare = digits(cell)
    return bare and proper_naming(bare)


def proper_number(bare: str) -> str:
    """A number as it is kept, if it can be one; an empty one names nothing. Raises `BadCell`."""
    if not bare or len(bare) > NUMBER_MOST or not bare.isprintable() or _NOT_IN_NUMBERS.search(bare):
        raise BadCell(CellFault.BAD_NUMBER, bare)
    return bare


def proper_naming(bare: str) -> str:
    """A reader's number as it is kept, if it can be one. Raises `BadCell`, for an identity number too."""
    if is_identity_number(bare):
        raise BadCell(CellFault.IDENTITY_NUMBER, bare)
    return proper_number(bare)


def proper_text(bare: str) -> str:
    """A text as it is kept, if it can be one. Raises `BadCell`, for an identity number in it too."""
    if len(bare) > TEXT_MOST:
        raise BadCell(CellFault.TOO_LONG, bare)
    if UNDECODED in bare or not bare.isprintable():
        raise BadCell(CellFault.UNDECODABLE, bare)
    if without_identity_numbers(bare) != bare:
        raise BadCell(CellFault.IDENTITY_NUMBER, bare)
    return bare


def digits(cell: str) -> str:
    """Digits, whatever they are for and whatever stands among them. Raises `BadCell` where they are gone."""
    bare = unicodedata.normalize("NFKC", _bare(cell))
    if _SPOILED.fullmatch(bare):
        raise BadCell(CellFault.DAMAGED_NUMBER, bare)
    whole = _WHOLE.fullmatch(bare)
    return whole[1] if whole else bare


def count(cell: str) -> int:
    """A count, 0 where the cell is empty. Raises `BadCell`."""
    bare = digits(cell)
    if not bare:
        return 0
    if not (bare.isascii() and bare.isdigit() and len(bare) <= len(str(MOST_COUNT))):
        raise BadCell(CellFault.NOT_A_COUNT, bare)
    return int(bare)


class Moment(msgspec.Struct, frozen=True):
    """A day, and the time on it where the cell says one; an instant where it says its distance from UTC."""

    day: date
    clock: time | None = None

    def at(self, zone: ZoneInfo, default: time) -> datetime:
        """The instant in UTC; by the library's time where the cell doesn't say by which."""
        at = datetime.combine(self.day, default if self.clock is None else self.clock)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def moment(cell: str) -> Moment | None:
    """A day with or without its time; None where the cell is empty. Raises `BadCell`."""
    bare = unicodedata.normalize("NFKC", text(cell))
    if bare in _NO_DATE:
        return None
    try:
        return _moment(bare)
    except ValueError:
        raise BadCell(CellFault.NOT_A_DATE, bare) from None


def _moment(bare: str) -> Moment:
    found = _DATE.match(bare)
    if found is None:
        raise ValueError(bare)
    parts = (found["y"] or found["Y"], found["m"] or found["M"], found["d"] or found["D"])
    day = date(*map(int, parts))
    rest = bare[found.end() :]
    if not rest:
        return Moment(day)
    clock = _TIME.match(rest)
    if clock is None:
        raise ValueError(bare)
    hour, minute, second = (int(part or 0) for part in clock.groups())
    offset = rest[clock.end() :]
    at = time(hour, minute, second)
    if offset:
        if not _ZONE.fullmatch(offset):
            raise ValueError(bare)
        at = at.replace(tzinfo=datetime.strptime(offset.strip(), "%z").tzinfo)
    return Moment(day, at)


def day(cell: str) -> date | None:
    """A day, whatever time stands behind it. Raises `BadCell`."""
    found = moment(cell)
    return found.day if found else None
