"""How one partner is to be spoken to: in which hours, how many letters at a time, how soon after a failure.

Each partner's configuration says so; the defaults are for one of which nothing is known.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

import msgspec

#: Letters on their way at a time: as many lines as any partner's server lets one peer open.
WINDOW: Final = 4

#: After the first failure a letter waits so long, then twice that, and so on up to `LONGEST_DELAY`. A restart
#: of the other side takes a minute; after a night's outage nothing waits longer than an hour.
FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(hours=1)

#: Tries until a letter is given up and staff must look: over two days with the delays above, so that a
#: weekend without a server on the other side needs nobody's hand.
TRIES: Final = 60

#: Failures in a row after which a partner counts as down, and is tried with one letter at a time. One may be
#: a line that was closed a moment ago, two a restart.
BREAKER: Final = 3

#: What one try may take, the acknowledgement that some partners give included. A server that does not take a
#: few kilobytes in this time will not.
PATIENCE: Final = timedelta(seconds=30)

#: Days looked through for the next opening: a week, and the day after it, for hours that began earlier today.
_DAYS: Final = 8


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours in which a partner takes letters, by the library's clock.

    `days` are those on which they begin; Monday is 0. Where `closes` is not after `opens`, they end on the
    next day.
    """

    opens: time
    closes: time
    days: frozenset[int] = frozenset(range(7))

    def on(self, day: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
        """Beginning and end of the hours that begin on that local day."""
        nights = timedelta(days=self.closes <= self.opens)
        opens = datetime.combine(day.date(), self.opens, zone)
        return opens, datetime.combine(day.date() + nights, self.closes, zone)


class SendingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How a partner is spoken to.

    `window` letters may be on their way at a time; `hours` are when any may (at all times, if there are
    none); a letter is given up after `tries`. After a failure the next try comes after `first_delay`, each
    time twice as late, `longest_delay` at most; after `breaker` failures in a row the partner counts as down.
    One try takes at most `patience`.
    """

    window: int = WINDOW
    hours: tuple[Hours, ...] = ()
    tries: int = TRIES
    first_delay: timedelta = FIRST_DELAY
    longest_delay: timedelta = LONGEST_DELAY
    breaker: int = BREAKER
    patience: timedelta = PATIENCE


def open_from(hours: Sequence[Hours], zone: tzinfo, now: datetime) -> datetime:
    """The first instant from `now` on at which a partner with these hours takes letters."""
    if not hours:
        return now
    today = now.astimezone(zone)
    openings: list[datetime] = []
    # From yesterday on: its hours may reach into today.
    for day in (today + timedelta(days=number) for number in range(-1, _DAYS)):
        spans = (span.on(day, zone) for span in hours if day.weekday() in span.days)
        openings += [max(opens.astimezone(UTC), now) for opens, closes in spans if now < closes]
    return min(openings, default=now)


def goes_at(terms: SendingTerms, zone: tzinfo, posted: datetime, grace: timedelta) -> datetime:
    """When a letter that was posted then may first go: after the grace period, in the partner's hours."""
    return open_from(terms.hours, zone, posted + grace)
