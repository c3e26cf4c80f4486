"""The simple types: how their text is read, strictly and then liberally, and written.

Source: XML Schema 1.0 part 2, 3.2 and 3.3.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from protocols.xml.declare import Closed
from protocols.xml.remarks import Read, Rule

_SPACE: Final = " \t\r\n"
DIGITS: Final = 40
"""Digits of a number. The largest that a standard counts are sums of money."""


class Leaf(msgspec.Struct, frozen=True):
    """A simple type.

    * ``name``    XML Schema's;
    * ``expected`` what a text should have been, for people;
    * ``read``    makes a value of a text, or raises ValueError where the type does not allow it;
    * ``lenient`` does what it can with such a text, or gives None;
    * ``write``   makes the text of a value, or raises TypeError or ValueError.
    """

    name: str
    expected: str
    read: Callable[[str], Any]
    lenient: Callable[[str], Read | None]
    write: Callable[[Any], str]


def _nothing(_: str) -> None:
    return None


def _same(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {value!r}")
    return str(value)


TEXT: Final = Leaf("string", "text", _same, _nothing, _same)
URI: Final = Leaf("anyURI", "an address", _same, _nothing, _same)

# ------------------------------------------------------------------------------------------------- numbers

_DECIMAL: Final = re.compile(
    rf"[+-]?(?:\d{{1,{DIGITS}}}(?:\.\d{{0,{DIGITS}}})?|\.\d{{1,{DIGITS}}})", re.ASCII
)
_INTEGER: Final = re.compile(rf"[+-]?\d{{1,{DIGITS}}}", re.ASCII)


def _decimal(text: str) -> Decimal:
    stripped = text.strip(_SPACE)
    if not _DECIMAL.fullmatch(stripped):
        raise ValueError(text)
    return Decimal(stripped)


def _comma(text: str) -> Read | None:
    """``12,50`` as most of Europe writes it; not ``1,250``, which may be either."""
    stripped = text.strip(_SPACE)
    head, comma, tail = stripped.partition(",")
    if comma and len(tail) in (1, 2) and _DECIMAL.fullmatch(f"{head}.{tail}"):
        return Read(Decimal(f"{head}.{tail}"), Rule.SPELLING)
    return None


def _decimal_text(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"expected a decimal number, found {value!r}")
    text = format(value, "f")
    if not _DECIMAL.fullmatch(text):  # not finite, or endless
        raise ValueError(f"expected a number of at most {DIGITS} digits, found {value}")
    return text


def _integer(text: str) -> int:
    stripped = text.strip(_SPACE)
    if not _INTEGER.fullmatch(stripped):
        raise ValueError(text)
    return int(stripped)


def _integer_text(value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected a whole number, found {value!r}")
    return str(value)


DECIMAL: Final = Leaf("decimal", "a decimal number", _decimal, _comma, _decimal_text)
INTEGER: Final = Leaf("integer", "a whole number", _integer, _nothing, _integer_text)

# ------------------------------------------------------------------------------------------------- yes and no

_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}
_YES: Final = {"Y": True, "N": False}
_ANY_TRUTH: Final = {
    **_TRUTH,
    **{word: value for long, value in (("yes", True), ("no", False)) for word in (long, long[0])},
}


def _boolean(text: str) -> bool:
    found = _TRUTH.get(text.strip(_SPACE))
    if found is None:
        raise ValueError(text)
    return found


def _yes_no(text: str) -> bool:
    found = _YES.get(text)
    if found is None:
        raise ValueError(text)
    return found


def _any_truth(text: str) -> Read | None:
    found = _ANY_TRUTH.get(text.strip(_SPACE).lower())
    return None if found is None else Read(found, Rule.SPELLING)


def _truth_text(yes: str, no: str) -> Callable[[object], str]:
    def text(value: object) -> str:
        if type(value) is not bool:
            raise TypeError(f"expected true or false, found {value!r}")
        return yes if value else no

    return text


BOOLEAN: Final = Leaf("boolean", "true or false", _boolean, _any_truth, _truth_text("true", "false"))
YES_NO: Final = Leaf("yesNo", "Y or N", _yes_no, _any_truth, _truth_text("Y", "N"))

# ------------------------------------------------------------------------------------------------- dates

_ZONE: Final = r"(?:Z|[+-]\d\d:\d\d)?"
_DATE_TIME: Final = re.compile(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?{_ZONE}", re.ASCII)
_DATE: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d){_ZONE}", re.ASCII)
#: A space for the T, no seconds or no time at all, a zone without its colon, small letters.
_LOOSE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?(Z|z|[+-]\d\d:?\d\d)?", re.ASCII
)
_MIDNIGHT: Final = "T24:00:00"


def _date_time(text: str) -> datetime:
    if not _DATE_TIME.fullmatch(text):
        text = text.strip(_SPACE)
        if not _DATE_TIME.fullmatch(text):
            raise ValueError(text)
    if text[10:19] != _MIDNIGHT:
        return datetime.fromisoformat(text)
    try:
        return datetime.fromisoformat(text.replace(_MIDNIGHT, "T00:00:00")) + timedelta(days=1)
    except OverflowError:
        raise ValueError(text) from None


def _loose_date_time(text: str) -> Read | None:
    found = _LOOSE.fullmatch(text.strip(_SPACE))
    if not found:
        return None
    day, time, seconds, zone = found.groups()
    try:
        return Read(
            datetime.fromisoformat(f"{day}T{time or '00:00'}{seconds or ':00'}{(zone or '').upper()}"),
            Rule.SPELLING,
        )
    except ValueError:
        return None


def _date_time_text(value: object) -> str:
    """In UTC, if it has a zone and UTC has the year."""
    if not isinstance(value, datetime):
        raise TypeError(f"expected a date and time, found {value!r}")
    if value.tzinfo is None:
        return value.isoformat()
    try:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        return value.isoformat()


def _date(text: str) -> date:
    found = _DATE.fullmatch(text.strip(_SPACE))
    if not found:
        raise ValueError(text)
    return date.fromisoformat(found[1])


def _loose_date(text: str) -> Read | None:
    """The date of a date and time, as it stands there."""
    found = _loose_date_time(text)
    if found is None:
        return None
    moment = found.value
    return Read(moment.date(), Rule.SPELLING) if isinstance(moment, datetime) else None


def _date_text(value: object) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"expected a date, found {value!r}")
    return value.isoformat()


DATE_TIME: Final = Leaf("dateTime", "a date and time", _date_time, _loose_date_time, _date_time_text)
DATE: Final = Leaf("date", "a date", _date, _loose_date, _date_text)

# ------------------------------------------------------------------------------------------------- codes


def codes(list_: type[Closed], *, kept: bool) -> Leaf:
    """The leaf of a closed code list; ``kept`` is whether a code that is not in it is taken as it is."""
    by_text = {str(code): code for code in list_}

    def read(text: str) -> Closed:
        found = by_text.get(text)
        if found is None:
            raise ValueError(text)
        return found

    def lenient(text: str) -> Read | None:
        stripped = text.strip(_SPACE)
        found = list_.spelled(stripped)
        if found is not None:
            return Read(found, Rule.SPELLING)
        return Read(stripped, Rule.FOREIGN_CODE) if kept and stripped else None

    return Leaf(list_.__name__, f"one of {', '.join(by_text)}", read, lenient, _same)
