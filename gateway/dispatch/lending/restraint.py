"""Against who sends garbage, or asks for more than a stranger should: what is written of him stays bounded.

All is kept by address, so that calling again is no escape, and in memory: a restart forgives.
"""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import msgspec

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

DAY: Final = timedelta(days=1)

#: Things alike of one key that are each written down in a day: enough to see what the matter is.
FIRST: Final = 5

#: The same of a configured partner: what belongs to no transaction may be all that is left of a loan.
FIRST_OF_PARTNER: Final = 200

#: Of all others together in a day: who has addresses without number writes no more than this either.
FIRST_OF_ALL: Final = 2000

#: Keys that are remembered, some MB; beyond this the longest unheard of is forgotten.
MOST_REMEMBERED: Final = 10_000

#: Messages in a row that can't be read, after which a line is closed: as a SIP2 terminal's. A partner whose
#: program has one fault sends readable ones between.
MOST_UNREADABLE: Final = 5

#: For each request that a stranger may make, so many messages in all: a loan that is renewed, recalled and
#: lost takes fifteen of his.
MESSAGES_A_REQUEST: Final = 20


#: Why a stranger was refused who asked for more.
MORE_THAN_A_DAYS: Final = "too much for a day"


class _Count(msgspec.Struct):
    since: datetime
    seen: int = 0
    untold: int = 0


class _Remembered(Generic[K, V]):
    """The latest heard of, so many at most."""

    def __init__(self) -> None:
        self._kept: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        return self._kept.get(key)

    def put(self, key: K, value: V) -> None:
        # The latest stand last, so that the first is the one that has rested longest.
        self._kept.pop(key, None)
        self._kept[key] = value
        if len(self._kept) > MOST_REMEMBERED:
            del self._kept[next(iter(self._kept))]

    def drop(self, key: K) -> V | None:
        return self._kept.pop(key, None)


class Restraint:
    """Which of many things alike are written down: in a day the first few, then the 10th, 100th and so on."""

    def __init__(self) -> None:
        self._counts: _Remembered[Hashable, _Count] = _Remembered()
        self._all: _Count | None = None

    def tell(self, key: Hashable, now: datetime, first: int = FIRST, *, known: bool = False) -> int | None:
        """How many of the same before this one were left untold; None where this one is, too.

        What is `known`, a configured partner, has room that others can't take up.
        """
        count = _of_today(self._counts.get(key), now)
        self._counts.put(key, count)
        count.seen += 1
        if (count.seen > first and not _is_power(count.seen)) or not (known or self._room(now)):
            count.untold += 1
            return None
        untold, count.untold = count.untold, 0
        return untold

    def _room(self, now: datetime) -> bool:
        self._all = count = _of_today(self._all, now)
        count.seen += 1
        return count.seen <= FIRST_OF_ALL


class Patience:
    """Who has sent so much in a row that nobody can read that his line is to be closed."""

    def __init__(self) -> None:
        self._in_a_row: _Remembered[tuple[str, str], int] = _Remembered()
        self._over: _Remembered[str, str] = _Remembered()

    def unreadable(self, link: str, address: str) -> None:
        """A message of that line and address could not be read."""
        for key, whence in ((("line", link), "on this line"), (("address", address), "from this address")):
            many = (self._in_a_row.get(key) or 0) + 1
            self._in_a_row.put(key, many)
            if many >= MOST_UNREADABLE:
                self._over.put(link, f"{many} in a row {whence} could not be read")

    def readable(self, link: str, address: str) -> None:
        """One could be."""
        self._in_a_row.drop(("line", link))
        self._in_a_row.drop(("address", address))

    def over(self, link: str) -> str:
        """Why a line is to be closed now; empty where it is not. Said once."""
        return self._over.drop(link) or ""


class Guests:
    """What strangers whom we serve have asked for today, each address apart."""

    def __init__(self) -> None:
        self._requests: _Remembered[str, _Count] = _Remembered()
        self._messages: _Remembered[str, _Count] = _Remembered()

    def came(self, address: str, now: datetime, *, request: bool) -> None:
        """A message of a stranger was served; whether it was a request."""
        _add(self._messages, address, now)
        if request:
            _add(self._requests, address, now)

    def may_ask(self, address: str, now: datetime, daily: int) -> bool:
        """Whether a stranger there may open another transaction, of so many a day."""
        return _of_today(self._requests.get(address), now).seen < daily

    def may_speak(self, address: str, now: datetime, daily: int) -> bool:
        """Whether he is heard at all, where he may ask for so many a day."""
        return _of_today(self._messages.get(address), now).seen < daily * MESSAGES_A_REQUEST


def _add(counts: _Remembered[str, _Count], address: str, now: datetime) -> None:
    count = _of_today(counts.get(address), now)
    counts.put(address, count)
    count.seen += 1


def _of_today(count: _Count | None, now: datetime) -> _Count:
    """The count, begun anew a day after it began, or where the clock was set back to before that."""
    if count is not None and count.since <= now < count.since + DAY:
        return count
    return _Count(since=now, untold=0 if count is None else count.untold)


def _is_power(number: int) -> bool:
    """Whether it is 10, 100, 1000 or the like."""
    return number >= 10 and str(number).strip("0") == "1"  # noqa: PLR2004 - of ten
