"""Lines of the log that somebody else brings about: told now and then, so that he can't fill the disk."""

from collections.abc import Callable
from typing import Final

from gateway.net.lockout import one_address

#: Seconds between two lines about the same at one address: staff who look for a terminal's fault find it at
#: once, and who tries a thousand times a second writes six lines a minute.
SPARED_SECONDS: Final = 10.0

#: Addresses that are remembered, some 2 MB; beyond this the longest unheard of is forgotten.
MOST_REMEMBERED: Final = 10_000


class Sparing:
    """What is told of each address, one thing apart from another. `seconds` is a monotonic clock."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._told: dict[tuple[str, str], tuple[float, int]] = {}

    def tell(self, host: str, what: str = "") -> int | None:
        """How many of the same before this one were left untold; None where this one is, too."""
        now, address = self._seconds(), (one_address(host), what)
        # The latest stand last, so that the first is the one that has rested longest.
        at, untold = self._told.pop(address, (now - SPARED_SECONDS, 0))
        due = now - at >= SPARED_SECONDS
        self._told[address] = (now, 0) if due else (at, untold + 1)
        if len(self._told) > MOST_REMEMBERED:
            del self._told[next(iter(self._told))]
        return untold if due else None
