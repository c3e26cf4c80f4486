"""Who may open a line: how many stand, in all and of one address, and how fast new ones may come.

What every listener needs that serves many lines, whatever is spoken on them. Nothing here is on the way of a
message; lines count their own messages against the pace that they are given.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec
from twisted.logger import Logger

from gateway.net.lockout import one_address
from gateway.net.pace import Bucket, Pace, PaceLimits
from gateway.ports import Meter

#: Addresses whose pace is remembered, some 5 MB; beyond this the longest unseen is forgotten.
MOST_ADDRESSES = 10_000

#: Seconds between two lines of the log about lines that are turned away: who knocks ten thousand times a
#: second shall not fill the disk.
SILENCE_SECONDS: Final = 10.0

_MINUTE: Final = 60.0


class EntranceLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Lines in all, lines of one address, new ones of one address in a minute, and how fast each may go."""

    connections: int
    per_address: int
    arrivals: float
    pace: PaceLimits = PaceLimits()


class _Address(NamedTuple):
    """What all lines of one address share: how often new ones may come, and how many messages."""

    arrivals: Bucket
    messages: Bucket


class Entrance:
    """Lets lines in. `protocol` is what is spoken, for the meter; `line` names one in the log ("kiosk line").

    `seconds` is a monotonic clock; `notice` hears of each line that is turned away: host and cause.
    """

    log = Logger()

    def __init__(
        self,
        protocol: str,
        line: str,
        *,
        limits: EntranceLimits,
        seconds: Callable[[], float],
        meter: Meter,
        notice: Callable[[str, str], object] = lambda _host, _what: None,
    ) -> None:
        self._protocol = protocol
        self._line = line
        self._limits = limits
        self._seconds = seconds
        self._meter = meter
        self._notice = notice
        self._standing = 0
        self._addresses: Counter[str] = Counter()
        self._shared: dict[str, _Address] = {}
        self._told: float | None = None
        self._untold = 0

    def admits(self, host: str) -> bool:
        """Whether a new line from there may stand; one that may not is counted and told of."""
        limits = self._limits
        if self._standing >= limits.connections or self._addresses[one_address(host)] >= limits.per_address:
            self._turned_away("refused", host, f"too many {self._line}s stand already")
            return False
        if not self._address(host).arrivals.grant(self._seconds()):
            self._turned_away("refused-fast", host, "new ones come too fast from there")
            return False
        return True

    def pace(self, host: str) -> Pace:
        """How fast a new line from there may go."""
        return Pace(self._limits.pace, self._address(host).messages, self._seconds)

    def opened(self, host: str) -> None:
        """A line from there stands."""
        self._standing += 1
        self._addresses[one_address(host)] += 1

    def closed(self, host: str) -> None:
        """One of them is gone."""
        address = one_address(host)
        self._standing -= 1
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]

    def adopt(self, limits: EntranceLimits) -> None:
        """Go by other limits; each line keeps its pace, new ones have the new."""
        self._limits = limits
        self._shared.clear()

    def _turned_away(self, what: str, host: str, why: str) -> None:
        """Take no line, and tell so now and then."""
        self._meter.wire(self._protocol, what)
        self._notice(host, what)
        now = self._seconds()
        if self._told is None or now - self._told >= SILENCE_SECONDS:
            self.log.warn(
                "a {line} from {host} was turned away: {why} (and {more} before it untold)",
                line=self._line,
                host=host,
                why=why,
                more=self._untold,
            )
            self._told, self._untold = now, 0
        else:
            self._untold += 1

    def _address(self, host: str) -> _Address:
        """What the lines of that address share; the latest stand last, so that the first rested longest."""
        name, limits = one_address(host), self._limits
        shared = self._shared.pop(name, None)
        if shared is None:
            now = self._seconds()
            shared = _Address(
                Bucket(limits.arrivals / _MINUTE, now, limits.arrivals),
                Bucket(limits.pace.address_messages, now),
            )
        self._shared[name] = shared
        if len(self._shared) > MOST_ADDRESSES:
            del self._shared[next(iter(self._shared))]
        return shared
