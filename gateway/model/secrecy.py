"""Identity-card numbers in a text: found by their check digit, and hidden (docs/adr/0005).

A reader lays his identity card on a kiosk, or types its number where a library card's is asked for, and the
kiosk sends it in whatever field it has. Circulation has no use for it and does not keep it.

Source: GB 11643-1999 (eighteen digits: place, day of birth, order, check digit by ISO 7064 MOD 11-2).
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from operator import mul
from typing import Any, Final

MASK: Final = "***"

#: Any eighteen characters that may be one, by the day of birth in them. Digits may stand before and after it
#: without a break, as the date does in a message, so that every place is looked at; and without the day, all
#: places of a long row of digits would have to be reckoned through.
_PERHAPS: Final = re.compile(
    r"(?=([1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]))"
)

#: Most texts have no such run of digits, and are told so in a fraction of the time.
_RUN: Final = re.compile(r"\d{17}")

#: Where no letter can be another script's digit, the same is found in half of that.
_ASCII_RUN: Final = re.compile(r"[0-9]{17}")

#: ISO 7064 MOD 11-2.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"

#: The characters of a number.
LONG_ENOUGH: Final = 18

#: Octets written in hexadecimal, so many that a number may be among them.
_OCTETS: Final = re.compile(r"(?:[0-9a-f]{2}){18,}")


def is_identity_number(text: str) -> bool:
    """Whether a text is the number of an identity card: a day of birth in it, and its check digit right."""
    text = _in_plain_digits(text)
    return len(text) == LONG_ENOUGH and _PERHAPS.match(text) is not None and _is_right(text)


def _is_right(number: str) -> bool:
    """Whether of what looks like a number the check digit is right, and the day one that there was."""
    total = sum(map(mul, _WEIGHTS, map(int, number[:-1])))
    return number[-1].upper() == _CHECK_DIGITS[total % 11] and _is_day(number[6:14])


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _in_plain_digits(text: str) -> str:
    """The text, as long as it was, with ASCII's digits for those of other scripts and of input methods."""
    if text.isascii():
        return text
    return "".join(str(int(each)) if each.isdecimal() else each for each in text)


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
    for match in _PERHAPS.finditer(_in_plain_digits(text)):
        if not _is_right(match[1]):
            continue
        if match.start() >= end:
            if end > start:
                yield start, end
            start = match.start()
        end = match.start() + LONG_ENOUGH
    if end > start:
        yield start, end
