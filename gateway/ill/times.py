"""Dates and times as APDUs bear them: the sender's local time, to the second, without a zone."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

FORMAT: Final = "%Y%m%d%H%M%S"
DAY: Final = "%Y%m%d"

#: The last day whose end can be reckoned in every zone. Partners write 99991231 where they mean no limit.
LAST_DAY: Final = date(9999, 12, 29)

#: ISO-Time goes to the second.
TICK: Final = timedelta(seconds=1)


def said_at(now: datetime, zone: tzinfo, last: str = "") -> str:
    """The date-time for a service that is said now: always later than `last`, the one we said before.

    Two services in one second, or a clock put back, would else look like one said twice, or out of order.
    """
    text = now.astimezone(zone).strftime(FORMAT)
    if text > last:
        return text
    # `strptime` would take twenty times as long, and libraries say many things in one second.
    return (datetime.fromisoformat(f"{last[:8]}T{last[8:]}") + TICK).strftime(FORMAT)


def earlier(said: str, by: timedelta) -> str:
    """A date-time so much earlier; as it stands where it is no whole one, as partners write them."""
    try:
        return (datetime.fromisoformat(f"{said[:8]}T{said[8:]}") - by).strftime(FORMAT)
    except (ValueError, OverflowError):
        return said


def day_in(said: str) -> date | None:
    """The day of a date-time; None where a partner's text has none."""
    text = said[:8]
    if len(text) != len("YYYYMMDD") or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def today(now: datetime, zone: tzinfo) -> date:
    """The day it is here."""
    return now.astimezone(zone).date()


def day_text(day: date) -> str:
    """A day as it stands at the beginning of a date-time."""
    return day.strftime(DAY)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The first instant after a day, or after the last that can be reckoned."""
    day = min(day, LAST_DAY)
    return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
