"""The smallest things of ISO 10161, each as an element of the JSON form and as a value of the model.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.2, §1.3.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from msgspec import UNSET

from gateway.model.ill.parts import Amount
from gateway.translate.iso10161.forms import Leaf, Wire, Writing
from protocols.iso10161.enumeration import Enumeration

Word = TypeVar("Word", bound=StrEnum)


def text_of(wire: Wire) -> str:
    """An ILL-String's text, whichever of its two string types it came in. Not there: empty."""
    if isinstance(wire, dict):
        return str(wire["EDIFACTString"])
    return wire if isinstance(wire, str) else ""


def _trimmed(wire: Wire) -> str:
    return text_of(wire).strip()


def _text(value: str) -> Wire:
    return value.strip() or UNSET


def _sound(wire: Wire) -> bool:
    """Whether a text may go out as it came: blanks around it may not (ill.md §1.2), nor alone."""
    text = text_of(wire)
    return text == text.strip() and text != ""


TEXT: Final = Leaf(reads=_trimmed, writes=_text, empty="", sayable=_sound, means=str.strip)
"""An ILL-String. Blanks around it are not kept: the standard has none."""

EXACT: Final = Leaf(reads=text_of, writes=lambda value: value, empty="")
"""An ILL-String that a peer will compare with its own: blanks and emptiness included."""

EXACT_OR_NONE: Final = Leaf(reads=text_of, writes=lambda value: value or UNSET, empty="")
"""The same where it may be left out."""


def short_text(most: int) -> Leaf:
    """An ILL-String of SIZE (most): what is longer is cut on its way out."""

    def cut(value: str) -> Wire:
        return _text(value.strip()[:most])

    return Leaf(
        reads=_trimmed,
        writes=cut,
        empty="",
        sayable=lambda wire: _sound(wire) and len(text_of(wire)) <= most,
        means=str.strip,
    )


def day_of(wire: Wire) -> date | None:
    """The day of an ISO-Date (YYYYMMDD); None for anything that is none."""
    if not isinstance(wire, str) or len(wire) != 8 or not (wire.isascii() and wire.isdigit()):  # noqa: PLR2004
        return None
    try:
        return date(int(wire[:4]), int(wire[4:6]), int(wire[6:]))
    except ValueError:
        return None


def _date(value: date | None) -> Wire:
    return UNSET if value is None else value.isoformat().replace("-", "")


DAY: Final = Leaf(reads=day_of, writes=_date, odd="no date", sayable=lambda wire: f"{wire}".isascii())
"""An ISO-Date. What is none stays as it came, and the model knows no day."""


def today(writing: Writing) -> Wire:
    """What stands for a mandatory date that nobody gave: the day of the message."""
    return writing.day


#: An OBJECT IDENTIFIER as BER can hold it: three first arcs, the second below 40 where the first is not 2.
_OID: Final = re.compile(r"(?:[01]\.[1-3]?[0-9]|2\.[0-9]{1,9})(?:\.[0-9]{1,30}){0,30}")

OID: Final = Leaf(
    reads=text_of, writes=lambda value: value if _OID.fullmatch(value) else UNSET, empty="", sayable=bool
)
"""An OBJECT IDENTIFIER: numbers between dots."""


def flag(empty: bool) -> Leaf:  # noqa: FBT001 - its one argument
    """A BOOLEAN, and what it is where a peer leaves it out."""
    return Leaf(reads=bool, writes=bool, empty=empty)


def _number(wire: Wire) -> int | None:
    return wire if isinstance(wire, int) else None


#: Chargeable units, and units of a medium (INTEGER (1..9999)).
_COUNTS: Final = range(1, 10_000)

COUNT: Final = Leaf(
    reads=_number,
    writes=lambda value: value if value in _COUNTS else UNSET,
    odd="not 1 to 9999",
    sayable=lambda wire: wire in _COUNTS,
)
"""INTEGER (1..9999)."""

NUMBER: Final = Leaf(reads=_number, writes=lambda value: value)
"""An INTEGER of any size."""


def words(
    listed: type[Enumeration], of: type[Word], *, spelled: Callable[[str], str] = str
) -> Mapping[str, Word]:
    """The words of the model that a list of the standard has, by the standard's spelling.

    `spelled` makes the model's word of it.
    """
    return {each.spelling: of(spelled(each.spelling)) for each in listed}


def word(table: Mapping[str, Word], other: Word | None = None, *, empty: Word | None = None) -> Leaf:
    """An ENUMERATED: a number that the list does not have is `other`, and so is a word that it does not have.

    `empty` is what it is where it is not there.
    """
    spellings = {value: spelling for spelling, value in table.items()}
    instead = UNSET if other is None else spellings[other]

    def spell(value: Word | None) -> Wire:
        return UNSET if value is None else spellings.get(value, instead)

    def understood(wire: Wire) -> Word | None:
        return table.get(wire, other) if isinstance(wire, str) else other

    return Leaf(reads=understood, writes=spell, empty=empty, odd="not in the list")


_CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
_VALUE: Final = re.compile(r"[0-9 .,]{1,10}")


def _amount(wire: Wire) -> Amount:
    return Amount(_trimmed(wire.get("monetary-value", "")), _trimmed(wire.get("currency-code", "")))


def _money(value: Amount | None) -> Wire:
    if value is None or not _VALUE.fullmatch(value.value):
        return UNSET
    if not value.currency:
        return {"monetary-value": value.value}
    if not _CURRENCY.fullmatch(value.currency):
        return UNSET
    return {"currency-code": value.currency, "monetary-value": value.value}


AMOUNT: Final = Leaf(
    reads=_amount,
    writes=_money,
    sayable=lambda wire: _money(_amount(wire)) is not UNSET,
)
"""An Amount. A number of other characters or of more than ten, or a currency of other than three letters,
can't be said: without its currency the number would be another one."""
