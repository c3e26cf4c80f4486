"""Time and ids as the running server has them."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any


def never_back(reactor: Any) -> None:  # noqa: ANN401 - Twisted's reactor is many interfaces
    """Let a reactor that was just made time its calls by a clock that nobody can set.

    Twisted's own goes by the wall clock: set forward, every line is silent too long and every deadline has
    passed; set back, none passes until the clock is where it was.
    """
    reactor.seconds = time.monotonic


class SystemClock:
    """`gateway.ports.Clock`: the machine's own time."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)


#: Bytes of chance in an id, and how many ids' are drawn at once.
CHANCE_BYTES = 5
CHANCES = 256


class TimeOrderedIds:
    """`gateway.ports.NewId`: 16 hex digits of microseconds, never going back, and 10 of chance.

    Sorted by text they are in the order in which one process made them; the chance keeps two processes apart.
    """

    def __init__(self) -> None:
        self._last = 0
        self._chances: list[str] = []

    def __call__(self) -> str:
        """A new id."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        if not self._chances:
            # Asking the system for each took longer than all the rest.
            text = secrets.token_hex(CHANCE_BYTES * CHANCES)
            self._chances = [text[at : at + 2 * CHANCE_BYTES] for at in range(0, len(text), 2 * CHANCE_BYTES)]
        return f"{self._last:016x}{self._chances.pop()}"
