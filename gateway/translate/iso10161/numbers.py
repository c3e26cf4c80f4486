"""Where an ISBN and an ISSN stand in an Item-Id, and how they are read out of it.

The standard is older than the ISBN of 13 digits: iSBN [18] has ten characters. So one of 13 goes into
additional-no-letters [21], with its form of ten digits in [18] where there is one (978, not 979). On input it
is found in either. A wrong check digit is noted and never refused: the number was copied from somewhere, and
the title stands beside it.
Source: reference file ill.md §1.2 (ISBN-13 does not fit), §1.4.
"""

import re
from typing import Final

import msgspec
from stdnum import isbn, issn

#: Thirteen digits that begin as an ISBN does, with hyphens or blanks between them or none.
_THIRTEEN: Final = re.compile(r"(?<![0-9])97[89](?:[ -]?[0-9]){10}(?![0-9])")

_SEPARATORS: Final = str.maketrans("", "", " -‐‑–")
_LENGTHS: Final = {10, 13}


class StandardNumber(msgspec.Struct, frozen=True):
    """An ISBN or ISSN without hyphens, as it was found, and whether its check digit is right."""

    number: str
    sound: bool


class Placed(msgspec.Struct, frozen=True):
    """What goes into iSBN [18] and into additional-no-letters [21]; None for nothing."""

    isbn: str | None
    additional: str | None


def place_isbn(number: str, letters: str | None = None) -> Placed:
    """Put an ISBN where the standard has room for it; ``letters`` is what else belongs into [21].

    What has neither ten nor thirteen characters fits nowhere but in [21], as it is.
    """
    plain = _plain(number)
    if len(plain) == 10:  # noqa: PLR2004 - ISBN-10
        return Placed(plain, letters or None)
    known = plain if len(plain) in _LENGTHS else number.strip()
    beside = " ".join(filter(None, (known, letters))) or None
    return Placed(_of_ten(plain), beside)


def _of_ten(plain: str) -> str | None:
    """The form of ten characters of a sound ISBN that has one."""
    try:
        return str(isbn.to_isbn10(plain))
    except isbn.ValidationError:
        return None


def find_isbn(number: str | None, letters: str | None) -> StandardNumber | None:
    """The ISBN of an Item-Id, from iSBN [18] and additional-no-letters [21]; the longer form is preferred."""
    among = _THIRTEEN.search(letters or "")
    if among:
        return _judged(_plain(among[0]))
    plain = _plain(number or "")
    return _judged(plain) if plain else None


def find_issn(number: str | None) -> StandardNumber | None:
    """The ISSN of an Item-Id, from iSSN [19]."""
    plain = _plain(number or "")
    return StandardNumber(plain, bool(issn.is_valid(plain))) if plain else None


def _judged(plain: str) -> StandardNumber:
    return StandardNumber(plain, len(plain) in _LENGTHS and bool(isbn.is_valid(plain)))


def _plain(number: str) -> str:
    return number.translate(_SEPARATORS).upper()
