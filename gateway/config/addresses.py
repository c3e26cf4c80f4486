"""Where a partner is called, and within which hours: small texts of the configuration, taken apart."""

import re
from typing import Final, NamedTuple

#: Where ISO 10161 is spoken over TCP unless an address says otherwise; the port that ILLiad and Alma use.
ILL_PORT: Final = 1611

_LAST_PORT: Final = 65535
_LONGEST_HOST: Final = 253

#: A name or an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
_ADDRESS: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/\[\]@]+))(?::([0-9]{1,5}))?")

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = "|".join(_WEEK)
_HOURS: Final = re.compile(
    rf"(?:({_DAY})(?:-({_DAY}))?\s+)?([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])", re.IGNORECASE
)

_DAY_MINUTES: Final = 24 * 60


def host_and_port(text: str) -> tuple[str, int] | None:
    """``host``, ``host:port`` or ``[IPv6]:port`` taken apart; None where it is none of these."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    host, port = found[1] or found[2], int(found[3] or ILL_PORT)
    return (host, port) if 0 < port <= _LAST_PORT and len(host) <= _LONGEST_HOST else None


class Hours(NamedTuple):
    """A part of the week: on these days (Monday is 0) from one minute of the day until another.

    Where `until` is not after `first`, it lasts past midnight into the next day.
    """

    days: frozenset[int]
    first: int
    until: int


def hours(text: str) -> Hours | None:
    """``08:00-18:00`` or ``mon-fri 08:00-18:00`` taken apart; None where it is neither."""
    found = _HOURS.fullmatch(text)
    if found is None:
        return None
    one, last = (_WEEK.index(day.lower()) if day else None for day in (found[1], found[2]))
    first = int(found[3]) * 60 + int(found[4])
    until = int(found[5]) * 60 + int(found[6])
    if first >= _DAY_MINUTES or until > _DAY_MINUTES:
        return None
    if one is None:
        return Hours(frozenset(range(7)), first, until)
    span = ((last if last is not None else one) - one) % 7
    return Hours(frozenset((one + day) % 7 for day in range(span + 1)), first, until)
