"""Identity-card numbers in a text: found by their check digit, and hidden (docs/adr/0005).

A reader lays his identity card on a kiosk, or types its number where a library card's is asked for, and the
kiosk sends it in whatever field it has. Circulation has no use for it and does not keep it.

Source: GB 11643-1999 (eighteen digits: place, day of birth, order, check digit by ISO 7064 MOD 11-2).
"""

import re
from datetime import date
from typing import Final

MASK: Final = "***"

#: Any eighteen characters that may be one. Digits may stand before and after it without a break, as the date
#: does in a message, so that every place is looked at.
_PERHAPS: Final = re.compile(r"(?=([1-9]\d{16}[\dXx]))")

#: Most texts have no such run of digits, and are told so in a fraction of the time.
_RUN: Final = re.compile(r"\d{17}")

#: Where no letter can be another script's digit, the same is found in half of that.
_ASCII_RUN: Final = re.compile(r"[0-9]{17}")

#: ISO 7064 MOD 11-2.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"

#: Nobody with a card was born before; the cards of those born later than today are none.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099

#: The characters of a number.
LONG_ENOUGH: Final = 18


def is_identity_number(text: str) -> bool:
    """Whether a text is the number of an identity card: a day of birth in it, and its check digit right."""
    if _PERHAPS.match(text) is None or len(text) != LONG_ENOUGH:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return text[-1].upper() == _CHECK_DIGITS[total % 11] and _is_day(text[6:14])


def _is_day(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def may_hold_one(text: str) -> bool:
    """Whether there are so many digits in a row that an identity-card number may be among them."""
    run = _ASCII_RUN if text.isascii() else _RUN
    return run.search(text) is not None


def without_identity_numbers(text: str) -> str:
    """The text with every identity-card number in it hidden."""
    if not may_hold_one(text):
        return text
    found = [match.start() for match in _PERHAPS.finditer(text) if is_identity_number(match[1])]
    if not found:
        return text
    pieces, end = [], 0
    for start in found:
        if start >= end:
            pieces += [text[end:start], MASK]
        # One that overlaps the last is hidden with it, to its own end.
        end = max(end, start + LONG_ENOUGH)
    return "".join((*pieces, text[end:]))
