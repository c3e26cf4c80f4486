"""Identity-card numbers in a text: found by their check digit, and hidden (docs/adr/0005).

A reader lays his identity card on a kiosk, or types its number where a library card's is asked for, and the
kiosk sends it in whatever field it has. Circulation has no use for it and does not keep it.

Source: GB 11643-1999 (eighteen digits: place, day of birth, order, check digit by ISO 7064 MOD 11-2).
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final

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

#: Octets written in hexadecimal, so many that a number may be among them.
_OCTETS: Final = re.compile(r"(?:[0-9a-f]{2}){18,}")


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
    return _hidden(text, lambda _: MASK)


def hidden_in(
    form: Any,  # noqa: ANN401 - JSON
    found: Callable[[str], object],
    names: AbstractSet[str] = frozenset(),
    at: str = "",
) -> Any:  # noqa: ANN401
    """A JSON form without identity-card numbers, in texts and in octets that stand in hexadecimal.

    `found` hears where each was: ``client.identifier``, ``notes[2]``. Values under the `names` stand as they
    are. Octets stay as many as they were.
    """
    if isinstance(form, dict):
        return {
            name: each if name in names else hidden_in(each, found, names, f"{at}.{name}" if at else name)
            for name, each in form.items()
        }
    if isinstance(form, list):
        return [hidden_in(each, found, names, f"{at}[{number}]") for number, each in enumerate(form, 1)]
    if not isinstance(form, str):
        return form
    text = without_identity_numbers(form)
    if text is form and _OCTETS.fullmatch(form):
        text = _hidden(bytes.fromhex(form).decode("latin-1"), "*".__mul__).encode("latin-1").hex()
    if text != form:
        found(at)
    return text


def _hidden(text: str, mask: Callable[[int], str]) -> str:
    """The text with a mask, which may go by their length, in the place of numbers; itself where is none."""
    if not may_hold_one(text):
        return text
    pieces, end = [], 0
    for start, stop in _spans(text):
        pieces += [text[end:start], mask(stop - start)]
        end = stop
    return "".join((*pieces, text[end:])) if pieces else text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers begin and end; those that overlap are one."""
    start, end = -1, -1
    for match in _PERHAPS.finditer(text):
        if not is_identity_number(match[1]):
            continue
        if match.start() >= end:
            if end > start:
                yield start, end
            start = match.start()
        end = match.start() + LONG_ENOUGH
    if end > start:
        yield start, end
