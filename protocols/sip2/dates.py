"""The 18-character date of SIP2: ``YYYYMMDDZZZZHHMMSS``.

``ZZZZ`` is four blanks for local time, or three blanks and a military zone letter: ``Z`` for UTC, ``H`` for
UTC+8.
Source: SIP2 document rev. 2.12, "Data element definitions" (transaction date, after ANSI X3.30 and X3.43).
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from protocols.sip2.fields import SipDate

BLANK_DATE = " " * 18
"""How an absent date is written: legal for nb due date, and what kiosks send there on every checkout."""

_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(.{4})([0-9]{2})([0-9]{2})([0-9]{2})")

# A to M without J run east of Greenwich, N to Y west; J is the observer's own time, like blanks.
_EAST, _WEST = "ABCDEFGHIKLM", "NOPQRSTUVWXY"
_HOURS_OF_LETTER = (
    {letter: hours for hours, letter in enumerate(_EAST, 1)}
    | {letter: -hours for hours, letter in enumerate(_WEST, 1)}
    | {"Z": 0}
)
_LETTER_OF_HOURS = {hours: letter for letter, hours in _HOURS_OF_LETTER.items()}


DATES_KEPT = 256
"""Dates kept, read and written: one is asked for several times, and all kiosks send the present second."""


@lru_cache(DATES_KEPT)
def parse_date(text: SipDate, local: tzinfo) -> datetime | None:
    """Read a date as an aware datetime, or None where it is blank or names no instant.

    A zone that is no letter (blanks, ``0000``, the ``ZZZZ`` of a template) means local time, ``local``.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, zone, hour, minute, second = match.groups()
    hours = _HOURS_OF_LETTER.get(zone.strip().upper())
    where = local if hours is None else timezone(timedelta(hours=hours))
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=where)
    except ValueError:
        return None


def format_date(instant: datetime, zone: tzinfo, *, lettered: bool = False) -> SipDate:
    """Write an aware datetime in the time of ``zone``; ``lettered`` adds the letter of a whole-hour zone.

    Raises ValueError for a naive datetime: it names no instant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a naive datetime names no instant: {instant}")
    return _written(instant.replace(microsecond=0), zone, lettered)


@lru_cache(DATES_KEPT)
def _written(instant: datetime, zone: tzinfo, lettered: bool) -> SipDate:  # noqa: FBT001 - as it was asked
    there = instant.astimezone(zone)
    letter = ""
    if lettered:
        hours, rest = divmod(there.utcoffset() or timedelta(), timedelta(hours=1))
        letter = "" if rest else _LETTER_OF_HOURS.get(hours, "")
    day = f"{there.year:04}{there.month:02}{there.day:02}"
    return f"{day}{letter:>4}{there.hour:02}{there.minute:02}{there.second:02}"
