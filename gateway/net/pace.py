"""How fast somebody may go: token buckets, and the pace of one line.

Who goes faster is not refused anything but read more slowly; who goes on like that for too long is let go.
"""

from collections.abc import Callable

import msgspec

#: Seconds of the allowed rate that may be used up at once: a kiosk that comes back after a power cut hurries
#: for a moment and is no flood. With ten of them the others waited while a thousand messages of one line were
#: answered (tests/bench/isolation.py).
BURST_SECONDS = 1.0


class PaceLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one line and one address may send in a second, and how long a line may want to send more."""

    messages: float = 100.0
    bytes: float = 256 * 1024.0
    address_messages: float = 1000.0
    flood_seconds: float = 60.0


class Bucket:
    """Tokens that come at `rate` a second, `most` of them at a time; who takes more owes them."""

    __slots__ = ("_at", "_most", "_rate", "_tokens")

    def __init__(self, rate: float, now: float, most: float | None = None) -> None:
        self._rate = rate
        self._most = rate * BURST_SECONDS if most is None else most
        self._tokens = self._most
        self._at = now

    def take(self, many: float, now: float) -> float:
        """Take tokens; for how many seconds one must wait until they are there, 0.0 where they were."""
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate) - many
        self._at = now
        return -self._tokens / self._rate if self._tokens < 0 else 0.0

    def grant(self, now: float) -> bool:
        """Take one token if there is one."""
        if self.take(0.0, now) > 0 or self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Pace:
    """The pace of one line: its own messages and bytes, and its address's messages, which lines share."""

    __slots__ = ("_address", "_bytes", "_fast_since", "_limits", "_messages", "_seconds")

    def __init__(self, limits: PaceLimits, address: Bucket, seconds: Callable[[], float]) -> None:
        now = seconds()
        self._limits = limits
        self._seconds = seconds
        self._address = address
        self._messages = Bucket(limits.messages, now)
        self._bytes = Bucket(limits.bytes, now)
        self._fast_since: float | None = None

    def received(self, many: int) -> float:
        """So many bytes came; for how many seconds no more are wanted."""
        return self._kept(self._bytes.take(many, self._seconds()))

    def message(self) -> float:
        """A message is taken; for how many seconds no other is wanted."""
        now = self._seconds()
        return self._kept(max(self._messages.take(1.0, now), self._address.take(1.0, now)))

    @property
    def floods(self) -> bool:
        """Whether the line has wanted to go faster for as long as anybody may."""
        since = self._fast_since
        return since is not None and self._seconds() - since > self._limits.flood_seconds

    def _kept(self, wait: float) -> float:
        """Note since when the line has had to be slowed down again and again."""
        if wait <= 0.0:
            return 0.0
        if self._fast_since is None:
            self._fast_since = self._seconds()
        return wait

    def rested(self) -> None:
        """Nothing of the line waits any more: it keeps its pace by itself."""
        self._fast_since = None
